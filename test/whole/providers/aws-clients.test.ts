/**
 * AWS's own clients get credentials from the whole agent: Debian's command line and a JavaScript SDK, through the
 * credential_process that `latchkey profile export aws` wrote, and through the bridge to the shared token cache.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromProcess, fromSSO } from '@aws-sdk/credential-providers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cacheFileName } from '../../../src-main/adapters/aws/cache-file.ts';
import { AWS, type DebianCli, debianCli, hasAws } from '../../aws/debian-cli.ts';
import { type Outcome, run } from '../../cli/latchkey.ts';
import { type AwsServer, type AwsServerOptions, startAwsServer } from '../../support/aws/server.ts';
import { secondWriter } from '../../support/processes/aws-cache-writer.ts';
import { AgentProcess } from '../agent-process.ts';

const ADMIN = { name: 'prod-admin', account_id: '111122220000', role_id: 'AdministratorAccess' };
const READER = { name: 'stage', account_id: '111122220001', role_id: 'ReadOnlyAccess' };

let aws: AwsServer;
let agent: AgentProcess;
let debian: DebianCli;

/** In the home that Debian's aws has, with its own sso-session `corp` for the same portal. */
async function start(options: AwsServerOptions = {}): Promise<void> {
  aws = await startAwsServer(options);
  debian = debianCli(aws);
  agent = new AgentProcess({ HOME: debian.home });
  await agent.start();
  await agent.ask('POST', '/v1/profiles', { name: 'corp', provider: 'aws', settings: aws.settings });
  for (const role of [ADMIN, READER]) await agent.ask('POST', '/v1/profiles/corp/roles', role);
}

const signIn = () => agent.signIn('corp', (code) => aws.approveDevice(code));
const latchkey = (...words: string[]) => agent.cli(words);
const awsCli = (...words: string[]): Promise<Outcome> =>
  run(AWS, words, {
    env: { ...agent.env, AWS_EC2_METADATA_DISABLED: 'true', AWS_MAX_ATTEMPTS: '1', AWS_PAGER: '', TERM: 'dumb' },
  });
const exported = async (profile: string) => {
  const { stdout, stderr, exit } = await awsCli('configure', 'export-credentials', '--profile', profile);
  expect([stderr, exit]).toEqual(['', 0]);
  return JSON.parse(stdout);
};
const cacheFiles = () => {
  const folder = join(debian.home, '.aws/sso/cache');
  return existsSync(folder) ? readdirSync(folder) : [];
};

afterEach(async () => {
  vi.unstubAllEnvs();
  await agent.dispose();
  await aws.close();
  debian.remove();
});

