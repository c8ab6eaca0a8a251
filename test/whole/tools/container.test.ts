/**
 * AWS's own clients through `latchkey exec` and the endpoint of the built agent: they get the right role's credentials, over
 * a restart of the agent too, and a value opens nothing but its own run.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AWS, hasAws } from '../../aws/debian-cli.ts';
import { type Outcome, ROOT, type Running, start } from '../../cli/latchkey.ts';
import { type AwsServer, startAwsServer } from '../../support/aws/server.ts';
import { type SecretService, startSecretService } from '../../support/session-bus/secret-service.ts';
import { AgentProcess } from '../agent-process.ts';

const ADMIN = { name: 'prod-admin', account_id: '111122220000', role_id: 'AdministratorAccess' };
const READER = { name: 'stage', account_id: '111122220001', role_id: 'ReadOnlyAccess' };
const COMMAND = join(ROOT, 'dist/latchkey.cjs');

let aws: AwsServer;
let agent: AgentProcess;
let keychain: SecretService | undefined;

async function begin(env: NodeJS.ProcessEnv = {}): Promise<void> {
  aws = await startAwsServer();
  agent = new AgentProcess(env);
  await agent.start();
  await addProfile();
}

async function addProfile(): Promise<void> {
  await agent.ask('POST', '/v1/profiles', { name: 'work', provider: 'aws', settings: aws.settings });
  for (const role of [ADMIN, READER]) await agent.ask('POST', '/v1/profiles/work/roles', role);
}

const signIn = () => agent.signIn('work', (code) => aws.approveDevice(code));
const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...agent.env,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  ...more,
});
/** `latchkey exec WORDS`. */
const exec = (words: readonly string[], more: NodeJS.ProcessEnv = {}, stdin?: string | null): Running =>
  start(process.execPath, [COMMAND, 'exec', ...words], {
    env: environment(more),
    ...(stdin !== undefined && { stdin }),
  });
/** A program of node's that the SDK's packages are at hand for. */
const sdk = (body: string): string[] => [
  process.execPath,
  '--input-type=module',
  '--eval',
  `import * as providers from '${join(ROOT, 'node_modules/@aws-sdk/credential-providers/dist-cjs/index.js')}';
   const { fromHttp, fromContainerMetadata, fromNodeProviderChain } = providers.default ?? providers; ${body}`,
];

async function fine(running: Running): Promise<string> {
  const outcome: Outcome = await running.ended;
  expect([outcome.stderr, outcome.exit]).toEqual(['', 0]);
  return outcome.stdout;
}

