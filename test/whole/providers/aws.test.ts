/** The whole agent with AWS IAM Identity Center's stand-in, which is held to AWS's own models: sign in, roles, credentials, out. */
import { afterEach, describe, expect, it } from 'vitest';
import { type AwsServer, type AwsServerOptions, startAwsServer } from '../../support/aws/server.ts';
import { AgentProcess } from '../agent-process.ts';

let aws: AwsServer;
let agent: AgentProcess;

async function start(options: AwsServerOptions = {}, settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
  aws = await startAwsServer(options);
  agent = new AgentProcess();
  await agent.start();
  const profile = { name: 'work', provider: 'aws', settings: { ...aws.settings, ...settings } };
  const { status, body } = await agent.ask('POST', '/v1/profiles', profile);
  expect([status, body]).toMatchObject([201, { name: 'work', state: 'signed-out' }]);
}

const deviceSignIn = () => agent.signIn('work', (code) => aws.approveDevice(code));
const addRole = async (name: string, account_id: string, role_id: string) =>
  expect((await agent.ask('POST', '/v1/profiles/work/roles', { name, account_id, role_id })).status).toBe(201);
const credentials = (role: string, minTtlS = 1) =>
  agent.ask('GET', `/v1/profiles/work/roles/${role}/credentials?min_ttl=${minTtlS}`);

afterEach(async () => {
  // Nothing that the stand-in gave may have been written where others read.
  const log = agent.stderr;
  await agent.dispose();
  await aws.close();
  expect(aws.secretsSeen().filter((secret) => log.includes(secret))).toEqual([]);
});

describe('signing in', () => {
  it('with a code: registered, shown, approved, refreshed, and ended at AWS when signing out', async () => {
    await start();
    const { body } = await agent.ask('POST', '/v1/profiles/work/sign-in', { flow: 'device' });
    expect(body.sign_in).toMatchObject({
      phase: 'waiting',
      user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
      verification_uri: `${aws.oidcUrl}/device`,
      display_name: 'AWS d-9067642ac7',
    });
    await aws.approveDevice(body.sign_in.user_code);
    await agent.until('work', ({ state }) => state === 'active');
    const first = await agent.ask('GET', '/v1/profiles/work/token');
    expect(first.body).toMatchObject({ token_type: 'Bearer', issuer: aws.startUrl });
    expect((await agent.ask('POST', '/v1/profiles/work/refresh')).body).toMatchObject({ state: 'active' });
    const second = await agent.ask('GET', '/v1/profiles/work/token');
    expect(second.body.access_token).not.toBe(first.body.access_token);

    expect((await agent.ask('DELETE', '/v1/profiles/work/sign-in')).body).toMatchObject({ revoked: true });
    expect([...aws.state.sessions.values()].map(({ ended }) => ended)).toEqual([true]);
    expect([aws.traffic.count('Logout'), aws.traffic.count('stray')]).toEqual([1, 0]);
    expect((await agent.ask('GET', '/v1/profiles/work/token')).body).toMatchObject({ code: 'sign_in_needed' });
  });

  it('in the browser: another registration, PKCE, the loopback address with its port', async () => {
    await start();
    await deviceSignIn();
    const { body } = await agent.ask('POST', '/v1/profiles/work/sign-in', { flow: 'browser', open_browser: false });
    const end = await aws.answerLink(body.sign_in.authorization_uri);
    expect(new URL(end)).toMatchObject({ hostname: '127.0.0.1', pathname: '/oauth/callback' });
    expect((await fetch(end)).status).toBe(200);
    await agent.until('work', ({ state, sign_in }) => state === 'active' && sign_in?.phase === 'approved');
    expect((await agent.ask('POST', '/v1/profiles/work/refresh')).body).toMatchObject({ state: 'active' });
    const grants = [...aws.state.registrations.values()].map(({ grantTypes }) => grantTypes[0]);
    expect(grants).toEqual(['urn:ietf:params:oauth:grant-type:device_code', 'authorization_code']);
    await deviceSignIn();
    expect(aws.traffic.count('RegisterClient')).toBe(2);
  });

  it('denied, in either way, is reported as such', async () => {
    await start();
    const device = await agent.ask('POST', '/v1/profiles/work/sign-in', { flow: 'device' });
    await aws.denyDevice(device.body.sign_in.user_code);
    const denied = await agent.until('work', ({ sign_in }) => sign_in?.phase === 'denied');
    expect(denied.sign_in?.error).toMatchObject({ code: 'sign_in_denied' });
    const browser = await agent.ask('POST', '/v1/profiles/work/sign-in', { flow: 'browser', open_browser: false });
    await fetch(await aws.answerLink(browser.body.sign_in.authorization_uri, 'deny'));
    await agent.until('work', ({ sign_in }) => sign_in?.flow === 'browser' && sign_in.phase === 'denied');
  });

  it('through a company’s own address, and with the wrong start URL in words that help', async () => {
    await start();
    const edit = (start_url: string) => agent.ask('PATCH', '/v1/profiles/work', { settings: { start_url } });
    await edit(aws.vanityUrl);
    await deviceSignIn();
    expect((await agent.ask('GET', '/v1/profiles/work/token')).body).toMatchObject({ issuer: aws.startUrl });
    await edit('https://d-0000000000.awsapps.com/start');
    const { body } = await agent.ask('POST', '/v1/profiles/work/sign-in', { flow: 'device' });
    expect(body.sign_in).toMatchObject({
      phase: 'failed',
      error: { code: 'provider_refused', hint: expect.stringContaining('region or the start URL') },
    });
  });

  it('of the old kind, without scopes: eight hours, no renewal, and credentials all the same', async () => {
    await start({}, { scopes: [] });
    await deviceSignIn();
    const { body } = await agent.ask('GET', '/v1/profiles/work');
    expect(body).toMatchObject({ state: 'active', renewable: false });
    expect(body.expires_at - Date.now() / 1000).toBeGreaterThan(7.9 * 3600);
    await addRole('prod', '111122220000', 'AdministratorAccess');
    expect((await credentials('prod')).body).toMatchObject({ account_id: '111122220000' });
  });

  it('with a session that AWS ended, means signing in again', async () => {
    await start();
    await deviceSignIn();
    await addRole('prod', '111122220000', 'AdministratorAccess');
    aws.endAllSessions();
    expect((await credentials('prod')).body).toMatchObject({ code: 'sign_in_needed' });
    expect((await agent.ask('GET', '/v1/profiles/work')).body.state).toBe('needs-sign-in');
  });
});

