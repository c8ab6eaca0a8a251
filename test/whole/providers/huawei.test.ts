/** The whole agent with the stand-in for Huawei Cloud IAM Identity Center: sign in, agencies, credentials for tools, out. */
import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { type HuaweiServer, type HuaweiServerOptions, startHuaweiServer } from '../../support/huawei/server.ts';
import { AgentProcess } from '../agent-process.ts';

let huawei: HuaweiServer;
let agent: AgentProcess;

async function start(options: HuaweiServerOptions = {}): Promise<void> {
  huawei = await startHuaweiServer(options);
  agent = new AgentProcess();
  await agent.start();
  const words = ['--provider', 'huawei', '--start-url', huawei.startUrl, '--region', 'cn-north-4'];
  const hosts = ['--oidc-endpoint', huawei.oidcUrl, '--portal-endpoint', huawei.portalUrl];
  const added = await agent.cli(['profile', 'add', 'work', ...words, ...hosts]);
  expect([added.stderr, added.exit]).toEqual(['', 0]);
}

const signIn = () => agent.signIn('work', (code) => huawei.approveDevice(code));
const admin = () => {
  const [account] = huawei.accounts;
  if (!account) throw new Error('no account');
  return account;
};

afterEach(async () => {
  // Nothing that the stand-in gave may have been written where others read, and nothing strange was asked.
  const log = agent.stderr;
  await agent.dispose();
  await huawei.close();
  expect(huawei.secretsSeen().filter((secret) => log.includes(secret))).toEqual([]);
  expect(huawei.traffic.count('stray')).toBe(0);
});

describe('signing in', () => {
  it('with a code, over the command line: shown, approved, seen in status with its end, and ended when signing out', async () => {
    await start();
    const { body } = await agent.ask('POST', '/v1/profiles/work/sign-in', {});
    expect(body.sign_in).toMatchObject({
      flow: 'device',
      phase: 'waiting',
      user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
      verification_uri: `${huawei.oidcUrl}/device`,
      display_name: 'Huawei Cloud d-47f958c067',
    });
    await huawei.approveDevice(body.sign_in.user_code);
    const profile = await agent.until('work', ({ state }) => state === 'active');
    expect(profile).toMatchObject({ renewable: false, has_roles: true });
    expect((profile.expires_at ?? 0) - Date.now() / 1000).toBeGreaterThan(3500);
    const token = await agent.cli(['token', 'work']);
    expect(huawei.state.accessTokens.has(token.stdout.trim())).toBe(true);
    expect((await agent.cli(['status'])).stdout).toMatch(/work .*(59 min|1 h)/);
    expect((await agent.cli(['logout', 'work'])).exit).toBe(0);
    expect([...huawei.state.sessions.values()].map(({ ended }) => ended)).toEqual([true]);
    expect((await agent.cli(['token', 'work'])).exit).toBe(3);
  });

  it('without a refresh token: who watches is told ten minutes ahead, and the end is the end', async () => {
    await start({ accessTokenTtlS: 605 });
    await signIn();
    expect((await agent.ask('GET', '/v1/status')).body.overall).toBe('fine');
    // An event that comes within the last ten minutes, without anybody having asked.
    await agent.until('work', ({ expires_at = 0 }) => expires_at - Date.now() / 1000 < 600);
    expect((await agent.ask('GET', '/v1/status')).body.overall).toBe('soon');
    expect((await agent.ask('GET', '/v1/profiles/work')).body).toMatchObject({ state: 'active', renewable: false });
  });

  it('with a refresh token it renews itself', async () => {
    await start({ refreshTokens: true, accessTokenTtlS: 4 });
    await signIn();
    await huawei.traffic.seen('refresh', 2);
    const profile = await agent.until('work', ({ state }) => state === 'active');
    expect(profile.renewable).toBe(true);
    expect((await agent.cli(['token', 'work'])).exit).toBe(0);
  });

  it('denied, and refused in a form that no one can read, are reported as such', async () => {
    await start({ wire: 'nested' });
    const first = await agent.ask('POST', '/v1/profiles/work/sign-in', {});
    await huawei.denyDevice(first.body.sign_in.user_code);
    const denied = await agent.until('work', ({ sign_in }) => sign_in?.phase === 'denied');
    expect(denied.sign_in?.error).toMatchObject({ code: 'sign_in_denied' });
    huawei.refuse('poll', 'nothing', { wire: 'unreadable', times: 3 });
    await agent.ask('POST', '/v1/profiles/work/sign-in', {});
    const failed = await agent.until('work', ({ sign_in }) => sign_in?.phase === 'failed');
    expect(failed.sign_in?.error).toMatchObject({ code: 'provider_refused' });
    expect(failed.sign_in?.error?.message).toContain('IIC.400');
  });

  it('the browser flow is refused with the way that there is', async () => {
    await start();
    await agent.ask('POST', '/v1/profiles/work/sign-in', { flow: 'browser' });
    const { sign_in } = await agent.until('work', ({ sign_in }) => sign_in?.phase === 'failed');
    expect(sign_in?.error).toMatchObject({ code: 'flow_unsupported', hint: expect.stringContaining('device') });
  });
});

