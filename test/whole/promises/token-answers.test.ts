/** Token answers that strangers' servers gave, as a person meets them at the command line of the whole program. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AgentProcess } from '../agent-process.ts';

type Members = Readonly<Record<string, unknown>>;
interface Reply {
  readonly status?: number;
  readonly json: Members;
}

let agent: AgentProcess;
let server: Server;
let issuer = '';
/** What the token endpoint answers to a poll, and to the n-th refresh. */
let poll: () => Reply;
let refresh: (n: number) => Reply;
let polls = 0;
/** Refresh tokens in the order in which they came. */
let spent: string[] = [];

const good = (n: number, more: Members = {}): Reply => ({
  json: { access_token: `at-${n}`, token_type: 'Bearer', expires_in: 1, refresh_token: `rt-${n}`, ...more },
});

async function form(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}

function tokens(body: URLSearchParams): Reply {
  const token = body.get('refresh_token');
  if (token === null) {
    polls += 1;
    return poll();
  }
  spent.push(token);
  return refresh(spent.length);
}

async function reply(request: IncomingMessage): Promise<Reply> {
  const device = { device_code: 'dc', user_code: 'ABCD', verification_uri: `${issuer}/d`, expires_in: 60, interval: 1 };
  switch (request.url) {
    case '/.well-known/openid-configuration':
      return {
        json: {
          issuer,
          token_endpoint: `${issuer}/token`,
          device_authorization_endpoint: `${issuer}/device`,
        },
      };
    case '/device':
      return { json: device };
    case '/token':
      return tokens(await form(request));
    default:
      return { status: 404, json: {} };
  }
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { status = 200, json } = await reply(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(() => void server.close());

beforeEach(async () => {
  [polls, spent, poll, refresh] = [0, [], () => good(0), good];
  agent = new AgentProcess();
  await agent.start();
  const args = ['profile', 'add', 'work', '--issuer', issuer, '--client-id', 'me'];
  expect((await agent.cli(args)).exit).toBe(0);
});
afterEach(() => agent.dispose());

const login = () => agent.cli(['login', 'work', '--no-open']);

describe('a refresh', () => {
  it('inputs 20: spends each refresh token that it was given, whatever else was in the answer', async () => {
    const odd: readonly Members[] = [
      { token_type: undefined },
      { token_type: 'DPoP' },
      { access_token: 'a\nb' },
      { access_token: undefined },
    ];
    refresh = (n) => good(n, odd[n - 1]);
    expect((await login()).exit).toBe(0);
    await expect
      .poll(() => agent.cli(['refresh', 'work']).then(() => spent.length), { timeout: 20_000 })
      .toBeGreaterThan(5);
    expect(spent).toEqual(spent.map((_, n) => `rt-${n}`));
    expect((await agent.cli(['token', 'work'])).exit).toBe(0);
  }, 30_000);

  it.each([
    [400, { error: 'interaction_required' }, 3],
    [400, { error: 'mfa_required' }, 3],
    [401, { error: 'invalid_token', error_description: 'revoked' }, 3],
    [400, { error: { code: 'login_required' } }, 3],
    [400, { error: 'unauthorized_client' }, 5],
  ])('inputs 14: refused with %i %j asks for a sign-in, and goes on when it is let', async (status, json, exit) => {
    refresh = () => ({ status, json });
    expect((await login()).exit).toBe(0);
    expect((await agent.cli(['refresh', 'work'])).exit).toBe(exit);
    await agent.until('work', ({ state }) => state === 'needs-sign-in');
    // A token that is left is served to its end, of which the View shows the whole second.
    await agent.until('work', ({ expires_at = 0 }) => (expires_at + 1) * 1000 < Date.now());
    const { exit: ended, stderr } = await agent.cli(['token', 'work']);
    expect([ended, stderr]).toEqual([exit, expect.stringContaining('`latchkey login work`')]);
    expect((await agent.cli(['status'])).stdout).toContain('latchkey login work');
    expect(new Set(spent)).toEqual(new Set(['rt-0']));
    refresh = good;
    expect((await agent.cli(['refresh', 'work'])).exit).toBe(0);
    expect((await agent.ask('GET', '/v1/profiles/work')).body.state).toMatch(/active|refreshing/);
  });
});

it('inputs N1: a device code that brought an unusable answer is told at once', async () => {
  poll = () => good(0, { token_type: undefined });
  const { exit, stderr } = await login();
  expect([exit, polls]).toEqual([6, 1]);
  expect(stderr).toContain('token_type');
  expect(stderr).not.toContain('network');
});

it('security 12: a token of one second makes no flood of refreshes', async () => {
  expect((await login()).exit).toBe(0);
  const startMs = Date.now();
  await expect.poll(() => spent.length, { timeout: 20_000 }).toBe(2);
  expect(Date.now() - startMs).toBeGreaterThan(8_000);
}, 30_000);
