/**
 * Promise 4 over a whole life: every secret that the provider issued or a person typed is looked for in every place that
 * others can read. It is found in the Secret Service, and nowhere else.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { keychainItems } from '../../support/session-bus/keychain-items.ts';
import { type SecretService, startSecretService } from '../../support/session-bus/secret-service.ts';
import { AgentProcess } from '../agent-process.ts';

const CLIENT_SECRET = 'canary-client-secret-5f0d1c7e9b';
const PROXY_PASSWORD = 'canary-proxy-password-62e8';
const INITIAL_TOKEN = 'canary-initial-access-token-77ab';
const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PRIVATE_KEY = KEY.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const KEY_LINES = PRIVATE_KEY.split('\n').filter((line) => /^[A-Za-z0-9+/=]{40,}$/.test(line));

let keychain: SecretService;
let provider: OidcServer;
let agent: AgentProcess;
const seen: string[] = [];

beforeAll(async () => {
  keychain = await startSecretService();
  provider = await startOidcServer({
    accessTokenTtlS: 4,
    deviceInterval: 1,
    initialAccessToken: INITIAL_TOKEN,
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
      {
        client_id: 'signing',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks: { keys: [KEY.publicKey.export({ format: 'jwk' })] },
      },
    ],
  });
  agent = new AgentProcess({ ...keychain.env, LATCHKEY_VAULT: 'keychain' });
  const opener = join(agent.home, 'open');
  writeFileSync(opener, `#!/bin/sh\nprintf '%s\\n' "$@" >>'${join(agent.home, 'opened')}'\n`, { mode: 0o755 });
  Object.assign(agent.env, { LATCHKEY_OPEN_COMMAND: opener, LATCHKEY_LOG: join(agent.home, 'log') });
});

afterAll(async () => {
  await agent.dispose();
  await provider.close();
  await keychain.stop();
});

/** Everything that a command shows, except the token that `latchkey token` is asked for. */
async function cli(args: readonly string[], stdin?: string): Promise<void> {
  const { stdout, stderr } = await agent.cli(args, stdin);
  seen.push(stderr, args[0] === 'token' ? '' : stdout);
}

/** Command lines and environments of all processes, as another program of the same user can read them. */
function processList(): string {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'latin1');
    } catch {
      return ''; // it has ended
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => read(pid, 'cmdline') + read(pid, 'environ')).join('\n');
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function recordEvents(): () => void {
  const stream = request({ socketPath: agent.socket, path: '/v1/events', agent: false }, (response) => {
    response.setEncoding('utf8').on('data', (text: string) => seen.push(text));
    response.on('error', () => undefined);
  });
  stream.on('error', () => undefined);
  stream.end();
  return () => stream.destroy();
}

/** What is refused comes back in no answer, and what the agent tells of itself holds none. */
async function tellsOfItself(): Promise<void> {
  const ask = async (method: string, path: string, body?: object) => {
    const { status, body: answer } = await agent.ask(method, path, body);
    seen.push(JSON.stringify(answer));
    return status;
  };
  const proxy = `http://someone:${PROXY_PASSWORD}@proxy.example:3128`;
  expect(await ask('PATCH', '/v1/settings', { proxy })).toBe(400);
  const settings = { issuer: 'https://id.example', client_secret: CLIENT_SECRET };
  expect(await ask('POST', '/v1/check', { provider: 'oidc', settings })).toBe(200);
  for (const path of ['settings', 'log', 'diagnosis', 'audit', 'import/aws', 'profiles/configured/history']) {
    expect(await ask('GET', `/v1/${path}`), path).toBe(200);
  }
  await cli(['settings']);
  await cli(['doctor', '--export', join(agent.home, 'diagnosis.json')]);
}

