/** The door for oidc-agent's clients over a real unix socket: both forms of the protocol, access and refusals. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import {
  type OidcAgentDoor,
  type OidcAgentDoorOptions,
  oidcAgentPath,
  openOidcAgentDoor,
} from '../../../src-main/doors/oidc-agent/oidc-agent.ts';
import { run } from '../../cli/latchkey.ts';
import { type FakeAgent, fakeAgent } from '../../support/engine/fake-agent.ts';
import { ACCESS_TOKEN, profileView } from '../../support/engine/fake-views.ts';
import { askEncrypted, connected, encrypted, plain, rest } from './client.ts';

let base = '';
let path = '';
let agent: FakeAgent;
let door: OidcAgentDoor;

const TOKEN = {
  status: 'success',
  access_token: ACCESS_TOKEN,
  issuer: 'https://id.example.test',
  expires_at: 1_800_000_000,
};
const WORK = { request: 'access_token', account: 'work' };

async function open(options: Partial<OidcAgentDoorOptions> = {}): Promise<void> {
  door = await openOidcAgentDoor({ agent, version: '1.2.3', path, ...options });
}
const ask = (request: unknown) => plain(path, JSON.stringify(request));

/** Adds profiles to the agent's view; only `work` can give tokens. */
function show(...more: ReturnType<typeof profileView>[]): void {
  agent.emit({ ...agent.view(), profiles: [...agent.view().profiles, ...more] });
}

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'latchkey-oidc-'));
  path = join(base, 'run', 'oidc-agent.sock');
  agent = fakeAgent();
});
afterEach(async () => {
  await door.close();
  rmSync(base, { recursive: true, force: true });
});

describe('a token', () => {
  beforeEach(() => open());

  it('is returned for plain JSON: whole, in pieces, and over a half-closed connection', async () => {
    expect(await ask(WORK)).toEqual(TOKEN);
    expect(await plain(path, '{"request":"access_', 'token","account":', '"work"', '}')).toEqual(TOKEN);
    expect(await plain(path, `\n${JSON.stringify({ ...WORK, note: '}{"\\' })}\n`)).toEqual(TOKEN);
    const socket = await connected(path);
    socket.end(JSON.stringify(WORK));
    expect(JSON.parse(await rest(socket))).toEqual(TOKEN);
  });

  it('is returned encrypted for an encrypted request, and never crosses the connection in the clear', async () => {
    expect(await askEncrypted(path, WORK)).toEqual(TOKEN);
    const { socket, seal, open: read } = await encrypted(path);
    const message = seal(JSON.stringify(WORK));
    socket.write(message.slice(0, 3));
    await new Promise(setImmediate);
    socket.write(message.slice(3));
    const answer = await rest(socket);
    expect(answer).not.toContain('status');
    expect(read(answer)).toEqual(TOKEN);
  });

  it('is valid for min_valid_period; a negative value gets a new one', async () => {
    await ask({ ...WORK, min_valid_period: 300, application_hint: 'my\u001b[31mtool' });
    expect(agent.calls).toEqual([['token', 'work', { minTtlS: 300, caller: expect.anything() }]]);
    expect(agent.calls[0]?.[2]).toMatchObject({ caller: { door: 'oidc-agent', claim: 'my [31mtool' } });
    agent.calls.length = 0;
    await ask({ ...WORK, min_valid_period: -1 });
    expect(agent.calls).toEqual([['token', 'work', { anew: true, caller: expect.anything() }]]);
  });

  it('comes from the only profile of an issuer, with or without a trailing slash', async () => {
    show(profileView('other', { settings: { issuer: 'https://other.example.test' } }));
    const request = 'access_token';
    expect(await ask({ request, issuer: 'https://id.example.test/' })).toEqual(TOKEN);
    expect(await ask({ request, issuer: 'https://id.example.test' })).toEqual(TOKEN);
    expect(await ask({ request, issuer: 'https://id.example.test/x' })).toMatchObject({
      error: 'No account configured with that short name',
    });
    show(profileView('second'));
    expect(await ask({ request, issuer: 'https://id.example.test' })).toEqual({
      status: 'failure',
      error: '2 profiles have that issuer: work, second.',
      info: 'Ask for one of them by name.\n',
    });
  });

  it('never has scopes or an audience other than the requested ones', async () => {
    show();
    agent.emit({ ...agent.view(), profiles: [profileView('work', { scope: 'openid email' })] });
    expect(await ask({ ...WORK, scope: 'email openid' })).toEqual(TOKEN);
    expect(await ask({ ...WORK, scope: 'openid' })).toMatchObject({
      status: 'failure',
      error: "Tokens of work have the scopes 'openid email', not 'openid'.",
    });
    expect(await ask({ ...WORK, audience: 'https://api.example' })).toMatchObject({
      error: "Tokens of work are not for the audience 'https://api.example'.",
    });
    const settings = { issuer: 'https://id.example.test', audience: 'https://api.example' };
    agent.emit({ ...agent.view(), profiles: [profileView('work', { settings })] });
    expect(await ask({ ...WORK, audience: 'https://api.example' })).toEqual(TOKEN);
  });

  it("is refused with our error's sentence and hint", async () => {
    agent.failWith = new LatchkeyError('sign_in_needed', 'work is not signed in.');
    const failure = {
      status: 'failure',
      error: 'work is not signed in.',
      info: 'Run `latchkey login NAME`, or choose Sign in from the tray menu.\n',
    };
    expect(await ask(WORK)).toEqual(failure);
    expect(await askEncrypted(path, WORK)).toEqual(failure);
    agent.failWith = new TypeError(`about ${ACCESS_TOKEN}`);
    expect(JSON.stringify(await ask(WORK))).not.toContain(ACCESS_TOKEN);
  });
});

