/**
 * An agent whose engine is a script, behind the real API and the real socket door: what the command line sends is
 * checked by the schemas that check it in earnest, and what it gets has the form that it gets in earnest.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Handler } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import type { DoctorReport } from '../../../src-main/api/schemas/schemas.ts';
import type { Agent } from '../../../src-main/core/agent/agent.ts';
import type { RoleAnswer, TokenAnswer } from '../../../src-main/core/answers.ts';
import type { Audit } from '../../../src-main/core/audit.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import type { AvailableRoles } from '../../../src-main/core/provider/role-source.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { type AskView, ProfileView, type SignInView, View } from '../../../src-main/core/view.ts';
import { forwardDoors } from '../../../src-main/doors/forwards.ts';
import { openSocketDoor } from '../../../src-main/doors/socket.ts';
import { presets } from '../../../src-main/providers/presets.ts';
import { fakeRuns } from './fake-runs.ts';

export const ACCESS_TOKEN = 'fake-access-token-5a2f';

/** In an hour and half a minute, so that "1 h 00 min" is what a slow machine shows, too. */
export const inAnHour = () => Math.floor(Date.now() / 1000) + 3630;

export function profileView(name: string, more: Partial<ProfileView> = {}): ProfileView {
  return ProfileView.parse({
    name,
    provider: 'oidc',
    provider_title: 'OpenID Connect',
    display_name: 'Example ID',
    settings: { issuer: 'https://id.example.test' },
    state: 'active',
    renewable: true,
    identity: { subject: 'u1', name: 'Ada Lovelace', email: 'ada@example.test' },
    expires_at: inAnHour(),
    ...more,
  });
}

export function signInView(more: Partial<SignInView> = {}): SignInView {
  return {
    id: 's1',
    flow: 'device',
    phase: 'waiting',
    display_name: 'Example ID',
    user_code: 'WDJB-MJHT',
    verification_uri: 'https://id.example.test/device',
    verification_uri_complete: 'https://id.example.test/device?user_code=WDJB-MJHT',
    expires_at: Math.floor(Date.now() / 1000) + 630,
    interval: 5,
    ...more,
  };
}

/** A profile of AWS with one role at hand and one that was never asked for. */
export function awsProfile(name: string, more: Partial<ProfileView> = {}): ProfileView {
  return profileView(name, {
    provider: 'aws',
    provider_title: 'AWS IAM Identity Center',
    display_name: 'AWS acme',
    settings: { start_url: 'https://acme.awsapps.com/start', region: 'eu-west-1' },
    has_roles: true,
    roles: [
      {
        name: 'prod-admin',
        account_id: '111122223333',
        account_name: 'Production',
        role_id: 'AdministratorAccess',
        expires_at: inAnHour(),
      },
      { name: 'dev', account_id: '444455556666', role_id: 'ReadOnly' },
    ],
    ...more,
  });
}

export const ROLE_SECRET = 'fake-role-secret-77aa';
export const ROLE_SESSION = 'fake-role-session-88bb';

function roleAnswer(): RoleAnswer {
  return {
    accessKeyId: 'ASIAFAKE',
    secretAccessKey: secret(ROLE_SECRET),
    sessionToken: secret(ROLE_SESSION),
    expiresAtMs: Date.UTC(2027, 0, 15, 8),
    accountId: '111122223333',
  };
}

/** Not in order, and two accounts of one name. */
const AVAILABLE: AvailableRoles = {
  accounts: [
    { id: '444455556666', name: 'Sandbox' },
    { id: '111122223333', name: 'Production' },
    { id: '777788889999', name: 'Sandbox' },
  ],
  roles: [
    { accountId: '444455556666', id: 'ReadOnly', name: 'ReadOnly' },
    { accountId: '111122223333', id: 'ReadOnly', name: 'ReadOnly' },
    { accountId: '111122223333', id: 'AdministratorAccess', name: 'AdministratorAccess' },
    { accountId: '777788889999', id: 'ReadOnly', name: 'ReadOnly' },
  ],
  listedAtMs: 1_700_000_000_000,
};