async function browserSignIn(name: string): Promise<void> {
  const { body } = await agent.ask('POST', `/v1/profiles/${name}/sign-in`, { flow: 'browser', open_browser: true });
  const back = await provider.answerLink(body.sign_in.authorization_uri);
  seen.push(await (await fetch(back)).text());
  await agent.until(name, ({ state }) => state === 'active');
}

/** The secrets that are worth having: all that were issued, less the one-letter state of a test. */
const canaries = () =>
  [...provider.secretsSeen(), CLIENT_SECRET, INITIAL_TOKEN, PROXY_PASSWORD, ...KEY_LINES].filter(
    (value) => value.length > 8,
  );

const found = (text: string) => canaries().filter((canary) => text.includes(canary));

describe('F50: canaries', () => {
  it('are in the Secret Service and nowhere else after a whole life', async () => {
    await agent.start();
    let stop = recordEvents();
    const add = ['profile', 'add', '--provider', 'oidc', '--issuer', provider.issuer];
    await cli([...add, 'configured', '--client-id', 'confidential', '--client-secret-stdin'], `${CLIENT_SECRET}\n`);
    await cli([...add, 'signing', '--client-id', 'signing', '--private-key-stdin'], PRIVATE_KEY);
    await cli([...add, 'registered', '--initial-access-token-stdin'], `${INITIAL_TOKEN}\n`);
    await browserSignIn('configured');
    await agent.signIn('signing', (code) => provider.approveDevice(code));
    await agent.signIn('registered', (code) => provider.approveDevice(code));
    for (const name of ['configured', 'registered']) await cli(['token', name]);
    await provider.traffic.seen('refresh', 2);

    // A provider that throws our own secrets back at us, and a page where JSON should be.
    const echo = canaries().join(' ');
    provider.traffic.fault('refresh', {
      kind: 'fail',
      status: 400,
      body: { error: 'invalid_request', error_description: echo },
    });
    provider.traffic.fault('refresh', {
      kind: 'fail',
      status: 500,
      body: `<h1>${echo}</h1>`,
      contentType: 'text/html',
    });
    await cli(['refresh', 'configured']);
    await cli(['refresh', 'signing']);
    await cli(['refresh', 'registered']);
    for (const args of [
      ['status'],
      ['status', '--json'],
      ['profile', 'show', 'configured', '--json'],
      ['doctor', '--json'],
      ['doctor'],
    ]) {
      await cli(args);
    }
    await tellsOfItself();
    seen.push(processList());

    await agent.stop('SIGKILL');
    stop();
    seen.push(agent.stderr);
    const items = keychainItems(keychain.env);
    expect(found(items).length, 'the Secret Service holds some of them').toBeGreaterThan(1);

    await agent.start();
    stop = recordEvents();
    for (const name of ['configured', 'signing', 'registered']) {
      await cli(['token', name]);
      await cli(['logout', name]);
    }
    await cli(['profile', 'remove', 'registered']);
    await cli(['status', '--json']);
    seen.push(processList());
    stop();
    await agent.stop();
    seen.push(agent.stderr);

    expect(KEY_LINES.length).toBeGreaterThan(1);
    expect(found(items), 'the Secret Service holds the key').toEqual(expect.arrayContaining(KEY_LINES));
    expect(canaries().length).toBeGreaterThan(10);
    expect(seen.join('\n')).toContain('configured');
    expect(found(seen.join('\n')), 'shown, logged or in a process list').toEqual([]);
    const leaks = [agent.home, keychain.dataDir]
      .flatMap(filesBelow)
      .filter((path) => found(readFileSync(path, 'latin1')).length > 0);
    expect(leaks, 'in a file').toEqual([]);
    expect(readFileSync(join(agent.home, 'log'), 'utf8'), 'the log was written').toContain('client_registered');
    const opened = readFileSync(join(agent.home, 'opened'), 'utf8').trim().split('\n');
    expect(opened, "security 5: the opener's arguments").toEqual(
      opened.map(() => expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]+$/)),
    );
  }, 180_000);
});
