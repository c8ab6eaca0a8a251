/**
 * The audit log over a whole life of the built agent: real tools are named rightly in it, every token is in it, commands
 * and refusals too, and no secret ever.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../../src-main/core/audit.ts';
import { run } from '../../cli/latchkey.ts';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { AgentProcess } from '../agent-process.ts';

const CLIENT_SECRET = 'canary-client-secret-8d10b7';
const TYPED = 'canary-typed-by-mistake-4f2a';

let provider: OidcServer;
let agent: AgentProcess;

beforeAll(async () => {
  provider = await startOidcServer({
    deviceInterval: 1,
    clients: [
      {
        client_id: 'confidential',
        client_secret: CLIENT_SECRET,
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
  });
  agent = new AgentProcess();
  await agent.start();
  const add = ['profile', 'add', '--provider', 'oidc', '--issuer', provider.issuer];
  const added = [...add, 'work', '--client-id', 'confidential', '--client-secret-stdin'];
  expect((await agent.cli(added, `${CLIENT_SECRET}\n`)).exit).toBe(0);
  await agent.addProfile('idle', provider.issuer);
  await agent.signIn('work', (code) => provider.approveDevice(code));
});
afterAll(async () => {
  await agent.dispose();
  await provider.close();
});

async function audit(...args: string[]): Promise<AuditEntry[]> {
  const { stdout, exit } = await agent.cli(['audit', '--json', '--limit', '500', ...args]);
  expect(exit).toBe(0);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [AuditEntry.parse(JSON.parse(line))]));
}

/** What the log says of the one request for a token that the program makes. */
async function entryOf(program: string, args: readonly string[]): Promise<AuditEntry> {
  const before = (await audit()).at(-1)?.id ?? 0;
  const { stdout, stderr } = await run(program, args, { env: agent.env });
  expect(stdout, stderr).not.toBe('');
  const entries = (await audit()).filter(({ id = 0 }) => id > before);
  expect(entries).toHaveLength(1);
  const [entry] = entries;
  if (entry === undefined) throw new Error('not recorded');
  return entry;
}

function script(name: string, text: string): string {
  const path = join(agent.home, name);
  writeFileSync(path, text, { mode: 0o755 });
  return path;
}

const latchkey = join(import.meta.dirname, '../../../dist/latchkey.cjs');
const TOKEN_URL = 'http://localhost/v1/profiles/work/token';
const curl = () => ['--silent', '--fail', '--unix-socket', agent.socket, TOKEN_URL];
const python = () => `import http.client, socket
class C(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX); self.sock.connect(${JSON.stringify(agent.socket)})
c = C('localhost'); c.request('GET', '/v1/profiles/work/token'); print(len(c.getresponse().read()))`;

const served = { event: 'token', outcome: 'ok', profile: 'work', door: 'socket' };
const file = (pattern: RegExp) => expect.stringMatching(pattern);

describe('the audit log', () => {
  it('names curl, Python, and the script that ran `latchkey token`', async () => {
    const byCurl = await entryOf('curl', [...curl(), '--header', `x-note: ${TYPED}`]);
    expect(byCurl).toMatchObject({ ...served, program: { name: 'curl', executable: file(/\/curl$/) } });
    const byPython = await entryOf('python3', ['-c', python()]);
    expect(byPython).toMatchObject({ ...served, program: { name: 'python3', executable: file(/\/python3/) } });
    const deploy = script('deploy.sh', `#!/bin/bash\n'${process.execPath}' '${latchkey}' token work\n`);
    const byScript = await entryOf(deploy, [TYPED]);
    expect(byScript).toMatchObject({ ...served, program: { name: 'deploy.sh', executable: file(/\/bash$/) } });
    expect(byScript.processes?.[0]?.executable).toBe(process.execPath);
    expect(byScript.processes?.map(({ pid }) => pid)).toContain(process.pid);
  });

  it('has what was refused, and why', async () => {
    expect((await agent.cli(['token', 'idle'])).exit).toBe(3);
    expect((await agent.cli(['token', 'nobody'])).exit).not.toBe(0);
    const refused = (await audit('--denied')).slice(-2);
    expect(refused).toMatchObject([
      { event: 'token', profile: 'idle', code: 'sign_in_needed' },
      { event: 'token', profile: 'nobody', code: 'profile_unknown' },
    ]);
  });

  it('has each of many requests at once', async () => {
    const before = (await audit()).at(-1)?.id ?? 0;
    const many = script('many.sh', '#!/bin/bash\nfor i in {1..40}; do curl "$@" >/dev/null & done; wait; echo done\n');
    expect((await run(many, curl(), { env: agent.env })).stdout).toBe('done\n');
    const entries = (await audit()).filter(({ id = 0 }) => id > before);
    expect(entries).toHaveLength(40);
    for (const entry of entries) expect(entry).toMatchObject({ ...served, program: { name: 'curl' } });
    expect(new Set(entries.map(({ program }) => program?.pid)).size).toBe(40);
  });

  it('has the commands, and its own start and stop, over a restart', async () => {
    await agent.cli(['refresh', 'work']);
    await agent.stop();
    await agent.start();
    const entries = await audit();
    const details = entries.map(({ event, detail }) => (event === 'command' ? detail : event));
    expect(details[0]).toBe('start');
    expect(details).toEqual(
      expect.arrayContaining(['POST /v1/profiles', 'POST /v1/profiles/work/sign-in', 'POST /v1/profiles/work/refresh']),
    );
    expect(details.slice(-2)).toEqual(['stop', 'start']);
    expect(entries.map(({ id }) => id)).toEqual(entries.map((_, at) => at + 1));
    const added = entries.find(({ detail }) => detail === 'POST /v1/profiles');
    expect(added?.program?.pid, 'our own command, run by this test').toBe(process.pid);
  });

  it('holds no secret, and is for its user only', async () => {
    await agent.ask('POST', `/v1/profiles?${TYPED}`, { name: 'x', secrets: { client_secret: TYPED } });
    await agent.ask('POST', `/v1/${TYPED}`);
    await agent.ask('GET', `/v1/profiles/work/token?${TYPED}`);
    await agent.cli(['logout', 'work']);
    await agent.stop();
    const folder = join(agent.home, 'config');
    const logs = readdirSync(folder).filter((name) => name.startsWith('audit'));
    expect(logs).toEqual(['audit.jsonl']);
    const text = readFileSync(join(folder, 'audit.jsonl'), 'utf8');
    expect(text.split('\n').length).toBeGreaterThan(50);
    const secrets = [...provider.secretsSeen(), CLIENT_SECRET, TYPED].filter((value) => value.length > 8);
    expect(secrets.length).toBeGreaterThan(8);
    expect(secrets.filter((value) => text.includes(value))).toEqual([]);
    expect(statSync(join(folder, 'audit.jsonl')).mode & 0o777).toBe(0o600);
  });
});
