/**
 * An Agent whose engine is a script: it remembers what it was asked, knows its profiles and answers what a test tells it
 * to. For tests of the API and the doors; served-agent.ts puts it behind the real socket.
 */
import type { ApiInfo } from '../../../src-main/api/frame/info.ts';
import type { Agent } from '../../../src-main/core/agent/agent.ts';
import type { RoleAnswer, TokenAnswer } from '../../../src-main/core/answers.ts';
import type { Audit } from '../../../src-main/core/audit.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import type { AvailableRoles } from '../../../src-main/core/provider/role-source.ts';
import { type AskView, ProfileView, type View } from '../../../src-main/core/view.ts';
import { present } from '../../../src-shared/present.ts';
import { AVAILABLE, profileView, roleAnswer, roleView, signInView, tokenAnswer } from './fake-views.ts';

/** What the scripted engine does when asked; the defaults suit a profile that is signed in. */
export interface Script {
  token(name: string, minTtlS: number | undefined): Promise<TokenAnswer>;
  signIn(name: string): Promise<ProfileView>;
  signOut(name: string): Promise<boolean>;
  refresh(name: string): Promise<ProfileView>;
  roleCredentials(name: string, role: string): Promise<RoleAnswer>;
  availableRoles(name: string): Promise<AvailableRoles>;
  readAudit: Audit['read'];
}

export interface FakeAgent extends Agent {
  /** Method and arguments of each call. */
  readonly calls: unknown[][];
  readonly script: Script;
  readonly profiles: Map<string, ProfileView>;
  readonly listeners: Set<(view: View) => void>;
  /** Over the View, for what is not a profile. */
  agentPart: Partial<View['agent']>;
  /** Questions that wait. */
  asks: AskView[];
  /** Thrown by every command instead of an answer. */
  failWith: unknown;
  /** Replaces the profile and tells everyone. */
  put(profile: ProfileView): void;
  /** Shows this View from now on, whatever the profiles are, and tells everyone. */
  emit(view: View): void;
}

interface Start {
  readonly version?: string;
  readonly profiles?: readonly ProfileView[];
  /** How a call is kept; absent: as it came. */
  readonly noted?: (call: unknown[]) => unknown[];
}

const signedIn = () => [profileView('work', { has_roles: true, roles: [roleView()] })];

