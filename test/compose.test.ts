/** The whole agent, composed of its real parts: a sign-in over the socket at a real provider, the doctor, the end. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonLog } from '../src-main/adapters/system/log.ts';
import { memoryVault } from '../src-main/adapters/vault/memory-vault.ts';
import { DoctorReport, type Problem, TokenResponse } from '../src-main/api/schemas/schemas.ts';
import { type Composed, type ComposeOptions, compose } from '../src-main/compose.ts';
import { ProfileView, View } from '../src-main/core/view.ts';
import { type Answer, ask, codeOf } from './doors/raw-http.ts';
import { type OidcServer, startOidcServer } from './support/oidc/server.ts';

let base = '';
let logged = '';
let running: Composed[] = [];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'latchkey-whole-'));
  logged = '';
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((composed) => composed.close()));
  rmSync(base, { recursive: true, force: true });
});

const env = () => ({
  LATCHKEY_CONFIG_DIR: join(base, 'config'),
  LATCHKEY_SOCKET: join(base, 'run', 'agent.sock'),
  LATCHKEY_TEST_MODE: '1',
  LATCHKEY_VAULT: 'memory',
});

async function start(options: Partial<ComposeOptions> = {}): Promise<Composed> {
  const stream = {
    write: (text: string) => {
      logged += text;
    },
  };
  const composed = await compose({ log: jsonLog(stream), env: env(), ...options });
  running.push(composed);
  await composed.agent.start();
  await composed.openSocket();
  return composed;
}

function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = { host: 'localhost', ...type, 'content-length': String(Buffer.byteLength(text ?? '')) };
  return ask({ socketPath: env().LATCHKEY_SOCKET, method, path, headers }, text);
}

async function signIn(server: OidcServer, composed: Composed): Promise<void> {
  const settings = { issuer: server.issuer, scopes: ['openid', 'offline_access'] };
  const added = await call('POST', '/v1/profiles', { name: 'work', provider: 'oidc', settings });
  expect(added.status, added.text).toBe(201);
  const started = await call('POST', '/v1/profiles/work/sign-in', { flow: 'device', open_browser: false });
  expect(started.status, started.text).toBe(202);
  const { sign_in } = ProfileView.parse(JSON.parse(started.text));
  const active = new Promise<void>((resolve) => {
    const stop = composed.agent.subscribe((view) => {
      if (view.profiles.some(({ state }) => state === 'active')) {
        stop();
        resolve();
      }
    });
  });
  await server.approveDevice(sign_in?.user_code ?? '');
  await active;
}

describe('the composed agent', () => {
  it('inputs 26: stores hosts and GUIDs of Entra in lower case, when added and when edited', async () => {
    await start();
    const GUID = '810017AF-C1D4-4A3B-9E18-0F6B6D1D1A2B';
    const small = `https://login.microsoftonline.com/${GUID.toLowerCase()}/v2.0`;
    const stored = () => JSON.parse(readFileSync(join(env().LATCHKEY_CONFIG_DIR, 'config.json'), 'utf8')).profiles;
    const issuer = `https://Login.MicrosoftOnline.com/${GUID}/v2.0`;
    const added = await call('POST', '/v1/profiles', { name: 'work', provider: 'oidc', settings: { issuer } });
    expect(JSON.parse(added.text)).toMatchObject({ settings: { issuer: small } });
    expect(stored()).toMatchObject([{ name: 'work', settings: { issuer: small } }]);
    const edit = { settings: { issuer: 'HTTPS://ID.Example.com/Realms/Main' } };
    expect((await call('PATCH', '/v1/profiles/work', edit)).status).toBe(200);
    expect(stored()).toMatchObject([{ settings: { issuer: 'https://id.example.com/Realms/Main' } }]);
  });

  it('signs in at a real provider by the socket, and from then on gives a token that the provider takes', async () => {
    const server = await startOidcServer({ deviceInterval: 1 });
    try {
      const composed = await start();
      await signIn(server, composed);
      const token = TokenResponse.parse(JSON.parse((await call('GET', '/v1/profiles/work/token?min_ttl=5')).text));
      const userinfo = await fetch(`${server.issuer}/me`, {
        headers: { authorization: `Bearer ${token.access_token}` },
      });
      expect(userinfo.status).toBe(200);
      expect(token.issuer).toBe(server.issuer);
      const seen = (await call('GET', '/v1/status')).text;
      expect(View.parse(JSON.parse(seen)).profiles[0]).toMatchObject({ state: 'active', renewable: true });
      const told = seen + logged + (await call('GET', '/v1/doctor')).text;
      for (const secret of server.secretsSeen()) expect(told).not.toContain(secret);
      expect(server.secretsSeen().length).toBeGreaterThan(0);
    } finally {
      await server.close();
    }
  });

  it('says what is wrong when a token is asked for too early', async () => {
    await start();
    const settings = { issuer: 'https://id.example.test', client_id: 'cli' };
    await call('POST', '/v1/profiles', { name: 'lab', provider: 'oidc', settings });
    expect(codeOf(await call('GET', '/v1/profiles/lab/token'))).toBe('sign_in_needed');
    const problem: Problem = JSON.parse((await call('GET', '/v1/profiles/nope/token')).text);
    expect([problem.code, problem.exit]).toEqual(['profile_unknown', 2]);
  });

  it('F40: does not start a second agent on the same configuration, whatever its socket', async () => {
    await start();
    const other = { ...env(), LATCHKEY_SOCKET: join(base, 'other', 'agent.sock') };
    await expect(start({ env: other })).rejects.toMatchObject({ code: 'agent_already_running' });
    expect((await call('GET', '/v1/status')).status).toBe(200);
  });

  it('can be started again after it has ended, and leaves no socket behind', async () => {
    const composed = await start();
    await composed.close();
    await composed.close();
    expect(existsSync(env().LATCHKEY_SOCKET)).toBe(false);
    await start();
    expect((await call('GET', '/v1/status')).status).toBe(200);
  });

  it('security 17: refuses folders of configuration and state that others may write to, and the doctor names them', async () => {
    for (const variable of ['LATCHKEY_CONFIG_DIR', 'LATCHKEY_STATE_DIR']) {
      const folder = join(base, `latchkey-${variable}`);
      mkdirSync(folder);
      chmodSync(folder, 0o777);
      const refused = { code: 'folder_unsafe', message: expect.stringContaining(folder) };
      await expect(start({ env: { ...env(), [variable]: folder } })).rejects.toMatchObject(refused);
      chmodSync(folder, 0o700);
      const composed = await start({ env: { ...env(), [variable]: folder } });
      chmodSync(folder, 0o755);
      const { checks } = DoctorReport.parse(JSON.parse((await call('GET', '/v1/doctor')).text));
      const name = variable === 'LATCHKEY_CONFIG_DIR' ? 'config folder' : 'state folder';
      expect(checks.find((check) => check.name === name)).toMatchObject({
        ok: false,
        hint: `Restrict it: chmod 700 ${folder}`,
      });
      await composed.close();
    }
  });

  it('frees the configuration when it could not start', async () => {
    await expect(start({ vault: 'paper' })).rejects.toMatchObject({ code: 'usage' });
    await start();
    expect((await call('GET', '/v1/status')).status).toBe(200);
  });
});

describe('the doctor', () => {
  const examine = async () => {
    const { checks } = DoctorReport.parse(JSON.parse((await call('GET', '/v1/doctor')).text));
    return new Map(checks.map((check) => [check.name, check]));
  };
  const add = (name: string, issuer: string) =>
    call('POST', '/v1/profiles', { name, provider: 'oidc', settings: { issuer, client_id: 'cli' } });

  it('finds all well on a machine where all is well', async () => {
    const server = await startOidcServer();
    try {
      await start();
      await add('work', server.issuer);
      const checks = await examine();
      expect([...checks.values()].filter(({ ok }) => !ok)).toEqual([]);
      expect(checks.get('provider of work')?.detail).toMatch(/answered in \d+ ms/);
      expect(checks.get('vault')?.detail).toMatch(/^memory/);
    } finally {
      await server.close();
    }
  });

  it('names the provider that cannot be reached, the CA file that is none and the proxy that is none', async () => {
    const ca = join(base, 'ca.pem');
    writeFileSync(ca, 'not a certificate');
    await start({ env: { ...env(), LATCHKEY_CA_FILE: ca, HTTPS_PROXY: 'not an address' } });
    await add('work', 'http://127.0.0.1:9');
    const checks = await examine();
    expect(checks.get('provider of work')).toMatchObject({ ok: false, hint: expect.stringMatching(/./) });
    expect(checks.get('certificate authorities')).toMatchObject({ ok: false, detail: expect.stringContaining(ca) });
    expect(checks.get('proxy')).toMatchObject({ ok: false, detail: 'HTTPS_PROXY is not a valid address' });
  });

  it('shows host and port of the proxy, never its password', async () => {
    await start({ env: { ...env(), HTTPS_PROXY: 'http://ada:canary-pw@proxy.example:3128' } });
    expect((await examine()).get('proxy')?.detail).toBe('proxy.example:3128');
    expect(logged).not.toContain('canary-pw');
  });

  it('says that a vault which hangs does not answer', async () => {
    const vault = { ...memoryVault(), ensureWritable: () => new Promise<void>(() => {}) };
    const clock = { nowMs: Date.now, monotonicMs: () => performance.now(), sleep: hasty };
    await start({ ports: { vault, clock } });
    expect((await examine()).get('vault')).toMatchObject({ ok: false, detail: 'no answer within 5 s' });
  });
});

/** Five seconds take ten milliseconds; the longer sleeps of the engine take as long as they take. */
function hasty(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms === 5_000 ? 10 : ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
