/** Follows a sign-in at the agent through its Views, until the user approves it or it ends another way. */
import { answerBroken, fromAgent, LatchkeyError } from './errors.ts';
import type { Profile, SignIn, View } from './openapi.ts';

/** Resolves to the profile once it is signed in; rejects with the reason if it is not. `onProgress` gets each change. */
export async function followSignIn(
  started: Profile,
  events: AsyncIterable<View>,
  onProgress: (signIn: SignIn) => void,
): Promise<Profile> {
  if (started.sign_in === undefined) throw answerBroken("The agent's answer has no sign-in.");
  const { id } = started.sign_in;
  let told = '';
  for await (const profile of profilesOf(started, events)) {
    const signIn = profile.sign_in;
    if (signIn?.id !== id) throw ended('sign_in_cancelled', 'The sign-in was replaced by another one.');
    const news = JSON.stringify(signIn);
    if (news !== told) onProgress(signIn);
    told = news;
    if (signIn.phase === 'approved') return profile;
    throwIfOver(signIn);
  }
  throw ended('sign_in_cancelled', 'The sign-in was abandoned.');
}

async function* profilesOf(started: Profile, events: AsyncIterable<View>): AsyncGenerator<Profile> {
  yield started;
  for await (const { profiles } of events) {
    const profile = profiles.find(({ name }) => name === started.name);
    if (profile === undefined) throw ended('profile_unknown', `The profile ${started.name} was removed.`);
    yield profile;
  }
}

const ENDS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  denied: ['sign_in_denied', 'The sign-in was denied in the browser.'],
  expired: ['code_expired', 'The sign-in was not approved in time.'],
  cancelled: ['sign_in_cancelled', 'The sign-in was cancelled.'],
  failed: ['internal', 'The sign-in failed.'],
};

function throwIfOver({ phase, error }: SignIn): void {
  const end = ENDS[phase];
  if (end !== undefined) throw error === undefined ? ended(...end) : fromAgent(error);
}

function ended(code: string, message: string): LatchkeyError {
  return new LatchkeyError(code, message, 'Sign in again when you are ready.');
}
