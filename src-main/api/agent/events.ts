/**
 * The View as server-sent events (WHATWG HTML section 9.2). A listener that reads slowly gets the newest View at its
 * next read, not every one in between: at most one View waits per listener.
 */
import { plainJson } from '../../../src-shared/plain-json.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { View } from '../../core/view.ts';

const HEARTBEAT_MS = 15_000;

interface EventsOptions {
  /** The request's: the client went away. */
  readonly gone: AbortSignal;
  /** The agent stops. */
  readonly closing: AbortSignal;
  readonly heartbeatMs?: number;
}

export function viewEvents(agent: Agent, options: EventsOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let newest: View | undefined = agent.view();
  let beat = false;
  let wake: (() => void) | undefined;
  const nudge = () => wake?.();

  const unsubscribe = agent.subscribe((view) => {
    newest = view;
    nudge();
  });
  const heartbeat = setInterval(() => {
    beat = true;
    nudge();
  }, options.heartbeatMs ?? HEARTBEAT_MS);
  const ended = AbortSignal.any([options.gone, options.closing]);
  const finish = () => {
    unsubscribe();
    clearInterval(heartbeat);
    ended.removeEventListener('abort', finish);
    nudge();
  };
  // Not left to the reader: one that went away while it was slow never asks again.
  ended.addEventListener('abort', finish);

  const next = (): string | undefined => {
    if (newest !== undefined) {
      const data = plainJson(newest);
      newest = undefined;
      return `event: view\ndata: ${data}\n\n`;
    }
    if (!beat) return undefined;
    beat = false;
    return ': still here\n\n';
  };

  return new ReadableStream<Uint8Array>(
    {
      // Called only when the reader wants more, which keeps a slow one from piling up data.
      async pull(controller) {
        for (let text = next(); ; text = next()) {
          if (ended.aborted) {
            controller.close();
            return;
          }
          if (text !== undefined) {
            controller.enqueue(encoder.encode(text));
            return;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
      cancel: finish,
    },
    { highWaterMark: 0 },
  );
}
