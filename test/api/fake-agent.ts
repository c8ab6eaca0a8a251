/** An Agent in a few lines for tests of the API and the doors: it remembers what it was asked and answers from a script. */
import type { Agent } from '../../src-main/core/agent/agent.ts';
import type { RoleAnswer, TokenAnswer } from '../../src-main/core/answers.ts';
import { LatchkeyError } from '../../src-main/core/errors.ts';
import { secret } from '../../src-main/core/secret.ts';
import type { ProfileView, RoleView, View } from '../../src-main/core/view.ts';

export const TOKEN_CANARY = 'canary-access-token-7f3a';
/** Both secret parts of a role's credentials begin so. */
export const ROLE_CANARY = 'canary-role-credentials-91bc';

export function profileView(name: string, more: Partial<ProfileView> = {}): ProfileView {
  return {
    name,
    provider: 'oidc',
    provider_title: 'OpenID Connect',
    display_name: 'id.example.test',
    settings: { issuer: 'https://id.example.test' },
    state: 'active',
    renewable: true,
    expires_at: 1_800_000_000,
    ...more,
  };
}

export function roleView(): RoleView {
  return { name: 'prod-admin', account_id: '111122223333', role_id: 'admin', expires_at: 1_800_000_000 };
}

export interface FakeAgent extends Agent {
  readonly calls: unknown[][];
  readonly listeners: Set<(view: View) => void>;
  /** Thrown by the next command instead of an answer. */
  failWith: unknown;
  emit(view: View): void;
}

export function fakeAgent(): FakeAgent {
  const calls: unknown[][] = [];
  const listeners = new Set<(view: View) => void>();
  const profiles = new Map([['work', profileView('work', { has_roles: true, roles: [roleView()] })]]);
  let current: View | undefined;
  const answer = <T>(value: () => T, ...call: unknown[]): Promise<T> => {
    calls.push(call);
    if (agent.failWith !== undefined) return Promise.reject(agent.failWith);
    return Promise.resolve().then(value);
  };
  const known = (name: string): ProfileView => {
    const found = profiles.get(name);
    if (found === undefined) throw new LatchkeyError('profile_unknown', `There is no profile named '${name}'.`);
    return found;
  };
  const knownRole = (name: string, role: string): ProfileView => {
    const profile = known(name);
    if (profile.roles?.some((candidate) => candidate.name === role)) return profile;
    throw new LatchkeyError('role_unknown', `${name} has no role named '${role}'.`);
  };
  const credentials: RoleAnswer = {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: secret(`${ROLE_CANARY}-secret`),
    sessionToken: secret(`${ROLE_CANARY}-session`),
    expiresAtMs: 1_800_000_000_999,
    accountId: '111122223333',
  };
  const token: TokenAnswer = {
    accessToken: secret(TOKEN_CANARY),
    expiresAt: 1_800_000_000,
    expiresIn: 3600,
    scope: 'openid',
    issuer: 'https://id.example.test',
  };
  // What no test of the API asks for is left out.
  const scripted: Partial<FakeAgent> = {
    calls,
    listeners,
    failWith: undefined,
    guard: {
      locked: false,
      demandUnlocked: () => undefined,
      lock: (passphrase) => answer(() => undefined, 'lock', passphrase.reveal()),
      unlock: (passphrase) => answer(() => undefined, 'unlock', passphrase.reveal()),
      answerAsk: (id, given) => answer(() => undefined, 'answerAsk', id, given),
      mayChangeUses: (name, uses, caller) => answer(() => undefined, 'mayChangeUses', name, uses, caller),
    },
    history: (name) => {
      known(name);
      return [{ at: 1_700_000_000, reason: 'due', outcome: 'ok', took_ms: 40 }];
    },
    readAudit: () => answer(() => [], 'readAudit'),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    view: () =>
      current ?? {
        overall: 'fine',
        profiles: [...profiles.values()],
        agent: { version: '1.2.3', vault: 'memory', started_at: 1_700_000_000 },
      },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(view) {
      current = view;
      for (const listener of listeners) listener(view);
    },
    wake: (reason) => void calls.push(['wake', reason]),
    roleCredentials: (name, role, options) =>
      answer(() => knownRole(name, role) && credentials, 'roleCredentials', name, role, options),
    availableRoles: (name, options) =>
      answer(
        () =>
          known(name) && {
            accounts: [{ id: '111122223333', name: 'Prod' }, { id: '444455556666' }],
            roles: [{ accountId: '111122223333', id: 'admin', name: 'admin' }],
            listedAtMs: 1_700_000_000_999,
          },
        'availableRoles',
        name,
        options,
      ),
    addRole: (name, role) => answer(() => ({ ...known(name), has_roles: true, roles: [role] }), 'addRole', name, role),
    removeRole: (name, role) => answer(() => knownRole(name, role), 'removeRole', name, role),
    clients: () => {
      throw new LatchkeyError('clients_unsupported', 'Not scripted.');
    },
    openConsole: (name, role) => answer(() => void knownRole(name, role), 'openConsole', name, role),
    addProfile: (profile, secrets) => answer(() => profileView(profile.name), 'addProfile', profile, secrets),
    editProfile: (name, settings, secrets) => answer(() => known(name), 'editProfile', name, settings, secrets),
    removeProfile: (name) => answer(() => void known(name), 'removeProfile', name),
    signIn: (name, options) =>
      answer(
        () => ({
          ...known(name),
          state: 'awaiting-user' as const,
          sign_in: {
            id: '1',
            flow: 'device' as const,
            phase: 'waiting' as const,
            display_name: 'id.example.test',
            user_code: 'WDJB-MJHT',
            verification_uri: 'https://id.example.test/device',
          },
        }),
        'signIn',
        name,
        options,
      ),
    cancelSignIn: (name) => answer(() => known(name), 'cancelSignIn', name),
    openSignInLink: (name) => answer(() => void known(name), 'openSignInLink', name),
    signOut: (name) => answer(() => ({ revoked: true, profile: known(name) }), 'signOut', name),
    token: (name, options) => answer(() => known(name) && token, 'token', name, options),
    refresh: (name) => answer(() => known(name), 'refresh', name),
  };
  const agent = scripted as FakeAgent;
  return agent;
}

export function fakeInfo() {
  return {
    version: '1.2.3',
    providers: [{ kind: 'oidc', title: 'OpenID Connect' }],
    doctor: () => Promise.resolve({ checks: [{ name: 'vault', ok: true, detail: 'memory' }] }),
    closing: new AbortController().signal,
  };
}
