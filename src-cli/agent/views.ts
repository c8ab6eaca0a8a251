/**
 * The agent's View, read from the socket once or as it changes (server-sent events, HTML Living Standard section 9.2).
 * Checks only the outermost shape: the agent is a program of the same user (see socket-path.ts).
 */
import type { ProfileView, View } from '../../src-main/api/types.ts';
import { agentNotRunning, answerBroken } from '../line/errors.ts';
import { request } from './client.ts';

/** The agent sends a comment every 15 s; without one, we consider it dead. */
const SILENCE_MS = 50_000;
const MAX_EVENT_LENGTH = 16 * 1024 * 1024;

export function asView(value: unknown): View {
  if (typeof value === 'object' && value !== null && 'profiles' in value && Array.isArray(value.profiles)) {
    return value as View;
  }
  throw answerBroken("This command does not understand the agent's answer.");
}

export function asProfile(value: unknown): ProfileView {
  if (typeof value === 'object' && value !== null && 'name' in value && 'state' in value) return value as ProfileView;
  throw answerBroken("This command does not understand the agent's answer.");
}

/** `silenceMs`: see Exchange. */
export async function readView(limit: { readonly silenceMs?: number } = {}): Promise<View> {
  return asView(await request('GET', '/v1/status', limit));
}

/**
 * Calls back with each View, the current one first, until `onView` returns true. Rejects when the agent stops, with the
 * reason of `signal` when that aborts, or with what `onView` throws.
 */
export async function watchViews(onView: (view: View) => boolean, signal?: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const enough = new Error('enough');
  const read = eventReader((data) => {
    if (onView(asView(JSON.parse(data)))) stop.abort(enough);
  });
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  try {
    await request('GET', '/v1/events', { onPart: read, signal: either, silenceMs: SILENCE_MS });
  } catch (thrown) {
    if (thrown === enough) return;
    throw thrown;
  }
  throw agentNotRunning('The Latchkey agent has stopped.');
}

/** Splits the stream into events and passes on the data of each one that is a View. */
function eventReader(onData: (data: string) => void): (part: Buffer) => void {
  const decoder = new TextDecoder();
  let rest = '';
  return (part) => {
    rest = (rest + decoder.decode(part, { stream: true })).replaceAll('\r\n', '\n');
    if (rest.length > MAX_EVENT_LENGTH) throw answerBroken("The agent's answer is too large.");
    const events = rest.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const lines = event.split('\n').filter((line) => line.startsWith('data:'));
      if (lines.length > 0) onData(lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n'));
    }
  };
}
