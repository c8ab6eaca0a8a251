/**
 * Says why a command is waiting: Latchkey asks you something, or the agent does not respond (a stopped
 * process, a machine out of memory). Loaded only when an answer takes long.
 */
import type { View } from '../../src-main/api/types.ts';
import { isCliError } from '../line/errors.ts';
import { remark } from '../line/output.ts';
import { hasUnicode } from '../line/terminal.ts';
import { readView } from './views.ts';

/** Requests that the agent may ask you about, with the profile if the path names one. */
const ASKED_ABOUT = /^\/v1\/(?:logins|container-runs|forwards|settings|import|profiles(?:\/(?<profile>[^/?]+))?)/;

/** The agent has the answer in memory. */
const NOTICE_MS = 1_000;
const GIVE_UP_MS = 10_000;

/**
 * Rejects with `agent_not_running` if the agent answers nothing at all: a tool that waits should fail, not hang. `isOver`
 * is checked last: the answer may have arrived in between.
 */
export async function sayWaiting(target: string, isOver: () => boolean): Promise<void> {
  const view = await look(NOTICE_MS).catch(() => {
    if (!isOver() && process.stderr.isTTY) say(`the agent is not responding; waiting ${dots()}`);
    return look(GIVE_UP_MS);
  });
  const match = ASKED_ABOUT.exec(target);
  if (match === null) return;
  const encoded = match.groups?.['profile'];
  const profile = encoded === undefined ? undefined : decodeURIComponent(encoded);
  if (isOver() || !view.asks?.some((ask) => profile === undefined || ask.profile === profile)) return;
  say(`waiting for your answer in the Latchkey window ${dots()}`);
}

/** Rejects if there is no answer. An agent that refuses (it is locked, or the socket is a forwarded one) is alive. */
async function look(silenceMs: number): Promise<Partial<View>> {
  try {
    return await readView({ silenceMs });
  } catch (thrown) {
    if (isCliError(thrown) && thrown.code === 'agent_not_running') throw thrown;
    return {};
  }
}

function say(what: string): void {
  remark(`latchkey: ${what}`);
}

const dots = (): string => (hasUnicode() ? '…' : '...');
