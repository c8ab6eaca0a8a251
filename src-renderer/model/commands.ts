/** What a person can do, each a request to the agent. Its effect arrives as a View. */

import { strings } from '../../src-languages/window.ts';
import type {
  AddProfileRequest,
  AllowedProgram,
  AskPolicy,
  EditProfileRequest,
  Flow,
  ProfileView,
} from '../../src-main/api/types.ts';
import { ApiError, api } from './api.ts';
import { firstRunApi } from './first-run-api.ts';
import type { Model } from './model.ts';

/** An earlier run's sandbox has ended, so it and its profile are started again. A running one stays. */
export const signIn = (model: Model, name: string, flow?: Flow): Promise<void> =>
  model.profile(name)?.provider === SANDBOX ? startSandbox(model, name) : begin(model, name, flow);

const SANDBOX = 'sandbox';

/** Shows the panel at once, as preparing, until the agent reports the new attempt. */
async function begin(model: Model, name: string, flow?: Flow): Promise<void> {
  const staleId = setOut(model, name);
  await model.run(name, async () => model.merge(await api.signIn(name, flow), staleId), {
    failed: (error) => {
      if (model.panel?.name === name) model.panel = { name, error };
    },
  });
}

/** Ends the running attempt first, because asking for a sign-in would only join it. */
export async function signInOtherwise(model: Model, name: string, flow: Flow): Promise<void> {
  setOut(model, name);
  await model.run(name, () => api.cancelSignIn(name));
  await begin(model, name, flow);
}

/** From here on, the last attempt is out of date. */
function setOut(model: Model, name: string): string | undefined {
  const staleId = model.profile(name)?.sign_in?.id;
  model.update(() => {
    model.notice = undefined;
    model.panel = { name, staleId };
  });
  return staleId;
}

export const cancelSignIn = (model: Model, name: string): Promise<void> =>
  model.run(name, () => api.cancelSignIn(name));

export const openLink = (model: Model, name: string): Promise<void> => model.run(name, () => api.openLink(name));

export const refresh = (model: Model, name: string): Promise<void> =>
  model.run(name, () => api.refresh(name), { done: () => strings.notice.refreshed(name) });

/** To the clipboard, which the agent has; the page gets no token. */
export const copyToken = (model: Model, name: string): Promise<void> =>
  model.run(name, () => api.copyToken(name), { done: () => strings.notice.tokenCopied(name) });

/** Ends the agent, and with it this window. */
export const quit = (model: Model): Promise<void> => model.run('', () => api.quit());

export const signOut = (model: Model, name: string): Promise<void> =>
  model.run(name, () => api.signOut(name), {
    done: ({ revoked }) => (revoked ? strings.notice.signedOut(name) : strings.notice.notRevoked(name)),
  });

export function removeProfile(model: Model, name: string): Promise<void> {
  model.open(undefined);
  return model.run(name, () => api.removeProfile(name), { done: () => strings.notice.removed(name) });
}

/** Signs in at once if wanted. Rejects with ApiError, which the form shows at its field. */
export async function addProfile(model: Model, request: AddProfileRequest, signsIn: boolean): Promise<void> {
  const added = await api.addProfile(request);
  model.include(added);
  model.open(undefined);
  if (signsIn) void signIn(model, added.name);
  else model.sayDone(strings.notice.added(added.name));
}

/** Starts the sandbox and signs in there. `busyAs`: what is busy until there is a profile. */
export async function startSandbox(model: Model, busyAs: string): Promise<void> {
  let added: ProfileView | undefined;
  await model.run(busyAs, async () => {
    added = await firstRunApi.sandbox();
    model.include(added);
  });
  if (added !== undefined) await begin(model, added.name);
}

/** A single sign-in starts at once; with several, the person chooses. What the agent refuses is shown beside it. */
export async function importAws(model: Model, names: readonly string[]): Promise<void> {
  let added: readonly string[] = [];
  let left = '';
  await model.run(names[0] ?? '', async () => {
    const done = await firstRunApi.importAws(names);
    const [problem] = done.problems;
    if (problem !== undefined && done.added.length === 0) {
      throw new ApiError('profile_invalid', problem.message, '', 200);
    }
    added = done.added;
    left = done.problems.map(({ message }) => message).join(' ');
  });
  const [first] = added;
  if (first === undefined) return;
  const signedIn = added.length === 1 ? signIn(model, first) : undefined;
  const message = strings.firstRun.import.added(added);
  if (left !== '') model.say({ kind: 'done', message, hint: left });
  else if (signedIn === undefined) model.sayDone(message);
  await signedIn;
}

/** Rejects with ApiError, which the form shows at its field. */
export async function editProfile(model: Model, name: string, change: EditProfileRequest): Promise<void> {
  await api.editProfile(name, change);
  model.open(undefined);
  model.sayDone(strings.notice.saved(name));
}

/** Rejects with ApiError, which the dialog shows. */
export const setAsk = (name: string, ask: AskPolicy): Promise<unknown> =>
  api.editProfile(name, { uses: { ask: ask === 'never' ? null : ask } });

/** Rejects with ApiError, which the dialog shows. */
export function forgetProgram(model: Model, name: string, forgotten: AllowedProgram): Promise<unknown> {
  const same = (one: AllowedProgram) => JSON.stringify(one) === JSON.stringify(forgotten);
  const kept = (model.profile(name)?.allowed ?? []).filter((one) => !same(one));
  return api.editProfile(name, { uses: { allowed: kept.length === 0 ? null : kept } });
}