describe('roles', () => {
  it('are listed over all pages, added by their readable names, and give credentials to tools', async () => {
    await start({ directory: { accounts: 5, agencies: 3 }, pageSize: 2 });
    await signIn();
    const { body } = await agent.ask('GET', '/v1/profiles/work/available-roles');
    expect([body.accounts.length, body.roles.length]).toEqual([5, 15]);
    const added = await agent.cli(['roles', 'work', '--add', 'Production/AdministratorAccess']);
    expect([added.stderr, added.exit]).toEqual(['', 0]);
    const { roles } = (await agent.ask('GET', '/v1/profiles/work/roles')).body;
    expect(roles).toMatchObject([{ account_name: 'Production', role_id: admin().agencies[0]?.agencyUrn }]);
    const name = `work/${roles[0].name}`;
    const json = await agent.cli(['huawei-credentials', name]);
    const { credential } = JSON.parse(json.stdout);
    expect(Date.parse(credential.expires_at) - Date.now()).toBeGreaterThan(3500_000);
    const env = await agent.cli(['env', name, '--shell', 'bash']);
    const shell = spawnSync('bash', ['-c', `${env.stdout}\nprintf '%s %s' "$HUAWEICLOUD_SDK_AK" "$HW_SECURITY_TOKEN"`]);
    expect(shell.stdout.toString()).toBe(`${credential.access} ${credential.securitytoken}`);
    expect(huawei.traffic.count('GetAgencyCredentials')).toBe(1);
    const console = await agent.cli(['console', name]);
    expect([console.exit, console.stderr]).toEqual([
      2,
      expect.stringContaining('hint: Open its portal in the browser'),
    ]);
  }, 60_000);

  it('a role that is not assigned is said as such, a session that ended means signing in again', async () => {
    await start();
    await signIn();
    const account_id = admin().accountId;
    const add = (name: string, role_id: string) =>
      agent.ask('POST', '/v1/profiles/work/roles', { name, account_id, role_id });
    expect((await add('wrong', `iam::${account_id}:agency:nobody`)).status).toBe(201);
    expect((await add('right', admin().agencies[0]?.agencyUrn ?? '')).status).toBe(201);
    const wrong = await agent.cli(['huawei-credentials', 'work/wrong']);
    expect([wrong.stdout, wrong.exit]).toEqual(['', 5]);
    expect(wrong.stderr).toContain('IIC.1003');
    huawei.endAllSessions();
    expect((await agent.cli(['env', 'work/right'])).exit).toBe(3);
    expect((await agent.ask('GET', '/v1/profiles/work')).body.state).toBe('needs-sign-in');
  });
});

describe('bad input', () => {
  const URL = 'https://idcenter.huaweicloud.com/d-47f958c067/portal';
  it.each([
    [['--start-url', URL, '--region', 'cn-nort-4'], 'similar ones: cn-north-4', 'one of af-north-1'],
    [['--start-url', URL], 'The setting region is not valid', 'Correct that setting'],
    [['--start-url', 'https://d-1.awsapps.com/start', '--region', 'cn-north-4'], 'AWS portal', '--provider aws'],
    [
      ['--start-url', 'https://console.huaweicloud.com/', '--region', 'cn-north-4'],
      'is the console',
      'user portal URL',
    ],
    [
      ['--start-url', URL, '--region', 'cn-north-4', '--scope', 'sso:account:access'],
      'AWS scope names',
      '--scope openid',
    ],
  ])('profile add %j says what is wrong and what to do', async (words, sentence, hint) => {
    await start();
    const { stdout, stderr, exit } = await agent.cli(['profile', 'add', 'x', '--provider', 'huawei', ...words]);
    expect([stdout, exit]).toEqual(['', 2]);
    const [first = '', second = ''] = stderr.split('\n');
    expect(first).toContain(sentence);
    expect(second).toMatch(/^ {2}hint: /);
    expect(second).toContain(hint);
    const shown = await agent.cli(['profile', 'add', 'x', '--provider', 'huawei', ...words, '--json']);
    expect(JSON.parse(shown.stdout || shown.stderr).error).toMatchObject({ code: 'profile_invalid' });
  });
});
