/** What the stand-in does as the service is known to, its knobs, its scripts, and that all of both models is in it. */
import { afterEach, describe, expect, it } from 'vitest';
import { MODEL_ENTRIES, type ModelEntry } from '../support/aws/coverage.ts';
import { MODELS } from '../support/aws/model.ts';
import { type AwsServer, type AwsServerOptions, isAwsName, startAwsServer } from '../support/aws/server.ts';
import {
  type Answer,
  authorize,
  authorizeLink,
  codeClient,
  portal,
  post,
  REDIRECT,
  redeem,
  refresh,
  register,
  signIn,
  signOut,
  startDevice,
} from './wire.ts';

const open: AwsServer[] = [];
const exercised = new Set<string>();
afterEach(async () => {
  for (const server of open.splice(0)) {
    for (const key of server.exercised) exercised.add(key);
    await server.close();
  }
});

async function start(options: AwsServerOptions = {}): Promise<AwsServer> {
  const server = await startAwsServer({ callsPerSecond: 0, ...options });
  open.push(server);
  return server;
}

const accounts = (server: AwsServer, token: unknown, query = ''): Promise<Answer> =>
  portal(server, `/assignment/accounts${query}`, token);
const credentials = (server: AwsServer, token: unknown): Promise<Answer> =>
  portal(server, '/federation/credentials?account_id=111122220000&role_name=ReadOnlyAccess', token);
const refusedAs = (exception: string, status = 400) => ({ exception, status });

describe('the device flow', () => {
  it('is pending until the person allows, gives tokens once, and names what the person must see', async () => {
    const server = await start();
    const { body, userCode, poll } = await startDevice(server, await register(server));
    expect(userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    const verificationUri = `${server.oidcUrl}/device`;
    expect(body).toMatchObject({ verificationUri, expiresIn: 600, interval: 1 });
    expect(body['verificationUriComplete']).toBe(`${verificationUri}?user_code=${userCode}`);
    expect(await poll()).toMatchObject({
      ...refusedAs('AuthorizationPendingException'),
      body: { error: 'authorization_pending' },
    });
    await server.approveDevice(userCode);
    expect((await poll()).body).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600 });
    expect(await poll()).toMatchObject(refusedAs('InvalidGrantException'));
  });

  it('shows the whole link without asking for the code, but asks to compare it', async () => {
    const server = await start();
    const { body, userCode } = await startDevice(server, await register(server));
    const html = await (await fetch(String(body['verificationUriComplete']))).text();
    expect(html).toContain(`<span class="code">${userCode}</span>`);
    expect(html).toContain('Allow access');
  });

  it('takes two polls at once as Debian sends them, then wants the pace kept and slows down by 5 s', async () => {
    const server = await start();
    const { poll } = await startDevice(server, await register(server));
    const answers = [await poll(), await poll(), await poll()].map(({ body }) => body['error']);
    expect(answers).toEqual(['authorization_pending', 'authorization_pending', 'slow_down']);
    server.advance(5000);
    expect((await poll()).exception).toBe('SlowDownException');
    server.advance(11_000);
    expect((await poll()).exception).toBe('AuthorizationPendingException');
  });

  it('is strict from the first poll on, or never, if told so', async () => {
    const strict = await start({ polling: 'strict' });
    const one = await startDevice(strict, await register(strict));
    expect([(await one.poll()).exception, (await one.poll()).exception]).toEqual([
      'AuthorizationPendingException',
      'SlowDownException',
    ]);
    const off = await start({ polling: 'off' });
    const other = await startDevice(off, await register(off));
    for (let polls = 0; polls < 4; polls += 1) {
      expect((await other.poll()).exception).toBe('AuthorizationPendingException');
    }
  });

  it('ends with a denial, with its time, or with the registration', async () => {
    const server = await start();
    const denied = await startDevice(server, await register(server));
    await server.denyDevice(denied.userCode);
    expect(await denied.poll()).toMatchObject(refusedAs('AccessDeniedException'));
    const late = await startDevice(server, await register(server));
    server.advance(600_000);
    expect(await late.poll()).toMatchObject(refusedAs('ExpiredTokenException'));
    await expect(server.approveDevice(late.userCode)).rejects.toThrow(/decision was not taken/);
    const short = await start({ registrationTtlS: 60 });
    const between = await startDevice(short, await register(short));
    await short.approveDevice(between.userCode);
    short.advance(60_000);
    expect(await between.poll()).toMatchObject(refusedAs('InvalidClientException', 401));
  });

  it('does not start for a wrong start URL or a registration of the browser flow', async () => {
    const server = await start();
    const client = await register(server);
    const startUrl = 'https://d-0000000000.awsapps.com/start';
    expect(await post(server, '/device_authorization', { ...client, startUrl })).toMatchObject(
      refusedAs('InvalidRequestException'),
    );
    const other = await register(server, codeClient(server));
    expect(await post(server, '/device_authorization', { ...other, startUrl: server.startUrl })).toMatchObject(
      refusedAs('UnauthorizedClientException'),
    );
  });
});

