/** A whole agent in a world that a test writes: fake clock, vault with faults, one scripted provider, recorded browser tabs. */

import { z } from 'zod';
import type { Agent } from '../../../src-main/core/agent/agent.ts';
import { createAgent } from '../../../src-main/core/agent/desk-agent.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import type { LoopbackPage, Ports, Vault } from '../../../src-main/core/ports.ts';
import type { Profile } from '../../../src-main/core/profile.ts';
import type { ProviderContext } from '../../../src-main/core/provider/exchange.ts';
import type {
  Client,
  DevicePoll,
  Provider,
  RefreshAnswer,
  TokenSet,
} from '../../../src-main/core/provider/provider.ts';
import type { RoleCredentials, RoleSource } from '../../../src-main/core/provider/role-source.ts';
import { type Secret, secret } from '../../../src-main/core/secret.ts';
import type { LoginRules } from '../../../src-main/core/settings.ts';
import { FakeClock } from './fake-clock.ts';
import { keptAudit } from './kept-audit.ts';
import { quickStretch } from './quick-stretch.ts';

/** Counts up, so that every random value differs and a test can be read. */
function countingRandom() {
  let next = 0;
  return {
    bytes: (count: number) => {
      const bytes = new Uint8Array(count).fill(128);
      next += 1;
      new DataView(bytes.buffer).setUint16(count > 4 ? count - 2 : 0, count > 4 ? next : 32_768);
      return bytes;
    },
  };
}

export class FaultyVault implements Vault {
  readonly kind = 'memory';
  readonly items = new Map<string, string>();
  readonly log: string[] = [];
  /** Thrown by every call while set. */
  fault: LatchkeyError | undefined;
  /** Thrown by `set` alone while set. */
  writeFault: LatchkeyError | undefined;
  /** Awaited by every `set` before it takes effect. */
  beforeWrite: () => Promise<void> = async () => undefined;

  async get(account: string): Promise<Secret | undefined> {
    if (this.fault) throw this.fault;
    const text = this.items.get(account);
    return text === undefined ? undefined : secret(text);
  }

  async set(account: string, value: Secret): Promise<void> {
    await this.beforeWrite();
    const fault = this.fault ?? this.writeFault;
    if (fault) throw fault;
    this.items.set(account, value.reveal());
    this.log.push(`set ${account}`);
  }

  async delete(account: string): Promise<void> {
    if (this.fault) throw this.fault;
    this.items.delete(account);
  }

  async ensureWritable(): Promise<void> {
    if (this.fault) throw this.fault;
  }
}

const Settings = z.strictObject({ issuer: z.string(), scopes: z.array(z.string()).optional() });

const client = (id: string): Client => ({
  source: 'registered',
  clientId: id,
  authMethod: 'none',
  flows: ['device', 'browser'],
  metadata: {},
});

/** What the scripted provider answers; a test replaces what it is about. */
export interface Script {
  expiresInS: number;
  deviceLifetimeS: number;
  intervalS: number;
  registration: () => Partial<Client>;
  /** What an update of the registration answers. */
  updated: () => Partial<Client>;
  /** What the server takes from a client that has a secret; undefined: anything. */
  clientSecret: string | undefined;
  poll: (n: number) => DevicePoll | Promise<DevicePoll>;
  /** Tokens are an answer that can be used. */
  refresh: (n: number, token: string) => TokenSet | RefreshAnswer | Promise<TokenSet | RefreshAnswer>;
  redeem: (query: URLSearchParams) => TokenSet | Promise<TokenSet>;
  roleCredentials: (n: number, token: string) => RoleCredentials | Promise<RoleCredentials>;
  /** The number of the last page of accounts, from 0; undefined: there is always another. */
  lastPage: string | undefined;
  /** The clock of the provider, told with every answer; undefined: it tells none, and is asked for nothing but tokens. */
  serverNowMs: (() => number) | undefined;
  revoke: (token: string | undefined) => 'revoked' | 'unsupported' | Promise<'revoked' | 'unsupported'>;
}

export function tokens(n: number, extra: Partial<TokenSet> = {}): TokenSet {
  return { accessToken: secret(`access-${n}`), refreshToken: secret(`refresh-${n}`), lifetimeS: 3600, ...extra };
}