describe.runIf(hasAws())('Debian’s aws', () => {
  it('gets credentials through the credential_process that was exported, and its own profiles stay as they were', async () => {
    await start();
    await signIn();
    const config = join(debian.home, '.aws/config');
    const before = readFileSync(config, 'utf8');
    expect((await latchkey('profile', 'export', 'aws', 'corp')).exit).toBe(0);
    expect(readFileSync(config, 'utf8').startsWith(before)).toBe(true);
    const [mine, others] = [await exported('prod-admin'), await exported('stage')];
    expect(mine).toMatchObject({ Version: 1, AccessKeyId: expect.stringMatching(/^ASIA/) });
    expect(Date.parse(mine.Expiration)).toBeGreaterThan(Date.now() + 300_000);
    expect(others.AccessKeyId).not.toBe(mine.AccessKeyId);
    expect((await exported('prod-admin')).AccessKeyId).toBe(mine.AccessKeyId);
    expect(aws.traffic.count('GetRoleCredentials')).toBe(2);
    // A script: the system gives its name and the executable that runs it.
    const { body } = await agent.ask('GET', '/v1/audit?profile=corp&limit=1');
    const program = { name: 'aws', executable: expect.stringContaining('/python3') };
    expect(body.entries[0]).toMatchObject({ event: 'role-credentials', role: 'prod-admin', outcome: 'ok', program });
  }, 60_000);

  it('gets them from a command in a folder with blanks and signs, as botocore splits the line', async () => {
    await start();
    await signIn();
    const folder = join(debian.home, "Ada's $HOME (1)");
    mkdirSync(folder);
    const script = join(folder, 'latchkey');
    writeFileSync(script, `#!/bin/sh\nexec '${process.execPath}' '${process.cwd()}/dist/latchkey.cjs' "$@"\n`, {
      mode: 0o755,
    });
    // In double quotes `$` would be the shell's: that path is refused, one without the apostrophe is quoted.
    const plain = join(debian.home, 'Ada $HOME (1)');
    mkdirSync(plain);
    writeFileSync(join(plain, 'latchkey'), readFileSync(script), { mode: 0o755 });
    const { processCommand } = await import('../../../src-cli/aws/process.ts');
    const role = { profile: 'corp', role: 'prod-admin' };
    expect(() => processCommand([script], role)).toThrow('could not start');
    const command = processCommand([join(plain, 'latchkey')], role);
    writeFileSync(join(debian.home, '.aws/config'), `[profile p]\ncredential_process = ${command}\n`);
    expect((await exported('p')).AccessKeyId).toMatch(/^ASIA/);
  }, 60_000);

  it('shows what Latchkey says when a sign-in is needed', async () => {
    await start();
    await latchkey('profile', 'export', 'aws', 'corp');
    const { stdout, stderr, exit } = await awsCli('configure', 'export-credentials', '--profile', 'prod-admin');
    expect([stdout, exit]).not.toEqual(['', 0]);
    expect(stdout).toBe('');
    expect(stderr).toContain('latchkey login corp');
  }, 60_000);

  it('needs no sign-in of its own while the bridge is on, for the session and for the older form', async () => {
    await start();
    await signIn();
    const without = await awsCli('configure', 'export-credentials', '--profile', 'work');
    expect([without.stdout, cacheFiles()]).toEqual(['', []]);
    await latchkey('profile', 'edit', 'corp', '--aws-cache-bridge', 'on');
    await vi.waitFor(() => expect(cacheFiles()).toHaveLength(2), 5_000);
    for (const profile of ['work', 'old']) expect((await exported(profile)).AccessKeyId).toMatch(/^ASIA/);
    // Neither of the two has what could renew a token, and no one tried.
    expect(aws.traffic.count('refresh')).toBe(0);
    expect(debian.tokenFile()).not.toHaveProperty('refreshToken');
    await latchkey('logout', 'corp');
    await vi.waitFor(() => expect(cacheFiles()).toEqual([]), 5_000);
  }, 60_000);

  it('is understood: what its configuration says is imported, contradictions are named by line', async () => {
    await start();
    const config = join(debian.home, '.aws/config');
    const text = readFileSync(config, 'utf8').replaceAll(aws.startUrl, 'https://acme.awsapps.com/start');
    writeFileSync(config, `${text}\n[profile wrong]\nsso_session = corp\nsso_region = eu-west-1\n`);
    await agent.ask('DELETE', '/v1/profiles/corp');
    const dry = await latchkey('profile', 'import', 'aws', '--dry-run');
    expect(dry.stdout).toContain('Would add the profile corp for https://acme.awsapps.com/start.');
    expect((await agent.ask('GET', '/v1/profiles')).body.profiles).toEqual([]);
    const done = await latchkey('profile', 'import', 'aws');
    const line = readFileSync(config, 'utf8').split('\n').indexOf('sso_region = eu-west-1') + 1;
    expect([done.exit, done.stderr]).toEqual([
      2,
      expect.stringContaining(`${config}:${line}: [profile wrong] has sso_region`),
    ]);
    const { body } = await agent.ask('GET', '/v1/profiles/corp');
    expect(body.settings).toEqual({
      start_url: 'https://acme.awsapps.com/start',
      region: 'us-east-1',
      scopes: ['sso:account:access'],
    });
    // `old` has the older form and the same address: one sign-in serves both.
    expect(body.roles.map(({ name }: { name: string }) => name)).toEqual(['work', 'old']);
    const again = await latchkey('profile', 'import', 'aws', '--json');
    expect(JSON.parse(again.stdout).profiles).toMatchObject([
      { name: 'corp', status: 'present', roles: [{ status: 'present' }, { status: 'present' }] },
    ]);
  }, 60_000);
});

