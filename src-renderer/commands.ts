/** What a person can have done, each a request to the agent. Its effect arrives as a View. */
import type { AddProfileRequest, AllowedProgram, AskPolicy, EditProfileRequest, Flow } from '../src-main/api/types.ts';
import { api } from './api.ts';
import type { Model } from './model.ts';
import { strings } from './strings.ts';

/** Shows the panel at once; it says that it is preparing until the agent tells of the new attempt. */
export async function signIn(model: Model, name: string, flow?: Flow): Promise<void> {
  const staleId = setOut(model, name);
  await model.run(name, async () => model.merge(await api.signIn(name, flow), staleId), {
    failed: (error) => {
      if (model.panel?.name === name) model.panel = { name, error };
    },
  });
}

/** The running attempt is ended first: asking for a sign-in would only join it. */
export async function signInOtherwise(model: Model, name: string, flow: Flow): Promise<void> {
  setOut(model, name);
  await model.run(name, () => api.cancelSignIn(name));
  await signIn(model, name, flow);
}

/** From here on, what is known of the last attempt is old news. */
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

export const signOut = (model: Model, name: string): Promise<void> =>
  model.run(name, () => api.signOut(name), {
    done: ({ revoked }) => (revoked ? strings.notice.signedOut(name) : strings.notice.notRevoked(name)),
  });

export function removeProfile(model: Model, name: string): Promise<void> {
  model.open(undefined);
  return model.run(name, () => api.removeProfile(name), { done: () => strings.notice.removed(name) });
}

/** Rejects with ApiError, which the form shows at its field. */
export async function addProfile(model: Model, request: AddProfileRequest): Promise<void> {
  const added = await api.addProfile(request);
  model.include(added);
  model.open(undefined);
  model.sayDone(strings.notice.added(added.name));
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
  const same = ({ program, role }: AllowedProgram) => program === forgotten.program && role === forgotten.role;
  const kept = (model.profile(name)?.allowed ?? []).filter((one) => !same(one));
  return api.editProfile(name, { uses: { allowed: kept.length === 0 ? null : kept } });
}