export class Desk {
  readonly clock = new FakeClock();
  readonly vault = new FaultyVault();
  readonly opened: string[] = [];
  readonly calls: string[] = [];
  readonly pollTimes: number[] = [];
  readonly logged: string[] = [];
  readonly listTimes: number[] = [];
  readonly audit = keptAudit();
  profiles: Profile[] = [];
  /** Whether someone sits in front of the window. */
  canAsk = false;
  /** Absent: no one is asked about stored logins. */
  loginRules: LoginRules | undefined;
  openFault: LatchkeyError | undefined;
  saveFault: LatchkeyError | undefined;
  /** In use by other programs. */
  readonly takenPorts = new Set<string>();
  redirect: ((query: URLSearchParams) => LoopbackPage) | undefined;
  readonly script: Script;
  agent: Agent;
  #counts = { register: 0, poll: 0, refresh: 0, code: 0, role: 0 };

  constructor() {
    this.script = {
      expiresInS: 3600,
      deviceLifetimeS: 600,
      intervalS: 5,
      registration: () => ({}),
      updated: () => ({}),
      clientSecret: undefined,
      poll: () => ({ kind: 'tokens', tokens: tokens(0) }),
      refresh: (n) => tokens(n),
      redeem: () => tokens(0),
      roleCredentials: (n) => this.keys(n),
      lastPage: '4',
      serverNowMs: undefined,
      revoke: () => 'revoked',
    };
    this.agent = this.#newAgent();
  }

  /** The agent ends and a new one starts from what was durable. */
  async restart(): Promise<void> {
    await this.agent.stop();
    this.agent = this.#newAgent();
    await this.agent.start();
    await this.clock.advance(0);
  }

  async withProfile(name = 'work'): Promise<void> {
    await this.agent.start();
    await this.agent.addProfile({ name, provider: 'scripted', settings: { issuer: 'https://id.example' } });
  }

  /** A profile that signed in with the device flow. */
  async signedIn(name = 'work'): Promise<void> {
    await this.withProfile(name);
    await this.agent.signIn(name);
    await this.clock.advance(this.script.intervalS * 1000 + 1000);
  }

  tokens(n: number): TokenSet {
    return tokens(n);
  }

  /** Credentials for an hour from now. */
  keys(n: number): RoleCredentials {
    const expiresAtMs = this.clock.nowMs() + 3600_000;
    return {
      accessKeyId: `key-${n}`,
      secretAccessKey: secret(`secret-${n}`),
      sessionToken: secret(`session-${n}`),
      expiresAtMs,
    };
  }

  count(call: string): number {
    return this.calls.filter((made) => made === call).length;
  }

  profile(name = 'work') {
    const found = this.agent.view().profiles.find((profile) => profile.name === name);
    if (!found) throw new Error(`no profile ${name} in the view`);
    return found;
  }