/** What the scripted engine does when asked; the defaults suit a profile that is signed in. */
export interface Script {
  token(name: string, minTtlS: number | undefined): Promise<TokenAnswer>;
  signIn(name: string): Promise<ProfileView>;
  signOut(name: string): Promise<boolean>;
  refresh(name: string): Promise<ProfileView>;
  roleCredentials(name: string, role: string): Promise<RoleAnswer>;
  availableRoles(name: string): Promise<AvailableRoles>;
  doctor(): Promise<DoctorReport>;
  readAudit: Audit['read'];
}

export interface FakeAgent {
  readonly socket: string;
  /** Method and arguments of each call that reached the engine. */
  readonly calls: unknown[][];
  readonly script: Script;
  readonly profiles: Map<string, ProfileView>;
  /** Over the View, for what is not a profile. */
  agentPart: Partial<View['agent']>;
  /** Questions that wait. */
  asks: AskView[];
  /** Replaces the profile and tells everyone. */
  put(profile: ProfileView): void;
  /** Resolves when somebody reads the events. */
  readonly watched: Promise<void>;
  /** Ends all event streams and the door. */
  close(): Promise<void>;
}

export async function startFakeAgent(version = '0.1.0'): Promise<FakeAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-cli-'));
  const closing = new AbortController();
  const { engine, fake } = scriptedEngine(version, join(folder, 'agent.sock'));
  const forwards = forwardDoors({
    handler: (request, door) => handler(request, door),
    beside: fake.socket,
    nowMs: () => 1_700_000_000_000,
  });
  const handler: Handler = createHandler(engine, {
    forwards,
    presets,
    version,
    providers: [{ kind: 'oidc', title: 'OpenID Connect' }],
    doctor: () => fake.script.doctor(),
    containerRuns: fakeRuns(engine, fake.calls),
    closing: closing.signal,
  });
  const door = await openSocketDoor({ handler, path: fake.socket });
  fake.close = async () => {
    closing.abort();
    await forwards.stop();
    await door.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return fake;
}

