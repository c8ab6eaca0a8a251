/** Real container tools: skopeo against a registry that takes nothing but the profile's token, and docker's Python bindings. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, run } from '../../cli/latchkey.ts';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { type RegistryServer, startRegistry } from '../../support/servers/registry-server.ts';
import { AgentProcess } from '../agent-process.ts';
import { pathWithHelpers } from './tools-path.ts';

/** Where Debian's packages put their modules. */
const PYTHON = '/usr/bin/python3';

let provider: OidcServer;
let agent: AgentProcess;
let registry: RegistryServer;
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-docker-'));
  provider = await startOidcServer({ accessTokenTtlS: 600, deviceInterval: 1 });
  registry = await startRegistry(folder, async (username, password) => {
    if (username === 'ada') return password === 'pw-1';
    const me = await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${password}` } });
    return me.ok;
  });
  agent = new AgentProcess();
  await agent.start();
  await agent.addProfile('work', provider.issuer);
  await agent.signIn('work', (code) => provider.approveDevice(code));
  const auth = join(folder, 'auth.json');
  writeFileSync(auth, JSON.stringify({ credHelpers: { [registry.host]: 'latchkey' } }));
  env = { ...agent.env, PATH: pathWithHelpers(folder), REGISTRY_AUTH_FILE: auth };
});
afterAll(async () => {
  await registry.close();
  await agent.dispose();
  await provider.close();
  rmSync(folder, { recursive: true, force: true });
});

const skopeo = (...args: string[]): Promise<Outcome> => run('skopeo', args, { env });
const inspect = () => skopeo('inspect', '--cert-dir', registry.certDir, `docker://${registry.host}/app:latest`);
const map = (option: string) => agent.cli(['profile', 'edit', 'work', option, registry.host]);

describe('skopeo', () => {
  it('without a login is refused; `skopeo login` has it kept, `skopeo logout` has it forgotten', async () => {
    expect((await inspect()).exit).not.toBe(0);
    const login = await run(
      'skopeo',
      ['login', '--username', 'ada', '--password-stdin', '--cert-dir', registry.certDir, registry.host],
      { env, stdin: 'pw-1' },
    );
    expect(login).toEqual({ stdout: 'Login Succeeded!\n', stderr: '', exit: 0 });
    expect((await skopeo('login', '--get-login', registry.host)).stdout).toBe('ada\n');
    expect(JSON.parse((await inspect()).stdout).Labels).toEqual({ proof: 'reached' });
    expect((await skopeo('logout', registry.host)).exit).toBe(0);
    expect((await inspect()).exit).not.toBe(0);
  });

  it('gets the token of a profile that is mapped to the registry, and the record says so', async () => {
    await map('--registry');
    expect((await skopeo('login', '--get-login', registry.host)).stdout).toBe('oauth2\n');
    expect(JSON.parse((await inspect()).stdout).Labels).toEqual({ proof: 'reached' });
    const { body } = await agent.ask('GET', '/v1/audit?profile=work&limit=50');
    const tokens = body.entries.filter(({ event }: { event: string }) => event === 'token');
    expect(tokens.at(-1)).toMatchObject({ outcome: 'ok', program: { executable: '/usr/bin/skopeo' } });
    await map('--no-registry');
  });
});

describe("docker's Python bindings", () => {
  async function python(...lines: string[]): Promise<unknown> {
    const program = ['import json, dockerpycreds', "store = dockerpycreds.Store('latchkey')", ...lines].join('\n');
    const { stdout, stderr, exit } = await run(PYTHON, ['-c', program], { env });
    expect([stderr, exit]).toEqual(['', 0]);
    return JSON.parse(stdout);
  }

  it('store, get and erase', async () => {
    const given = await python(
      "url = 'https://index.docker.io/v1/'",
      "store.store(url, 'ada', 'pw \"2\"')",
      'got = store.get(url)',
      'store.erase(url)',
      'try:',
      '  store.get(url)',
      '  after = "found"',
      'except dockerpycreds.CredentialsNotFound:',
      '  after = "not found"',
      'print(json.dumps([got, after]))',
    );
    const url = 'https://index.docker.io/v1/';
    expect(given).toEqual([{ ServerURL: url, Username: 'ada', Secret: 'pw "2"' }, 'not found']);
  });

  it('find the token of the profile by the bare name of the registry', async () => {
    await map('--registry');
    const { body } = await agent.ask('GET', '/v1/profiles/work/token');
    expect(await python(`print(json.dumps(store.get('${registry.host}')))`)).toEqual({
      ServerURL: registry.host,
      Username: 'oauth2',
      Secret: body.access_token,
    });
    await map('--no-registry');
  });
});
