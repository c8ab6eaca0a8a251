/**
 * The waiting of the device authorization grant (RFC 8628 sections 3.3 to 3.5): show, poll at the server's pace, stop
 * in time.
 */

import { VISIBLE } from '../../../src-shared/ascii.ts';
import { asLatchkeyError, LatchkeyError } from '../errors.ts';
import type { DeviceAuthorization } from '../provider/provider.ts';
import { elapsedMs, momentNow } from '../time/elapsed.ts';
import type { FlowRun, Redeemed } from './attempt.ts';

/** Some servers count from the arrival of the last poll, so exactly the interval is sometimes too early. */
const SLACK_MS = 250;
/** RFC 8628 section 3.5. */
const SLOW_DOWN_S = 5;
const LONGEST_PAUSE_S = 60;
/** Unreadable refusals, one after another, until the sign-in ends. */
const UNKNOWN_REFUSALS = 3;

/**
 * Unchanged if it is a URI (RFC 3986 section 2). Anything else may contain direction marks, or backslashes, which some
 * take for the end of the host and others do not.
 */
const shownUri = (uri: string): string =>
  VISIBLE.test(uri) && /^https?:\/\/[^\\]+$/i.test(uri) ? uri : new URL(uri).href;

export async function deviceSignIn(run: FlowRun): Promise<Redeemed> {
  const { attempt, state, exchange } = run;
  const started = momentNow(state.ports.clock);
  const device = await state.provider.startDevice(exchange);
  const isOver = () => elapsedMs(state.ports.clock, started) >= device.expiresInS * 1000;
  attempt.show({
    phase: 'waiting',
    userCode: device.userCode,
    verificationUri: shownUri(device.verificationUri),
    ...(device.verificationUriComplete && { verificationUriComplete: shownUri(device.verificationUriComplete) }),
    expiresAtMs: state.ports.clock.nowMs() + device.expiresInS * 1000 - elapsedMs(state.ports.clock, started),
    intervalS: device.intervalS,
  });
  return poll(run, device, isOver);
}

/** One poll after another, never two in flight, none after the code expires. */
async function poll(run: FlowRun, device: DeviceAuthorization, isOver: () => boolean): Promise<Redeemed> {
  const { attempt, state, exchange } = run;
  let intervalS = device.intervalS;
  let pauseS = intervalS;
  let unknown = 0;
  for (;;) {
    await state.ports.clock.sleep(pauseS * 1000 + SLACK_MS, attempt.signal);
    attempt.throwIfCancelled();
    // RFC 8628 section 3.5: no new device request without the person, so this ends here.
    if (isOver())
      throw new LatchkeyError('code_expired', `The code for ${exchange.server.displayName} was not confirmed in time.`);
    const asked = momentNow(state.ports.clock);
    const answer = await pollOnce(run, device);
    if (answer.kind === 'tokens') return { tokens: answer.tokens, asked };
    // RFC 8628 section 3.5: a code is good for one success, so nothing better comes after this.
    if (answer.kind === 'unusable') throw answer.error;
    if (answer.kind !== 'no-answer') unknown = answer.kind === 'unknown-refusal' ? unknown + 1 : 0;
    if (answer.kind === 'unknown-refusal' && unknown >= UNKNOWN_REFUSALS) throw answer.error;
    if (answer.kind === 'slow-down') {
      // For this and all later polls of this device code.
      intervalS += SLOW_DOWN_S;
      attempt.show({ phase: 'slowed-down', intervalS });
    }
    // A timeout calls for a lower frequency: doubles the pause each time until an answer comes.
    pauseS = answer.kind === 'no-answer' ? Math.min(pauseS * 2, Math.max(LONGEST_PAUSE_S, intervalS)) : intervalS;
    if ('retryAfterS' in answer && answer.retryAfterS) pauseS = Math.max(pauseS, answer.retryAfterS);
  }
}

async function pollOnce({ state, exchange }: FlowRun, device: DeviceAuthorization) {
  try {
    return await state.provider.pollDevice(exchange, device);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    if (error.code !== 'provider_unreachable' && error.code !== 'provider_error') throw error;
    return { kind: 'no-answer' } as const;
  }
}