function scriptedEngine(version: string, socket: string): { engine: Agent; fake: FakeAgent } {
  const listeners = new Set<(view: View) => void>();
  const profiles = new Map([['work', profileView('work')]]);
  const calls: unknown[][] = [];
  let tellWatched = () => {};
  const watched = new Promise<void>((resolve) => {
    tellWatched = resolve;
  });
  const fake: FakeAgent = {
    watched,
    socket,
    calls,
    profiles,
    agentPart: {},
    asks: [],
    script: {
      token: (_name, minTtlS) => Promise.resolve(tokenAnswer(minTtlS)),
      signIn: async (name) => known(name),
      signOut: async () => true,
      refresh: async (name) => known(name),
      roleCredentials: async () => roleAnswer(),
      availableRoles: async () => AVAILABLE,
      doctor: async () => ({ checks: [{ name: 'vault', ok: true, detail: 'the keychain answers' }] }),
      readAudit: async () => [],
    },
    put(profile) {
      profiles.set(profile.name, profile);
      for (const listener of listeners) listener(view());
    },
    close: () => Promise.resolve(),
  };
  const view = (): View =>
    View.parse({
      overall: profiles.size === 0 ? 'empty' : 'fine',
      profiles: [...profiles.values()],
      ...(fake.asks.length > 0 && { asks: fake.asks }),
      agent: { version, vault: 'memory', started_at: 1_700_000_000, ...fake.agentPart },
    });
  const known = (name: string): ProfileView => {
    const found = profiles.get(name);
    if (!found) throw new LatchkeyError('profile_unknown', `There is no profile named '${name}'.`);
    return found;
  };
  const knownRole = (name: string, role: string): ProfileView => {
    const profile = known(name);
    if (profile.roles?.some((candidate) => candidate.name === role)) return profile;
    const hint = `Run \`latchkey roles ${name}\` to see the roles and add one.`;
    throw new LatchkeyError('role_unknown', `${name} has no role named '${role}'.`, { hint });
  };
  const note = (...call: unknown[]) => calls.push(call);
  // What no command asks for is left out.
  const engine: Partial<Agent> = {
    guard: {
      locked: false,
      demandUnlocked: () => undefined,
      lock: async (passphrase) => void note('lock', passphrase.reveal()),
      unlock: async (passphrase) => void note('unlock', passphrase.reveal()),
      answerAsk: async (id, answer) => void note('answerAsk', id, answer),
      mayChangeUses: async () => undefined,
    },
    async setUses(name, uses) {
      known(name);
      note('setUses', name, uses);
      const merged = Object.entries({ ...known(name), ...uses }).filter(([, value]) => value !== null);
      fake.put(ProfileView.parse(Object.fromEntries(merged)));
      return known(name);
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    view,
    readAudit: (query) => fake.script.readAudit(query),
    subscribe: (listener) => {
      listeners.add(listener);
      tellWatched();
      return () => listeners.delete(listener);
    },
    async roleCredentials(name, role, options) {
      knownRole(name, role);
      note('roleCredentials', name, role, options?.minTtlS);
      return await fake.script.roleCredentials(name, role);
    },
    async availableRoles(name, options) {
      known(name);
      note('availableRoles', name, options?.anew);
      return await fake.script.availableRoles(name);
    },
    async addRole(name, role) {
      const profile = known(name);
      note('addRole', name, role);
      if (profile.roles?.some((other) => other.name === role.name)) {
        throw new LatchkeyError('role_exists', `${name} already has a role named '${role.name}'.`);
      }
      fake.put({ ...profile, has_roles: true, roles: [...(profile.roles ?? []), role] });
      return known(name);
    },
    async removeRole(name, role) {
      const { roles = [], ...profile } = knownRole(name, role);
      note('removeRole', name, role);
      fake.put({ ...profile, roles: roles.filter((other) => other.name !== role) });
      return known(name);
    },
    async openConsole(name, role) {
      knownRole(name, role);
      note('openConsole', name, role);
    },
    clients: () => {
      throw new Error('not scripted');
    },
    wake: () => {},
    async addProfile(profile, secrets) {
      const key = secrets?.privateKey ? [secrets.privateKey.reveal()] : [];
      note('addProfile', profile, secrets?.clientSecret?.reveal(), secrets?.initialAccessToken?.reveal(), ...key);
      if (profiles.has(profile.name)) {
        throw new LatchkeyError('profile_exists', `There is a profile named '${profile.name}' already.`);
      }
      const { settings, provider } = profile;
      const isAws = provider === 'aws';
      const title = isAws ? { provider, provider_title: 'AWS IAM Identity Center', has_roles: true } : {};
      const added = profileView(profile.name, { settings, state: 'signed-out', ...title });
      profiles.set(profile.name, added);
      return added;
    },
    async editProfile(name, settings, secrets) {
      note('editProfile', name, settings, secrets?.clientSecret?.reveal());
      return known(name);
    },
    async removeProfile(name) {
      known(name);
      note('removeProfile', name);
      profiles.delete(name);
    },
    async signIn(name, options) {
      known(name);
      note('signIn', name, options);
      const profile = await fake.script.signIn(name);
      fake.put(profile);
      return profile;
    },
    async cancelSignIn(name) {
      note('cancelSignIn', name);
      return known(name);
    },
    async openSignInLink(name) {
      note('openSignInLink', name);
    },
    async signOut(name) {
      known(name);
      note('signOut', name);
      return { revoked: await fake.script.signOut(name), profile: known(name) };
    },
    async token(name, options) {
      known(name);
      note('token', name, options?.minTtlS);
      return await fake.script.token(name, options?.minTtlS);
    },
    async refresh(name) {
      known(name);
      note('refresh', name);
      return await fake.script.refresh(name);
    },
  };
  return { engine: engine as Agent, fake };
}

function tokenAnswer(minTtlS = 0): TokenAnswer {
  const life = Math.max(3600, minTtlS);
  const expiresAt = Math.floor(Date.now() / 1000) + life;
  const issuer = 'https://id.example.test';
  return { accessToken: secret(ACCESS_TOKEN), expiresAt, expiresIn: life, scope: 'openid', issuer };
}
