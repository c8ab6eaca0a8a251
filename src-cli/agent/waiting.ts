/**
 * Says at the terminal that a command is waiting because Latchkey asks you something. Loaded only when an answer takes
 * long.
 */
import { remark } from '../line/output.ts';
import { hasUnicode } from '../line/terminal.ts';
import { readView } from './views.ts';

/** Requests that the agent may ask you about, with the profile if the path names one. */
const ASKED_ABOUT =
  /^\/v1\/(?:logins\b|container-runs\b|profiles\/(?<profile>[^/?]+)(?:\/token|\/roles\/[^/]+\/credentials)?(?:\?|$))/;

/** `isOver` is checked last: the answer may have arrived in between. Never rejects. */
export async function sayWaiting(target: string, isOver: () => boolean): Promise<void> {
  const match = ASKED_ABOUT.exec(target);
  if (!process.stderr.isTTY || match === null) return;
  const { asks = [] } = await readView().catch(() => ({ asks: [] }));
  const encoded = match.groups?.['profile'];
  const profile = encoded === undefined ? undefined : decodeURIComponent(encoded);
  if (isOver() || !asks.some((ask) => profile === undefined || ask.profile === profile)) return;
  remark(`latchkey: waiting for your answer in the Latchkey window ${hasUnicode() ? '…' : '...'}`);
}