describe('roles', () => {
  it('are listed over all pages at a pace that the portal bears, through 429, with progress, and remembered', async () => {
    await start({ directory: { accounts: 101, roles: 8 } });
    await deviceSignIn();
    aws.refuse('ListAccountRoles', 'TooManyRequestsException', { times: 2 });
    const progress = agent.until('work', ({ role_listing }) => (role_listing?.accounts_done ?? 0) > 3);
    const { body } = await agent.ask('GET', '/v1/profiles/work/available-roles');
    expect((await progress).role_listing).toMatchObject({ accounts_total: 101 });
    expect([body.accounts.length, body.roles.length]).toEqual([101, 808]);
    expect(body.accounts[0]).toEqual({ id: '111122220000', name: 'Production', email: 'aws+0@example.com' });
    expect(body.roles[0]).toEqual({
      account_id: '111122220000',
      role_id: 'AdministratorAccess',
      name: 'AdministratorAccess',
    });
    expect([aws.traffic.count('ListAccounts'), aws.traffic.count('ListAccountRoles')]).toEqual([2, 103]);
    const again = await agent.ask('GET', '/v1/profiles/work/available-roles');
    expect([again.body, aws.traffic.count('ListAccounts')]).toEqual([body, 2]);
  }, 60_000);

  it('one that the person may not take is no reason to sign in again', async () => {
    await start();
    await deviceSignIn();
    await addRole('nope', '111122220000', 'NotAssigned');
    const { status, body } = await credentials('nope');
    expect([status, body]).toMatchObject([
      403,
      { code: 'role_forbidden', detail: expect.stringContaining('No access') },
    ]);
    expect((await agent.ask('GET', '/v1/profiles/work')).body.state).toBe('active');
    expect(aws.traffic.count('refresh')).toBe(0);
  });

  it('F40: 50 callers of two roles each after expiry: one refresh, and one GetRoleCredentials for each role', async () => {
    await start({ accessTokenTtlS: 8, roleCredentialsTtlS: 8 });
    await deviceSignIn();
    await addRole('prod', '111122220000', 'AdministratorAccess');
    await addRole('stage', '111122220001', 'ReadOnlyAccess');
    const before = [await credentials('prod'), await credentials('stage')];
    // The machine sleeps until everything is dead; at its return all callers are waiting already.
    process.kill(agent.pid, 'SIGSTOP');
    aws.traffic.clear();
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    const asked = Promise.all(
      ['prod', 'stage'].flatMap((role) => Array.from({ length: 50 }, () => credentials(role, 2))),
    );
    process.kill(agent.pid, 'SIGCONT');
    const answers = await asked;
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const keys = new Set(answers.map(({ body }) => body.access_key_id));
    expect(keys.size).toBe(2);
    expect(before.map(({ body }) => keys.has(body.access_key_id))).toEqual([false, false]);
    expect([aws.traffic.count('refresh'), aws.traffic.count('GetRoleCredentials')]).toEqual([1, 2]);
  }, 40_000);
});