describe('the browser flow', () => {
  it('has its endpoints in the registration only when told to', async () => {
    const [bare, full] = [await start({ endpoints: 'base' }), await start({ endpoints: 'full' })];
    const answer = (server: AwsServer) => post(server, '/client/register', codeClient(server));
    expect((await answer(bare)).body).toMatchObject({ authorizationEndpoint: bare.oidcUrl });
    expect((await answer(full)).body).toMatchObject({
      authorizationEndpoint: `${full.oidcUrl}/authorize`,
      tokenEndpoint: `${full.oidcUrl}/token`,
    });
  });

  it('needs the verifier and the redirect of the request, byte for byte', async () => {
    const server = await start();
    const client = await register(server, codeClient(server));
    const { code, state } = await authorize(server, client.clientId);
    expect(state).toBe('a-state');
    const refused = refusedAs('InvalidGrantException');
    expect(await redeem(server, client, code, { codeVerifier: 'x'.repeat(43) })).toMatchObject(refused);
    expect(await redeem(server, client, code, { redirectUri: REDIRECT.replace(':43210', '') })).toMatchObject(refused);
    expect(await redeem(server, client, code, { scope: ['sso:account:access'] })).toMatchObject({ status: 200 });
  });

  it('withdraws the tokens of a code that comes twice', async () => {
    const server = await start();
    const client = await register(server, codeClient(server));
    const { code } = await authorize(server, client.clientId, { scopes: '', scope: 'sso:account:access' });
    const { body } = await redeem(server, client, code);
    expect((await accounts(server, body['accessToken'])).status).toBe(200);
    expect(await redeem(server, client, code)).toMatchObject(refusedAs('InvalidGrantException'));
    expect((await accounts(server, body['accessToken'])).status).toBe(401);
  });

  it('is not open to a registration of the device flow', async () => {
    const server = await start();
    const client = await register(server);
    expect(await redeem(server, client, 'x')).toMatchObject(refusedAs('UnauthorizedClientException'));
    expect((await fetch(authorizeLink(server, client.clientId))).status).toBe(400);
  });

  it('sends a denial and a wrong request back, but never to a redirect that was not registered', async () => {
    const server = await start();
    const { clientId } = await register(server, codeClient(server));
    expect(await authorize(server, clientId, {}, 'deny')).toMatchObject({ error: 'access_denied', state: 'a-state' });
    expect(await authorize(server, clientId, { code_challenge_method: 'plain' })).toMatchObject({
      error: 'invalid_request',
    });
    expect(await authorize(server, clientId, { scopes: 'sso:other' })).toMatchObject({ error: 'invalid_scope' });
    for (const redirect_uri of [
      'http://localhost:1/oauth/callback',
      'http://127.0.0.1:1/other',
      'https://example.com/',
    ]) {
      const response = await fetch(authorizeLink(server, clientId, { redirect_uri }), { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    }
  });

  it('redirects at once where the browser is signed in', async () => {
    const server = await start({ warmBrowser: true });
    const { clientId } = await register(server, codeClient(server));
    const response = await fetch(authorizeLink(server, clientId), { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:43210\/oauth\/callback\?code=/);
  });
});

describe('tokens', () => {
  it('rotate: the old refresh token is spent, and its use does no more harm', async () => {
    const server = await start();
    const client = await register(server);
    const first = await signIn(server, client);
    const second = (await refresh(server, client, first['refreshToken'])).body;
    expect(second['refreshToken']).not.toBe(first['refreshToken']);
    expect(await refresh(server, client, first['refreshToken'])).toMatchObject(refusedAs('InvalidGrantException'));
    expect((await refresh(server, client, second['refreshToken'])).status).toBe(200);
  });

  it('end the sign-in at the use of a spent one, if told so', async () => {
    const server = await start({ reuse: 'end-session' });
    const client = await register(server);
    const first = await signIn(server, client);
    const second = (await refresh(server, client, first['refreshToken'])).body;
    await refresh(server, client, first['refreshToken']);
    expect(await refresh(server, client, second['refreshToken'])).toMatchObject(refusedAs('InvalidGrantException'));
  });

  it('stay: an answer without refreshToken leaves the old one alive', async () => {
    const server = await start({ refreshTokens: 'keep' });
    const client = await register(server);
    const { refreshToken } = await signIn(server, client);
    for (let round = 0; round < 3; round += 1) {
      const { status, body } = await refresh(server, client, refreshToken);
      expect(status).toBe(200);
      expect(body).not.toHaveProperty('refreshToken');
    }
  });

  it('expire, end with the session, and belong to their client', async () => {
    const server = await start({ accessTokenTtlS: 60, sessionTtlS: 3600 });
    const client = await register(server);
    const { accessToken, refreshToken } = await signIn(server, client);
    expect(await refresh(server, await register(server), refreshToken)).toMatchObject(
      refusedAs('InvalidGrantException'),
    );
    server.advance(60_000);
    expect((await accounts(server, accessToken)).status).toBe(401);
    const renewed = (await refresh(server, client, refreshToken)).body;
    expect((await accounts(server, renewed['accessToken'])).status).toBe(200);
    server.advance(3_540_000);
    expect(await refresh(server, client, renewed['refreshToken'])).toMatchObject(refusedAs('InvalidGrantException'));
  });

  it('of a registration without scopes live 8 hours and cannot be renewed', async () => {
    const server = await start();
    const tokens = await signIn(server, await register(server, { clientName: 'Old', clientType: 'public' }));
    expect(tokens['expiresIn']).toBe(28_800);
    expect(tokens).not.toHaveProperty('refreshToken');
    expect((await accounts(server, tokens['accessToken'])).status).toBe(200);
  });

  it('for other applications open no account', async () => {
    const server = await start();
    const input = { clientName: 'Other', clientType: 'public', scopes: ['codewhisperer:completions'] };
    const { accessToken } = await signIn(server, await register(server, input));
    expect(await accounts(server, accessToken)).toMatchObject(refusedAs('ForbiddenException', 403));
  });

  it('are refused to clients that an administrator removed', async () => {
    const server = await start();
    const client = await register(server);
    const { refreshToken } = await signIn(server, client);
    server.forgetRegistrations();
    expect(await refresh(server, client, refreshToken)).toMatchObject(refusedAs('InvalidClientException', 401));
  });
});

/** Follows nextToken until it is absent or empty. */
async function all(server: AwsServer, token: unknown, path: string, list: string, size = 100): Promise<unknown[]> {
  const items: unknown[] = [];
  let next: unknown;
  do {
    const more = next === undefined ? '' : `&next_token=${encodeURIComponent(String(next))}`;
    const { body } = await portal(server, `${path}max_result=${size}${more}`, token);
    items.push(...(Array.isArray(body[list]) ? body[list] : []));
    next = body['nextToken'];
  } while (next !== undefined && next !== '');
  return items;
}

describe('the portal', () => {
  it('lists 500 accounts with 8 roles each in pages', async () => {
    const server = await start({ directory: { accounts: 500, roles: 8 }, lastPage: 'empty' });
    const { accessToken } = await signIn(server, await register(server));
    const listed = await all(server, accessToken, '/assignment/accounts?', 'accountList');
    expect(listed).toHaveLength(500);
    expect(new Set(listed.map((item) => JSON.stringify(item))).size).toBe(500);
    expect(server.traffic.count('ListAccounts')).toBe(5);
    const roles = await portal(server, '/assignment/roles?account_id=111122220499&max_result=5', accessToken);
    expect(roles.body['roleList']).toHaveLength(5);
    const foreign = `?next_token=${encodeURIComponent(String(roles.body['nextToken']))}`;
    expect(await accounts(server, accessToken, foreign)).toMatchObject(refusedAs('InvalidRequestException'));
    const rest = await all(server, accessToken, '/assignment/roles?account_id=111122220499&', 'roleList', 3);
    expect(rest).toHaveLength(8);
    expect(server.traffic.count('ListAccountRoles')).toBe(1 + 3);
  });

  it('gives credentials with an expiry in milliseconds, new ones each time', async () => {
    const server = await start({ roleCredentialsTtlS: 900 });
    const { accessToken } = await signIn(server, await register(server));
    const [one, two] = await Promise.all([credentials(server, accessToken), credentials(server, accessToken)]);
    const { expiration } = one.body['roleCredentials'] as { expiration: number };
    expect(Math.abs(expiration - Date.now() - 900_000)).toBeLessThan(5000);
    expect(one.body).not.toEqual(two.body);
  });

  it('answers 20 calls a second and refuses the next until time has passed', async () => {
    let nowMs = 1_000_000;
    const server = await start({ callsPerSecond: 20, now: () => nowMs });
    const { accessToken } = await signIn(server, await register(server));
    for (let calls = 0; calls < 20; calls += 1) expect((await accounts(server, accessToken)).status).toBe(200);
    expect(await accounts(server, accessToken)).toMatchObject({
      ...refusedAs('TooManyRequestsException', 429),
      body: { message: 'HTTP 429 Unknown Code' },
    });
    nowMs += 50;
    expect((await accounts(server, accessToken)).status).toBe(200);
    expect((await accounts(server, accessToken)).status).toBe(429);
  });

  it('signs out: that session is over, another one is not', async () => {
    const server = await start();
    const client = await register(server);
    const [one, two] = [await signIn(server, client), await signIn(server, client)];
    expect((await signOut(server, one['accessToken'])).status).toBe(200);
    expect((await signOut(server, one['accessToken'])).status).toBe(401);
    expect((await accounts(server, one['accessToken'])).status).toBe(401);
    expect(await refresh(server, client, one['refreshToken'])).toMatchObject(refusedAs('InvalidGrantException'));
    expect((await accounts(server, two['accessToken'])).status).toBe(200);
  });
});

describe('scripts', () => {
  it('play HTML, 5xx, a lost answer and a dropped connection, in order, then go on', async () => {
    const server = await start();
    const client = await register(server);
    const { refreshToken } = await signIn(server, client);
    server.traffic.fault('refresh', { kind: 'fail', status: 502, body: '<html>Bad gateway</html>' });
    server.traffic.fault('refresh', { kind: 'drop' });
    server.traffic.fault('refresh', { kind: 'lost' });
    await expect(refresh(server, client, refreshToken)).rejects.toThrow(SyntaxError);
    await expect(refresh(server, client, refreshToken)).rejects.toThrow('fetch failed');
    await expect(refresh(server, client, refreshToken)).rejects.toThrow('fetch failed');
    // The lost answer was the one that spent it.
    expect(await refresh(server, client, refreshToken)).toMatchObject(refusedAs('InvalidGrantException'));
    expect(server.traffic.count('refresh')).toBe(4);
  });

  it('hang until the client gives up, and tell who waits', async () => {
    const server = await start();
    server.traffic.fault('ListAccounts', { kind: 'hang', ms: 60_000 });
    const giveUp = new AbortController();
    const asked = portal(server, '/assignment/accounts', 'x', { signal: giveUp.signal });
    await server.traffic.seen('ListAccounts');
    giveUp.abort();
    await expect(asked).rejects.toThrow('aborted');
  });

  it('lead from a company’s own address to the start URL, also where HEAD is not allowed', async () => {
    const startUrl = 'https://example.awsapps.com/start';
    const server = await start({ startUrls: [startUrl] });
    server.traffic.fault('/vanity', { kind: 'fail', status: 405 });
    const statuses = [];
    for (const method of ['HEAD', 'GET']) {
      const { status, headers } = await fetch(server.vanityUrl, { method, redirect: 'manual' });
      statuses.push(status, headers.get('location'));
    }
    expect(statuses).toEqual([405, null, 302, startUrl]);
  });

  it('refuse connections while paused and remember everything', async () => {
    const server = await start();
    const { accessToken } = await signIn(server, await register(server));
    await server.pause();
    await expect(accounts(server, accessToken)).rejects.toThrow('fetch failed');
    await server.resume();
    expect((await accounts(server, accessToken)).status).toBe(200);
  });

  it('know every secret that went by', async () => {
    const server = await start();
    const client = await register(server, codeClient(server));
    const { code } = await authorize(server, client.clientId);
    const { body } = await redeem(server, client, code);
    const { body: role } = await credentials(server, body['accessToken']);
    const { secretAccessKey, sessionToken } = role['roleCredentials'] as Record<string, string>;
    const { deviceCode } = (await startDevice(server, await register(server))).body;
    const secrets = [client.clientSecret, code, body['accessToken'], body['refreshToken'], deviceCode];
    expect(server.secretsSeen()).toEqual(expect.arrayContaining([...secrets, secretAccessKey, sessionToken]));
    expect(server.secretsSeen()).not.toContain(client.clientId);
  });
});

const SIGNED = 'CreateTokenWithIAM is for servers that sign with IAM; the stand-in refuses it';
/** What is consciously not there, and why. */
function leftOut({ key, operation }: ModelEntry): string | undefined {
  if (key === 'sso-oidc CreateTokenResponse.idToken') return 'the service does not implement it';
  const elsewhere = MODEL_ENTRIES.some((entry) => entry.key === key && entry.operation !== operation);
  return operation === 'CreateTokenWithIAM' && !elsewhere ? SIGNED : undefined;
}

const ERRORS = MODEL_ENTRIES.filter((entry) => entry.kind === 'error' && leftOut(entry) === undefined);
const REASONS: Readonly<Record<string, string>> = {
  AccessDeniedException: 'KMS_AccessDeniedException',
  InvalidRequestException: 'KMS_NotFoundException',
};

describe('everything in the two models is in the stand-in', () => {
  it('can answer each operation with each of its errors', async () => {
    const server = await start();
    for (const { key, service, operation } of ERRORS) {
      const exception = key.split(' ! ')[1] ?? '';
      if (!isAwsName(operation)) throw new Error(operation);
      const given = service === 'sso' ? undefined : REASONS[exception];
      const reason = given === undefined ? {} : { reason: given };
      server.refuse(operation, exception, { description: 'scripted', ...reason });
      const { requestUri, method } = MODELS[service].operations[operation]?.http ?? { requestUri: '/', method: 'GET' };
      const answer =
        service === 'sso' ? await portal(server, requestUri, 'x', { method }) : await post(server, requestUri, {});
      expect(answer).toMatchObject({ exception, body: service === 'sso' ? { message: 'scripted' } : reason });
    }
    expect(ERRORS.length).toBeGreaterThan(35);
  });

  // Last: it looks at what all the tests above have used.
  it('and was used by the tests above, or is left out for a reason', () => {
    const unused = MODEL_ENTRIES.filter((entry) => !exercised.has(entry.key) && leftOut(entry) === undefined);
    expect(unused.map(({ key }) => key)).toEqual([]);
    const wrongly = MODEL_ENTRIES.filter((entry) => exercised.has(entry.key) && leftOut(entry) !== undefined);
    expect(wrongly.map(({ key }) => key)).toEqual([]);
  });
});
