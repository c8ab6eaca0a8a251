/** The stand-in is right if the vendor's own command line cannot tell it from the service: Debian's `aws`, unchanged. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AwsServer, type AwsServerOptions, startAwsServer } from '../support/aws/server.ts';
import { AWS, type DebianCli, debianCli, hasAws, type Ran } from './debian-cli.ts';

// It takes most of a second to start, and several when others are at work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Scene {
  readonly server: AwsServer;
  readonly cli: DebianCli;
}

const tidy: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const undo of tidy) await undo();
});

async function scene(options: AwsServerOptions = {}): Promise<Scene> {
  const server = await startAwsServer(options);
  const cli = debianCli(server);
  tidy.push(cli.remove, server.close);
  return { server, cli };
}

async function signIn({ server, cli }: Scene, profile: 'work' | 'old'): Promise<Ran> {
  const { userCode, ended } = await cli.login(profile);
  await server.approveDevice(userCode);
  return ended;
}

const ROLE = ['--account-id', '111122220000', '--role-name'];

describe.skipIf(!hasAws())(`Debian's aws (skipped where there is no ${AWS})`, () => {
  let held: Scene;
  let token: string;
  beforeAll(async () => {
    held = await scene({ directory: { accounts: 5, roles: 3 }, pageSize: 2, accessTokenTtlS: 300 });
    expect(await signIn(held, 'work')).toMatchObject({ code: 0 });
    token = String(held.cli.tokenFile()?.['accessToken']);
  });

  /** One of the portal's operations with the token that the sign-in left. */
  function portal(operation: string, ...args: string[]): Promise<Ran> {
    const at = ['--endpoint-url', held.server.portalUrl, '--region', 'us-east-1', '--output', 'json'];
    return held.cli.run('sso', operation, '--access-token', token, ...at, ...args);
  }

  it('signs in with a code, and holds a token that can be renewed', () => {
    const file = held.cli.tokenFile();
    expect(file).toMatchObject({ startUrl: held.server.startUrl, refreshToken: expect.stringMatching(/^aor/) });
    expect(held.server.traffic.count('RegisterClient')).toBe(1);
  });

  it('lists accounts and roles over several pages and gets credentials of a role', async () => {
    const [accounts, roles, credentials] = await Promise.all([
      portal('list-accounts'),
      portal('list-account-roles', ...ROLE.slice(0, 2)),
      portal('get-role-credentials', ...ROLE, 'ReadOnlyAccess'),
    ]);
    expect(JSON.parse(accounts.stdout).accountList).toHaveLength(5);
    expect(JSON.parse(roles.stdout).roleList).toHaveLength(3);
    expect(held.server.traffic.count('ListAccounts')).toBe(3);
    const { roleCredentials } = JSON.parse(credentials.stdout);
    expect(roleCredentials.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(roleCredentials.expiration).toBeGreaterThan(Date.now());
  });

  it('reads refusals of the portal by their names', async () => {
    held.server.refuse('ListAccounts', 'TooManyRequestsException');
    const [role, calls] = await Promise.all([
      portal('get-role-credentials', ...ROLE, 'Nobody'),
      portal('list-accounts'),
    ]);
    expect(role.stderr).toMatch(/\(ForbiddenException\).*No access/);
    expect(calls.stderr).toMatch(/\(TooManyRequestsException\).*HTTP 429 Unknown Code/);
  });

  it('refreshes a token that is nearly over before it exports credentials', async () => {
    const { server, cli } = held;
    const before = cli.tokenFile();
    const calls = server.traffic.count('GetRoleCredentials');
    const { stdout } = await cli.run('configure', 'export-credentials', '--profile', 'work');
    expect(JSON.parse(stdout)).toMatchObject({ Version: 1, AccessKeyId: expect.stringMatching(/^ASIA/) });
    expect(server.traffic.count('refresh')).toBe(1);
    expect(server.traffic.count('GetRoleCredentials')).toBe(calls + 1);
    expect(cli.tokenFile()?.['refreshToken']).not.toBe(before?.['refreshToken']);
  });

  it('signs out, and every token of the sign-in is dead', async () => {
    expect((await held.cli.run('sso', 'logout')).code).toBe(0);
    expect(held.server.traffic.count('Logout')).toBe(1);
    expect(held.cli.tokenFile()).toBeUndefined();
    expect((await portal('list-accounts')).stderr).toMatch(/\(UnauthorizedException\).*Session token not found/);
  });

  it('gets an 8 hour token without a refresh token for a profile of the old kind', async () => {
    const old = await scene();
    await signIn(old, 'old');
    const file = old.cli.tokenFile();
    const hours = (Date.parse(String(file?.['expiresAt'])) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(7.9);
    expect(file).not.toHaveProperty('refreshToken');
  });

  it('says that the person denied', async () => {
    const { server, cli } = await scene();
    const { userCode, ended } = await cli.login();
    await server.denyDevice(userCode);
    const { code, stderr } = await ended;
    expect(code).not.toBe(0);
    expect(stderr).toContain('AccessDeniedException');
    expect(cli.tokenFile()).toBeUndefined();
  });
});