describe('the JavaScript SDK', () => {
  it('gets credentials through the exported credential_process, and from the bridge', async () => {
    await start();
    await signIn();
    await latchkey('profile', 'export', 'aws', 'corp');
    for (const [name, value] of Object.entries({ ...agent.env, AWS_EC2_METADATA_DISABLED: 'true' }))
      vi.stubEnv(name, value);
    const files = { configFilepath: join(debian.home, '.aws/config'), filepath: join(debian.home, '.aws/credentials') };
    const given = await fromProcess({ profile: 'prod-admin', ...files })();
    expect(given).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/), accountId: ADMIN.account_id });
    expect(given.expiration?.getTime()).toBeGreaterThan(Date.now() + 300_000);
    // The SDK starts the command by a shell; it is the SDK's program that asked.
    const { body } = await agent.ask('GET', '/v1/audit?profile=corp&limit=1');
    expect(body.entries[0].program).toMatchObject({ pid: process.pid, executable: process.execPath });

    await latchkey('profile', 'edit', 'corp', '--aws-cache-bridge', 'on');
    await vi.waitFor(() => expect(cacheFiles()).toHaveLength(2), 5_000);
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', aws.portalUrl);
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
    const bridged = await fromSSO({ profile: 'work', ...files, clientConfig: { endpoint: aws.portalUrl } })();
    expect(bridged.accessKeyId).toMatch(/^ASIA/);
    expect(aws.traffic.count('refresh')).toBe(0);
  }, 60_000);
});

it('F40: a second writer of the shared cache, 1,000 times beside our own renewals, costs no sign-in', async () => {
  await start({ reuse: 'end-session' });
  await signIn();
  await latchkey('profile', 'edit', 'corp', '--aws-cache-bridge', 'on');
  await vi.waitFor(() => expect(cacheFiles()).toHaveLength(2), 5_000);
  const writer = await secondWriter(join(debian.home, '.aws/sso/cache', cacheFileName('corp')), 1000);
  let isOver = false;
  void writer.ended.then(() => {
    isOver = true;
  });
  writer.go();
  while (!isOver) {
    expect((await agent.ask('POST', '/v1/profiles/corp/refresh')).body).toMatchObject({ state: 'active' });
  }
  expect(await writer.ended).toBe(0);
  // As many as a program may command in a minute. The stand-in ends a session whose refresh token comes twice.
  expect(aws.traffic.count('refresh')).toBeGreaterThanOrEqual(10);
  expect([...aws.state.sessions.values()].map(({ ended }) => ended)).toEqual([false]);
  expect((await agent.ask('GET', '/v1/profiles/corp/roles/stage/credentials')).status).toBe(200);
}, 60_000);

it('F40: 50 of latchkey aws-credentials at once after expiry: one refresh, one GetRoleCredentials for each role', async () => {
  await start({ accessTokenTtlS: 20, roleCredentialsTtlS: 20 });
  await signIn();
  const first = await Promise.all([ADMIN, READER].map(({ name }) => latchkey('aws-credentials', `corp/${name}`)));
  // The machine sleeps until everything is dead; at its return all callers are waiting already.
  process.kill(agent.pid, 'SIGSTOP');
  aws.traffic.clear();
  await new Promise((resolve) => setTimeout(resolve, 21_000));
  const asked = [ADMIN, READER].flatMap(({ name }) =>
    Array.from({ length: 25 }, () => latchkey('aws-credentials', `corp/${name}`)),
  );
  process.kill(agent.pid, 'SIGCONT');
  const answers = await Promise.all(asked);
  expect(answers.filter(({ exit, stderr }) => exit !== 0 || stderr !== '')).toEqual([]);
  const keys = new Set(answers.map(({ stdout }) => JSON.parse(stdout).AccessKeyId));
  expect(keys.size).toBe(2);
  for (const { stdout } of first) expect(keys).not.toContain(JSON.parse(stdout).AccessKeyId);
  expect([aws.traffic.count('refresh'), aws.traffic.count('GetRoleCredentials')]).toEqual([1, 2]);
}, 60_000);
