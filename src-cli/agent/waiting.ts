/**
 * Tells whoever waits at a terminal that a command stands still because the person is asked something. Loaded only once
 * an answer has taken long.
 */
import { remark } from '../line/output.ts';
import { hasUnicode } from '../line/terminal.ts';
import { readView } from './views.ts';

/** Requests that the agent may ask the person about, and whose profile it is where the path tells. */
const ASKED_ABOUT =
  /^\/v1\/(?:logins\b|container-runs\b|profiles\/(?<profile>[^/?]+)(?:\/token|\/roles\/[^/]+\/credentials)?(?:\?|$))/;

/** `isOver` is asked last: the answer may have come while we looked. Never rejects. */
export async function sayWaiting(target: string, isOver: () => boolean): Promise<void> {
  const match = ASKED_ABOUT.exec(target);
  if (!process.stderr.isTTY || match === null) return;
  const { asks = [] } = await readView().catch(() => ({ asks: [] }));
  const encoded = match.groups?.['profile'];
  const profile = encoded === undefined ? undefined : decodeURIComponent(encoded);
  if (isOver() || !asks.some((ask) => profile === undefined || ask.profile === profile)) return;
  remark(`latchkey: waiting for your answer in the Latchkey window ${hasUnicode() ? '…' : '...'}`);
}