describe('other requests', () => {
  beforeEach(() => open());

  it('return the signed-in profiles and the version', async () => {
    show(profileView('out', { state: 'signed-out' }));
    expect(await ask({ request: 'loaded_accounts' })).toEqual({ status: 'success', info: ['work'] });
    expect(await ask({ request: 'status_json' })).toMatchObject({
      info: { version: 'latchkey 1.2.3', loaded_accounts: ['work'] },
    });
    expect(await ask({ request: 'check' })).toEqual({ status: 'success' });
  });

  it.each(['mytoken', 'id_token', 'gen', 'add', 'remove', 'constructor'])('%s is refused', async (request) => {
    expect(await ask({ request, account: 'work' })).toEqual({
      status: 'failure',
      error: `Latchkey does not support the request '${request}' of oidc-agent's clients.`,
      info: expect.stringMatching(/\.\n$/),
    });
    expect(agent.calls).toEqual([]);
  });

  it.each([
    ['{"request":"access_token"}', 'The request names neither an account nor an issuer.'],
    ['{"request":7}', /^Bad Request: request: /],
    ['{"account":"work"}', /^Bad Request: request: /],
    ['{"request":"access_token","account":"work","min_valid_period":"soon"}', /^Bad Request: min_valid_period: /],
    ['{"a" 7}', 'The request is not valid JSON.'],
    ['GET / HTTP/1.1\r\n\r\n', 'This is neither a JSON request nor a public key.'],
    [`${Buffer.alloc(32).toString('base64')}`, 'This is neither a JSON request nor a public key.'],
    [`{"request":"${'a'.repeat(20_000)}"}`, 'The request is longer than 16384 bytes.'],
  ])('%.30s gets an error that says what is wrong', async (text, error) => {
    expect(await plain(path, text)).toMatchObject({
      status: 'failure',
      error: typeof error === 'string' ? error : expect.stringMatching(error),
    });
    expect(agent.calls).toEqual([]);
  });

  it('an encrypted request that was not made with these keys fails', async () => {
    for (const message of ['what?', `5:${'A'.repeat(32)}:${'A'.repeat(28)}`, `5:${'!'.repeat(32)}:${'A'.repeat(28)}`]) {
      const { socket, open: read } = await encrypted(path);
      socket.write(message);
      expect(read(await rest(socket))).toMatchObject({ status: 'failure', error: expect.stringMatching(/encrypted/) });
    }
  });
});

describe('the door', () => {
  it("F52: is 0600 in a 0700 folder beside the agent's socket, and is removed when it closes", async () => {
    expect(oidcAgentPath(join(base, 'run', 'agent.sock'))).toBe(path);
    await open();
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect((statSync(join(base, 'run')).mode & 0o777).toString(8)).toBe('700');
    await door.close();
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('F52: refuses another user', async () => {
    await open({ peerOf: () => ({ pid: 1, uid: 65_534 }) });
    expect(await ask(WORK)).toMatchObject({
      status: 'failure',
      error: expect.stringMatching(/is only for the user who runs/),
    });
    expect(agent.calls).toEqual([]);
  });

  it('does not wait forever for a request, and serves others in the meantime', async () => {
    await open({ patienceMs: 300 });
    const slow = await connected(path);
    slow.write('{"request":');
    expect(await ask(WORK)).toEqual(TOKEN);
    expect(JSON.parse(await rest(slow))).toMatchObject({ error: 'The request did not arrive within 0.3 s.' });
  });

  it('answers 200 clients at once, each with a token', async () => {
    await open();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? ask(WORK) : askEncrypted(path, WORK))),
    );
    expect(answers).toEqual(answers.map(() => TOKEN));
  });

  it("serves Debian's oidc-token by issuer, which it accepts only with https", async () => {
    await open();
    const env = { OIDC_SOCK: path };
    expect(await run('oidc-token', ['-a', 'https://id.example.test/'], { env })).toEqual({
      stdout: `${ACCESS_TOKEN}\nhttps://id.example.test\n1800000000\n`,
      stderr: '',
      exit: 0,
    });
    expect(agent.calls[0]?.[2]).toMatchObject({ caller: { claim: 'oidc-token' } });
  });
});
