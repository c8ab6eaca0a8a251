/** `latchkey profile add|edit|show` about git servers and registries, and `latchkey logins`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loginPlace } from '../../../src-main/core/logins/login-place.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { CredentialDesk } from '../logins/credential-desk.ts';

let tools: CredentialDesk;

beforeEach(async () => {
  tools = new CredentialDesk();
  await tools.start();
});
afterEach(() => tools.stop());

const latchkey = (line: string) => tools.run('latchkey', line.split(' '));
const profile = () => tools.desk.agent.profile('work');

describe('latchkey profile edit', () => {
  it('adds hosts, replaces the same ones, and keeps the sign-in', async () => {
    await latchkey('profile edit work --git-host https://Git.example.com/org/ --git-host *.example.com');
    const { stdout, stderr, exit } = await latchkey(
      'profile edit work --git-host git.example.com/org --git-username ada --registry https://index.docker.io/v1/',
    );
    expect([stdout, stderr, exit]).toEqual(['Changed the profile work.\n', '', 0]);
    expect(profile().git).toEqual([
      { host: '*.example.com' },
      { host: 'git.example.com', path: 'org', username: 'ada' },
    ]);
    expect(profile().registries).toEqual([{ host: 'index.docker.io' }]);
    expect(tools.desk.profile().state).toBe('active');
  });

  it('removes by host, or by host and path', async () => {
    await latchkey('profile edit work --git-host a.example.com/x --git-host a.example.com/y --git-host b.example.com');
    await latchkey('profile edit work --no-git-host a.example.com/x');
    expect(profile().git).toEqual([{ host: 'a.example.com', path: 'y' }, { host: 'b.example.com' }]);
    await latchkey('profile edit work --no-git-host a.example.com --no-git-host b.example.com');
    expect(profile().git).toBeUndefined();
    expect(await latchkey('profile edit work --no-registry r.example.com')).toEqual({
      stdout: '',
      stderr:
        'latchkey: work is not mapped to the registry r.example.com.\n' +
        '  hint: Run `latchkey profile show work` to see what it is mapped to.\n',
      exit: 2,
    });
  });

  it.each([
    ['--git-host http://git.example.com', 'takes the name of an https server'],
    ['--git-host git@git.example.com:org/repo', 'takes the name of an https server'],
    ['--git-host *.com', 'before at least two others'],
    ['--registry ghcr.io/org', 'a registry without a path'],
    ['--git-username ada', '--git-username needs --git-host HOST[/PATH].'],
  ])('refuses %s', async (options, reason) => {
    const { stdout, stderr, exit } = await latchkey(`profile edit work ${options}`);
    expect([stdout, exit]).toEqual(['', 2]);
    expect(stderr).toContain(reason);
    expect(profile().git).toBeUndefined();
  });

  it('show lists them', async () => {
    await latchkey('profile edit work --git-host git.example.com/org --git-username ada --registry r.example.com');
    const { stdout } = await latchkey('profile show work');
    expect(stdout).toMatch(/^git servers +git\.example\.com\/org as ada$/m);
    expect(stdout).toMatch(/^registries +r\.example\.com$/m);
  });
});

describe('latchkey logins', () => {
  it('lists what tools find, without a password, and forgets what was stored', async () => {
    const { logins } = tools.desk.agent;
    await logins.store(loginPlace('docker', 'docker.io'), { username: 'ada', password: secret('pw-canary') });
    await logins.store(loginPlace('git', 'git.example.com', 'org/x.git'), {
      username: 'bob',
      password: secret('pw-canary'),
    });
    await latchkey('profile edit work --git-host github.com');
    const { stdout, exit } = await latchkey('logins');
    expect(exit).toBe(0);
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['FOR', 'SERVER', 'USER', 'PASSWORD'],
      ['git', 'github.com', 'x-access-token', 'token of work'],
      ['docker', 'https://index.docker.io/v1/', 'ada', 'stored'],
      ['git', 'git.example.com/org/x.git', 'bob', 'stored'],
      [''],
    ]);
    expect(await latchkey('logins remove docker.io')).toMatchObject({
      stdout: 'Forgot the login for docker.io.\n',
      exit: 0,
    });
    expect(await latchkey('logins remove git.example.com --username eve')).toMatchObject({ exit: 2 });
    expect(JSON.parse((await latchkey('logins remove git.example.com --json')).stdout)).toEqual({ erased: 1 });
    expect(JSON.parse((await latchkey('logins --json')).stdout).logins).toHaveLength(1);
    expect(await latchkey('logins remove git.example.com')).toEqual({
      stdout: '',
      stderr:
        'latchkey: No login is stored for git.example.com.\n  hint: Run `latchkey logins` to see what is stored.\n',
      exit: 2,
    });
  });

  it('are completed by the shell', async () => {
    await tools.desk.agent.logins.store(loginPlace('git', 'git.example.com'), {
      username: 'ada',
      password: secret('pw-canary'),
    });
    const complete = async (...words: string[]) => (await tools.run('latchkey', ['__complete', ...words])).stdout;
    expect(await complete('logins', '')).toMatch(/^remove\t/);
    expect(await complete('logins', 'remove', '')).toBe('git.example.com\tada\n');
  });

  it('says how to begin if there are none', async () => {
    expect(await latchkey('logins')).toEqual({
      stdout: '',
      stderr:
        'No login is stored, and no signed-in profile is mapped to a server.\n' +
        '  hint: Map one: latchkey profile edit NAME --git-host git.example.com\n',
      exit: 0,
    });
  });
});

it('latchkey profile add takes them as well', async () => {
  const { agent } = tools.desk;
  const added: unknown[] = [];
  agent.addProfile = async (given) => {
    added.push(given);
    return tools.desk.profile();
  };
  await latchkey('profile add hub --issuer https://github.com --client-id x --git-host github.com --registry ghcr.io');
  expect(added).toMatchObject([{ name: 'hub', git: [{ host: 'github.com' }], registries: [{ host: 'ghcr.io' }] }]);
});