/** As any HTTP client asks; `url` and `authorization` as they are in the environment. */
async function ask(run: {
  url: string;
  authorization: string;
}): Promise<{ status: number; body: Record<string, string> }> {
  const answer = await fetch(run.url, { headers: { authorization: run.authorization } });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

async function newRun(role: string): Promise<{ id: string; url: string; authorization: string }> {
  const { status, body } = await agent.ask('POST', '/v1/container-runs', { profile: 'work', role });
  expect(status).toBe(201);
  return body;
}

afterEach(async () => {
  await agent.dispose();
  await aws.close();
  await keychain?.stop();
  keychain = undefined;
});

describe.runIf(hasAws())('Debian’s aws', () => {
  const export_ = [AWS, 'configure', 'export-credentials'];

  it('gets the credentials of the role, whatever else the environment says', async () => {
    await begin();
    await signIn();
    const rubbish = {
      AWS_PROFILE: 'nobody',
      AWS_ACCESS_KEY_ID: 'AKIAOTHER',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/elsewhere',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/nonexistent',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent',
      AWS_ROLE_ARN: 'arn:aws:iam::1:role/x',
    };
    const given = JSON.parse(await fine(exec(['work/prod-admin', '--', ...export_], rubbish)));
    const other = JSON.parse(await fine(exec(['work/stage', '--', ...export_], rubbish)));
    const direct = (await agent.ask('GET', '/v1/profiles/work/roles/prod-admin/credentials')).body;
    expect(given).toMatchObject({
      Version: 1,
      AccessKeyId: direct.access_key_id,
      SecretAccessKey: direct.secret_access_key,
      SessionToken: direct.session_token,
    });
    // Each is rounded down to the second.
    expect(Math.abs(Date.parse(given.Expiration) - Date.parse(direct.expiration))).toBeLessThanOrEqual(1000);
    expect(other.AccessKeyId).not.toBe(given.AccessKeyId);
    expect(aws.traffic.count('GetRoleCredentials')).toBe(2);
  }, 60_000);

  it('gets keys and a remark where the person has a default profile, which it would use before the endpoint', async () => {
    await begin();
    await signIn();
    const folder = join(agent.home, '.aws');
    mkdirSync(folder);
    writeFileSync(join(folder, 'credentials'), '[default]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\n');
    const outcome = await exec(['work/prod-admin', '--', ...export_]).ended;
    expect(JSON.parse(outcome.stdout).AccessKeyId).toMatch(/^ASIA/);
    expect(outcome.stderr).toContain(`the default profile (${join(folder, 'credentials')}:2)`);
  }, 60_000);

  it('shows what Latchkey says when the sign-in has ended in the meantime', async () => {
    await begin();
    await signIn();
    const running = exec(
      ['work/prod-admin', '--', 'sh', '-c', `echo here; read line; exec ${export_.join(' ')}`],
      {},
      null,
    );
    await running.saw('here');
    await agent.ask('DELETE', '/v1/profiles/work/sign-in');
    running.child.stdin.end('\n');
    const { stdout, stderr, exit } = await running.ended;
    expect(stdout).toBe('here\n');
    expect(exit).not.toBe(0);
    expect(stderr).toContain('latchkey login work');
  }, 60_000);
});

describe('the JavaScript SDK', () => {
  it('gets the credentials with fromHttp, fromContainerMetadata and its default chain', async () => {
    await begin();
    await signIn();
    const body = `for (const from of [fromHttp(), fromContainerMetadata(), fromNodeProviderChain()]) {
      const { accessKeyId, expiration } = await from(); console.log(accessKeyId, expiration > new Date()); }`;
    const lines = (await fine(exec(['work/prod-admin', '--', ...sdk(body)], { AWS_PROFILE: 'nobody' })))
      .trim()
      .split('\n');
    const direct = (await agent.ask('GET', '/v1/profiles/work/roles/prod-admin/credentials')).body;
    expect(lines).toEqual(Array.from({ length: 3 }, () => `${direct.access_key_id} true`));
  }, 60_000);

  it('100 at once get the same, with one GetRoleCredentials', async () => {
    await begin();
    await signIn();
    const body = `const all = await Promise.all(Array.from({ length: 100 }, () => fromHttp({ maxRetries: 0, timeout: 20_000 })()));
      console.log(all.length, new Set(all.map(({ accessKeyId }) => accessKeyId)).size);`;
    expect(await fine(exec(['work/prod-admin', '--', ...sdk(body)]))).toBe('100 1\n');
    expect(aws.traffic.count('GetRoleCredentials')).toBe(1);
  }, 60_000);
});

describe('a run', () => {
  it('opens with its own value only, and nothing once its program has ended', async () => {
    await begin();
    await signIn();
    const [mine, other] = [await newRun('prod-admin'), await newRun('stage')];
    expect((await ask(mine)).status).toBe(200);
    expect((await ask(mine)).body['AccessKeyId']).not.toBe((await ask(other)).body['AccessKeyId']);
    for (const authorization of [other.authorization, `Bearer ${mine.authorization}`, '', 'x']) {
      const refused = await ask({ ...mine, authorization });
      expect([refused.status, refused.body['Code'], Object.keys(refused.body)]).toEqual([
        401,
        'not_allowed',
        ['Code', 'Message', 'code', 'message'],
      ]);
    }
    const print =
      'console.log(JSON.stringify([process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN]))';
    const [url = '', authorization = ''] = JSON.parse(
      await fine(exec(['work/prod-admin', '--', process.execPath, '-e', print])),
    );
    expect((await ask({ url, authorization })).status).toBe(401);
    expect((await agent.ask('DELETE', `/v1/container-runs/${mine.id}`)).status).toBe(204);
    expect([(await ask(mine)).status, (await ask(other)).status]).toEqual([401, 200]);
  }, 60_000);

  it('ends with the command that started it, however that is killed', async () => {
    await begin();
    await signIn();
    const script =
      'console.log(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN, "end"); process.stdin.resume()';
    const running = exec(['work/prod-admin', '--', process.execPath, '-e', script], {}, null);
    let printed = '';
    running.child.stdout.on('data', (text: string) => {
      printed += text;
    });
    await running.saw('end');
    const [url = '', authorization = ''] = printed.split(' ');
    expect((await ask({ url, authorization })).status).toBe(200);
    running.child.kill('SIGKILL');
    running.child.stdin.end();
    await running.ended;
    await vi.waitFor(async () => expect((await ask({ url, authorization })).status).toBe(401), 10_000);
  }, 60_000);

  it('answers at the same address after the agent was killed, and no secret of it is on the disk', async () => {
    await begin();
    await signIn();
    const run = await newRun('prod-admin');
    const file = join(agent.home, 'config', 'container-runs.json');
    const kept = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(kept).toContain(run.id);
    expect(kept).not.toContain(run.authorization);
    await agent.stop('SIGKILL');
    await agent.start();
    const signedOut = await ask(run);
    // The vault of this agent was in memory only: what is kept is the run, not the sign-in.
    expect([signedOut.status, signedOut.body['Code']]).toEqual([409, 'sign_in_needed']);
    expect(signedOut.body['Message']).toContain('latchkey login work');
    await signIn();
    expect((await ask(run)).status).toBe(200);
    expect((await ask({ ...run, authorization: 'x' })).status).toBe(401);
  }, 60_000);

  it('a program goes on with its credentials while the agent is killed and started again, and no one signs in again', async () => {
    keychain = await startSecretService();
    await begin({ ...keychain.env, LATCHKEY_VAULT: 'keychain' });
    await signIn();
    const body = `const from = fromHttp({ timeout: 20_000 }); console.log((await from()).accessKeyId, 'first');
      process.stdin.once('data', async () => { console.log((await from()).accessKeyId, 'second'); process.exit(); });`;
    const running = exec(['work/prod-admin', '--', ...sdk(body)], {}, null);
    await running.saw('first');
    await agent.stop('SIGKILL');
    await agent.start();
    running.child.stdin.end('go\n');
    expect(await fine(running)).toMatch(/^ASIA\w+ first\nASIA\w+ second\n$/);
  }, 60_000);

  it('is over when its port is someone else’s, who could have heard the value; the next one gets another', async () => {
    await begin();
    await signIn();
    const run = await newRun('prod-admin');
    await agent.stop();
    const port = Number(new URL(run.url).port);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    await agent.start();
    await signIn();
    const next = await newRun('prod-admin');
    squatter.close();
    expect(new URL(next.url).port).not.toBe(String(port));
    expect([(await ask(next)).status, (await ask({ ...run, url: next.url })).status]).toEqual([200, 401]);
    const moved = run.url.replace(`:${port}/`, `:${new URL(next.url).port}/`);
    expect((await ask({ ...run, url: moved })).status).toBe(401);
  }, 60_000);

  it('names the program that asked in the audit log', async () => {
    await begin();
    await signIn();
    await fine(exec(['work/prod-admin', '--', ...sdk('await fromHttp({ timeout: 20_000 })();')]));
    const { body } = await agent.ask('GET', '/v1/audit?profile=work');
    const entry = body.entries.find(({ door }: { door: string }) => door === 'container');
    expect(entry).toMatchObject({ event: 'role-credentials', role: 'prod-admin', outcome: 'ok' });
    expect(entry.program.executable).toBe(process.execPath);
  }, 60_000);
});