  #newAgent(): Agent {
    return createAgent(this.#ports(), [this.#provider()], {
      version: '0.0.0',
      allowLoopbackHttp: false,
      canAsk: () => this.canAsk,
      loginRules: this.loginRules,
    });
  }

  #ports(): Ports {
    return {
      clock: this.clock,
      random: countingRandom(),
      stretch: quickStretch,
      vault: this.vault,
      fetch: async () => {
        const nowMs = this.script.serverNowMs?.();
        if (nowMs === undefined) throw new Error('the scripted provider asks nobody');
        return new Response('', { headers: { date: new Date(nowMs).toUTCString() } });
      },
      profiles: {
        load: async () => this.profiles,
        save: async (profiles) => {
          if (this.saveFault) throw this.saveFault;
          this.profiles = [...profiles];
        },
      },
      opener: {
        open: async (url) => {
          this.opened.push(url);
          if (this.openFault) throw this.openFault;
        },
      },
      audit: this.audit,
      loopback: {
        listen: async (wished, onResponse) => {
          const { port } = new URL(wished);
          if (this.takenPorts.has(port)) throw fault('loopback_unavailable');
          this.redirect = onResponse;
          return {
            redirectUri: port === '' ? 'http://127.0.0.1:40000/callback' : wished,
            close: async () => {
              this.redirect = undefined;
            },
          };
        },
      },
      log: {
        info: (event, fields) => this.logged.push(`${event} ${JSON.stringify(fields)}`),
        warn: (event, fields) => this.logged.push(`${event} ${JSON.stringify(fields)}`),
      },
    };
  }

  #provider(): Provider {
    const made = (call: string) => this.calls.push(call);
    const counts = this.#counts;
    const tellTime = async (context: ProviderContext) => {
      if (this.script.serverNowMs) await context.fetch('https://id.example/');
    };
    return {
      kind: 'scripted',
      title: 'Scripted',
      settings: Settings as z.ZodType<unknown>,
      signInKey: (settings) => Settings.parse(settings).issuer,
      displayName: () => 'id.example',
      redirectUri: () => 'http://127.0.0.1/callback',
      discover: async (context, settings) => {
        made('discover');
        await tellTime(context);
        const { issuer } = Settings.parse(settings);
        return { issuer, displayName: new URL(issuer).host, flows: ['device', 'browser'], metadata: {} };
      },
      checkSecrets: async ({ privateKey }) => {
        if (privateKey?.reveal() === 'damaged') throw fault('profile_invalid');
      },
      configuredClient: () => undefined,
      register: async () => {
        made('register');
        counts.register += 1;
        return { ...client(`client-${counts.register}`), ...this.script.registration() };
      },
      readRegistration: async ({ client }) => {
        made('read-registration');
        return { ...client, clientSecret: secret(this.script.clientSecret ?? '') };
      },
      updateRegistration: async ({ client }) => {
        made('update-registration');
        return { ...client, ...this.script.updated() };
      },
      startDevice: async ({ client }) => {
        made('start-device');
        this.#checkSecret(client);
        const n = ++counts.code;
        return {
          deviceCode: secret(`device-code-${n}`),
          userCode: `USER-${n}`,
          verificationUri: 'https://id.example/device',
          verificationUriComplete: `https://id.example/device?user_code=USER-${n}`,
          expiresInS: this.script.deviceLifetimeS,
          intervalS: this.script.intervalS,
        };
      },
      pollDevice: async ({ context }) => {
        made('poll');
        await tellTime(context);
        this.pollTimes.push(this.clock.monotonicMs());
        return this.script.poll(++counts.poll);
      },
      authorizationRequest: async (_exchange, redirectUri) => {
        made('authorization-request');
        const url = `https://id.example/auth?redirect_uri=${encodeURIComponent(redirectUri)}&state=state-1`;
        return { url, state: 'state-1', codeVerifier: secret('verifier-1') };
      },
      redeemCode: async (_exchange, _request, query, redirectUri) => {
        made(`redeem ${redirectUri}`);
        return this.script.redeem(query);
      },
      refresh: async ({ client }, token) => {
        made('refresh');
        this.#checkSecret(client);
        const given = await this.script.refresh(++counts.refresh, token.reveal());
        return 'tokens' in given ? given : { ...given, tokens: async () => given };
      },
      revoke: async (_exchange, { refreshToken }) => {
        made('revoke');
        return this.script.revoke(refreshToken?.reveal());
      },
      roles: this.#roles(),
    };
  }

  #checkSecret({ clientSecret }: Client): void {
    const wanted = this.script.clientSecret;
    if (wanted !== undefined && clientSecret?.reveal() !== wanted) throw fault('client_rejected');
  }

  /** Accounts in pages of 100, 500 unless the script says otherwise; 8 roles in each. */
  #roles(): RoleSource {
    const listed = () => {
      this.calls.push('list');
      this.listTimes.push(this.clock.monotonicMs());
    };
    return {
      callsPerSecond: 15,
      listAccounts: async (_exchange, _token, page = '0') => {
        listed();
        const items = Array.from({ length: 100 }, (_, i) => ({ id: `${Number(page) * 100 + i}` }));
        return page === this.script.lastPage ? { items } : { items, next: `${Number(page) + 1}` };
      },
      listRoles: async (_exchange, _token, accountId) => {
        listed();
        return { items: Array.from({ length: 8 }, (_, i) => ({ accountId, id: `role-${i}`, name: `Role ${i}` })) };
      },
      credentials: async (_exchange, token) => {
        this.calls.push('role-credentials');
        return this.script.roleCredentials(++this.#counts.role, token.reveal());
      },
      consoleUrl: (_settings, { account_id, role_id }) => `https://console.example/${account_id}/${role_id}`,
    };
  }
}

/** An answer to a refresh that gives a refresh token and cannot be used. */
export function unusable(n: number, error: LatchkeyError): RefreshAnswer {
  return { refreshToken: secret(`refresh-${n}`), tokens: () => Promise.reject(error) };
}

export function fault(code: LatchkeyError['code'], options: { sent?: false; grantStays?: true } = {}): LatchkeyError {
  return new LatchkeyError(code, `planted ${code}`, options);
}
