/**
 * The limited socket on this machine that the agent creates for `latchkey forward`: requested, requested again when the
 * agent restarts, and closed at the end.
 */

import type { ForwardEntry } from '../../src-main/api/types.ts';
import { present } from '../../src-shared/present.ts';
import { request } from '../agent/client.ts';
import { watchViews } from '../agent/views.ts';
import { answerBroken, CliError } from '../line/errors.ts';

export interface Wanted {
  readonly host: string;
  readonly profiles: readonly string[];
  /** Makes the path the same each time. */
  readonly name?: string | undefined;
}

const PAUSE_MS = 1_000;
/** The agent closes it anyway when this process has ended. */
const PATIENCE_MS = 5_000;

export async function openLocal({ host, profiles, name }: Wanted): Promise<ForwardEntry> {
  const body = present({ host, profiles, pid: process.pid, name });
  return asEntry(await request('POST', '/v1/forwards', { body }));
}

export async function closeLocal({ id }: ForwardEntry): Promise<void> {
  await request('DELETE', `/v1/forwards/${encodeURIComponent(id)}`, { silenceMs: PATIENCE_MS }).catch(() => {});
}

export function asEntry(value: unknown): ForwardEntry {
  if (typeof value === 'object' && value !== null && 'id' in value && 'socket' in value) return value as ForwardEntry;
  throw answerBroken("This command does not understand the agent's answer.");
}

/** Keeps the socket at the same path across restarts of the agent. Rejects with the signal's reason, or when it cannot. */
export async function keepLocal(
  entry: ForwardEntry,
  signal: AbortSignal,
  tell: (isThere: boolean) => void,
): Promise<never> {
  for (;;) {
    await untilAgentEnds(signal);
    tell(false);
    await again(entry, signal);
    tell(true);
  }
}

async function untilAgentEnds(signal: AbortSignal): Promise<void> {
  try {
    await watchViews(() => false, signal);
  } catch (thrown) {
    if (!isAbsence(thrown)) throw thrown;
  }
}

async function again({ id, host, profiles }: ForwardEntry, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(PAUSE_MS, signal);
    try {
      return void (await openLocal({ host, profiles, name: id }));
    } catch (thrown) {
      if (!isAbsence(thrown)) throw thrown;
    }
  }
}

const isAbsence = (thrown: unknown): boolean => thrown instanceof CliError && thrown.code === 'agent_not_running';

/** Rejects with the signal's reason if that aborts first. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const leave = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal.addEventListener('abort', leave, { once: true });
  });
}