export function fakeAgent({ version = '1.2.3', profiles: first = signedIn(), noted }: Start = {}): FakeAgent {
  const profiles = new Map(first.map((profile) => [profile.name, profile]));
  const listeners = new Set<(view: View) => void>();
  const calls: unknown[][] = [];
  let shown: View | undefined;

  const known = (name: string): ProfileView => {
    const found = profiles.get(name);
    if (found === undefined) throw new LatchkeyError('profile_unknown', `There is no profile named '${name}'.`);
    return found;
  };
  const knownRole = (name: string, role: string): ProfileView => {
    const profile = known(name);
    if (profile.roles?.some((candidate) => candidate.name === role)) return profile;
    const hint = `Run \`latchkey roles ${name}\` to see the roles and add one.`;
    throw new LatchkeyError('role_unknown', `${name} has no role named '${role}'.`, { hint });
  };
  const view = (): View =>
    shown ?? {
      overall: profiles.size === 0 ? 'empty' : 'fine',
      profiles: [...profiles.values()],
      ...(agent.asks.length > 0 && { asks: agent.asks }),
      agent: { version, vault: 'memory', started_at: 1_700_000_000, ...agent.agentPart },
    };
  const tellAll = () => {
    for (const listener of listeners) listener(view());
  };
  const put = (profile: ProfileView): ProfileView => {
    profiles.set(profile.name, profile);
    tellAll();
    return profile;
  };
  /** Notes the call; then what went wrong, or what comes of it. */
  const answer = async <T>(call: unknown[], value: () => T | Promise<T>): Promise<T> => {
    calls.push(noted?.(call) ?? call);
    if (agent.failWith !== undefined) throw agent.failWith;
    return await value();
  };

  const script: Script = {
    token: async () => tokenAnswer(),
    signIn: async (name) => ({ ...known(name), state: 'awaiting-user', sign_in: signInView() }),
    signOut: async () => true,
    refresh: async (name) => known(name),
    roleCredentials: async () => roleAnswer(),
    availableRoles: async () => AVAILABLE,
    readAudit: async () => [],
  };

  // What no test asks for is left out.
  const scripted: Partial<FakeAgent> = {
    calls,
    script,
    profiles,
    listeners,
    agentPart: {},
    asks: [],
    failWith: undefined,
    put,
    emit(next) {
      shown = next;
      tellAll();
    },
    guard: {
      locked: false,
      demandUnlocked: () => undefined,
      lock: (passphrase) => answer(['lock', passphrase.reveal()], () => undefined),
      unlock: (passphrase) => answer(['unlock', passphrase.reveal()], () => undefined),
      answerAsk: (id, given) => answer(['answerAsk', id, given], () => undefined),
      mayChange: async () => undefined,
      questionable: () => [],
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wake: (reason) => void calls.push(['wake', reason]),
    profile: (name) => {
      const { provider, settings, roles = [], ask, allowed } = known(name);
      const kept = roles.map(({ account_id, role_id, ...role }) => ({ name: role.name, account_id, role_id }));
      return present({ name, provider, settings, roles: kept, ask, allowed });
    },
    history: (name) => {
      known(name);
      return [{ at: 1_700_000_000, reason: 'due', outcome: 'ok', took_ms: 40 }];
    },
    readAudit: (query) => answer(['readAudit'], () => script.readAudit(query)),
    clients: () => {
      throw new LatchkeyError('clients_unsupported', 'Not scripted.');
    },

    addProfile: (profile, secrets) =>
      answer(['addProfile', profile, secrets], () => {
        const { name, settings, provider } = profile;
        if (profiles.has(name)) {
          throw new LatchkeyError('profile_exists', `There is a profile named '${name}' already.`);
        }
        const isAws = provider === 'aws';
        const title = isAws ? { provider, provider_title: 'AWS IAM Identity Center', has_roles: true } : {};
        return put(profileView(name, { settings, state: 'signed-out', ...title }));
      }),
    editProfile: (name, settings, secrets) => answer(['editProfile', name, settings, secrets], () => known(name)),
    removeProfile: (name) => answer(['removeProfile', name], () => void (known(name) && profiles.delete(name))),
    setUses: (name, uses) =>
      answer(['setUses', name, uses], () => {
        const merged = Object.entries({ ...known(name), ...uses }).filter(([, value]) => value !== null);
        return put(ProfileView.parse(Object.fromEntries(merged)));
      }),

    signIn: (name, options) =>
      answer(['signIn', name, options], async () => known(name) && put(await script.signIn(name))),
    cancelSignIn: (name) => answer(['cancelSignIn', name], () => known(name)),
    openSignInLink: (name) => answer(['openSignInLink', name], () => void known(name)),
    signOut: (name) =>
      answer(['signOut', name], async () => ({ profile: known(name), revoked: await script.signOut(name) })),
    token: (name, options) =>
      answer(['token', name, options], () => known(name) && script.token(name, options?.minTtlS)),
    refresh: (name) => answer(['refresh', name], () => known(name) && script.refresh(name)),

    roleCredentials: (name, role, options) =>
      answer(
        ['roleCredentials', name, role, options],
        () => knownRole(name, role) && script.roleCredentials(name, role),
      ),
    availableRoles: (name, options) =>
      answer(['availableRoles', name, options], () => known(name) && script.availableRoles(name)),
    addRole: (name, role) =>
      answer(['addRole', name, role], () => {
        const { roles = [], ...profile } = known(name);
        if (roles.some((other) => other.name === role.name)) {
          throw new LatchkeyError('role_exists', `${name} already has a role named '${role.name}'.`);
        }
        return put({ ...profile, has_roles: true, roles: [...roles, role] });
      }),
    removeRole: (name, role) =>
      answer(['removeRole', name, role], () => {
        const { roles = [], ...profile } = knownRole(name, role);
        return put({ ...profile, roles: roles.filter((other) => other.name !== role) });
      }),
    consoleUrl: (name, role) => `https://console.example.test/#/${knownRole(name, role).name}/${role}`,
    openConsole: (name, role) => answer(['openConsole', name, role], () => void knownRole(name, role)),
  };
  const agent = scripted as FakeAgent;
  return agent;
}

export function fakeInfo(): ApiInfo {
  return {
    version: '1.2.3',
    providers: [{ kind: 'oidc', title: 'OpenID Connect' }],
    doctor: () => Promise.resolve({ checks: [{ name: 'vault', ok: true, detail: 'memory' }] }),
    closing: new AbortController().signal,
  };
}
