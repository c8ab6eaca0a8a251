/**
 * `latchkey login NAME`: starts a sign-in at the agent, shows the code or link, and waits until the agent says how it
 * ended. The agent does the signing in; Ctrl-C cancels it there.
 */

import type { ProfileView, SignInRequest, SignInView, View } from '../../src-main/api/types.ts';
import { plainJson } from '../../src-shared/plain-json.ts';
import { present } from '../../src-shared/present.ts';
import { profilePath, request } from '../agent/client.ts';
import { asProfile, watchViews } from '../agent/views.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { PROFILE } from '../line/common-options.ts';
import { answerBroken, CliError, EXIT, fromAgent } from '../line/errors.ts';
import { answer, remark } from '../line/output.ts';
import { countdown } from './countdown.ts';
import { instructions, stillWaiting, successLine } from './login-text.ts';

export const LOGIN: Command = {
  name: 'login',
  summary: 'Sign in to a profile',
  details:
    'Shows a code and a link, or opens the sign-in page in your browser, and waits until you approve the sign-in there. ' +
    'From then on, Latchkey keeps you signed in. Ctrl-C cancels the sign-in.',
  args: PROFILE,
  options: [
    {
      name: 'flow',
      value: 'FLOW',
      choices: ['device', 'browser'],
      help: 'device: enter a code on any device; browser: use a page on this machine (default: what the provider supports)',
    },
    { name: 'no-open', help: 'Show the link without opening the browser' },
    { name: 'json', help: 'Print JSON lines: one with the code, one at the end' },
  ],
  examples: [
    ['latchkey login work', "sign in to the profile 'work'"],
    ['latchkey login work --flow device --no-open', 'on a machine without a browser, for example over SSH'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const opens = !call.flags.has('no-open');
  const cancel = cancelOnInterrupt(name);
  try {
    const flow = optionValue(call, 'flow') as SignInRequest['flow'];
    const body: SignInRequest = present({ open_browser: opens, flow });
    const started = asProfile(await request('POST', `${profilePath(name)}/sign-in`, { body }));
    if (!started.sign_in) throw answerBroken("The agent's answer has no sign-in.");
    const ended = await follow(started, started.sign_in, { json: call.json, opens, signal: cancel.signal });
    if (call.json) answer(plainJson({ event: 'signed-in', profile: ended }));
    else answer(successLine(ended, Date.now()));
  } catch (thrown) {
    throw cancel.signal.aborted ? await cancel.outcome() : thrown;
  } finally {
    cancel.release();
  }
}

interface Following {
  readonly json: boolean;
  readonly opens: boolean;
  readonly signal: AbortSignal;
}

/** Resolves to the profile once the sign-in is approved and stored; rejects with why it was not. */
async function follow(started: ProfileView, signIn: SignInView, following: Following): Promise<ProfileView> {
  let latest = started;
  const teller = following.json ? jsonTeller(started.name) : humanTeller(following.opens);
  try {
    if (isOver(signIn)) return conclude(started, signIn);
    teller.tell(signIn);
    await watchViews((view) => {
      latest = sameSignIn(view, started.name, signIn.id);
      if (!latest.sign_in || isOver(latest.sign_in)) return true;
      teller.tell(latest.sign_in);
      return false;
    }, following.signal);
  } finally {
    teller.stop();
  }
  return conclude(latest, latest.sign_in ?? signIn);
}

function isOver({ phase }: SignInView): boolean {
  return (
    phase === 'approved' || phase === 'denied' || phase === 'expired' || phase === 'failed' || phase === 'cancelled'
  );
}

/** The profile in `view`, as long as it still shows our sign-in and not a later one. */
function sameSignIn(view: View, name: string, id: string): ProfileView {
  const profile = view.profiles.find((candidate) => candidate.name === name);
  if (profile?.sign_in?.id === id) return profile;
  throw cancelled(profile ? 'The sign-in was replaced by another one.' : `The profile ${name} was removed.`);
}

function conclude(profile: ProfileView, signIn: SignInView): ProfileView {
  if (signIn.phase === 'approved') return profile;
  if (signIn.error) throw fromAgent(signIn.error);
  if (signIn.phase === 'denied') {
    const hint = 'If this was a mistake, sign in again and approve the request.';
    throw new CliError('sign_in_denied', EXIT.refused, 'The sign-in was denied in the browser.', hint);
  }
  if (signIn.phase === 'expired') {
    const hint = 'Sign in again. The new code is valid for a few minutes.';
    throw new CliError('code_expired', EXIT.signInNeeded, 'The sign-in was not approved in time.', hint);
  }
  throw signIn.phase === 'cancelled' ? cancelled() : fromAgent(undefined);
}

function cancelled(message = 'The sign-in was cancelled.'): CliError {
  return new CliError('sign_in_cancelled', EXIT.signInNeeded, message, 'Sign in again when you are ready.');
}

interface Teller {
  tell(signIn: SignInView): void;
  stop(): void;
}

/** For programs: a line whenever there is something new to act on. */
function jsonTeller(profile: string): Teller {
  let previous = '';
  return {
    tell(signIn) {
      const line = plainJson({ event: 'sign-in', profile, sign_in: signIn });
      if (line !== previous) answer(line);
      previous = line;
    },
    stop() {},
  };
}

/** For people: code and link once, then one live line. */
function humanTeller(opens: boolean): Teller {
  const clock = countdown();
  let shown = '';
  let waited = false;
  return {
    tell(signIn) {
      if (!waited && signIn.error?.code === 'browser_waiting') {
        clock.stop();
        remark(stillWaiting(signIn.error).join('\n'));
        waited = true;
      }
      const lines = instructions(signIn, opens);
      // Whether the browser opened is said once, with what to open.
      const what = `${signIn.user_code} ${signIn.verification_uri} ${signIn.authorization_uri}`;
      if (lines.length > 0 && what !== shown) {
        clock.stop();
        remark(lines.join('\n'));
        shown = what;
      }
      clock.show(signIn);
    },
    stop: () => clock.stop(),
  };
}

/** The first Ctrl-C cancels at the agent, a second one ends the command at once. */
function cancelOnInterrupt(name: string): { signal: AbortSignal; outcome(): Promise<CliError>; release(): void } {
  const controller = new AbortController();
  let cancelling: Promise<unknown> = Promise.resolve();
  const onInterrupt = () => {
    cancelling = request('POST', `${profilePath(name)}/sign-in/cancel`, { silenceMs: 5000 });
    cancelling.catch(() => {}); // reported by outcome()
    controller.abort(cancelled());
    process.once('SIGINT', () => process.exit(EXIT.signInNeeded));
  };
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
  return {
    signal: controller.signal,
    outcome: () =>
      cancelling.then(
        () => cancelled(),
        () => cancelled('The command stopped, but the agent could not be told to cancel the sign-in.'),
      ),
    release() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onInterrupt);
    },
  };
}
