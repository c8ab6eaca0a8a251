/** git-credential-latchkey as git 2.40 to 2.47 speak to it, byte for byte as their `credential_write` does (credential.c). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loginPlace } from '../../../src-main/core/logins/login-place.ts';
import { CredentialDesk } from './credential-desk.ts';

let tools: CredentialDesk;

beforeEach(async () => {
  tools = new CredentialDesk();
  await tools.start({ git: [{ host: 'dev.azure.com' }] });
});
afterEach(() => tools.stop());

const git = (operation: string, lines: readonly string[]) =>
  tools.run('git-credential-latchkey', [operation], `${lines.join('\n')}\n\n`);
const SILENT = { stdout: '', stderr: '', exit: 0 };
const linesOf = async (lines: readonly string[]) => (await git('get', lines)).stdout.trimEnd().split('\n');

const ASKED = ['capability[]=authtype', 'capability[]=state', 'protocol=https', 'host=dev.azure.com'];
const WWW = ['wwwauth[]=Bearer authorization_uri=https://login.example/t', 'wwwauth[]=Basic realm="https://x/"'];
const END = () => String(tools.desk.profile().expires_at);
const bearer = (token: string, end = END()) => [
  'capability[]=authtype',
  'authtype=Bearer',
  `credential=${token}`,
  'ephemeral=1',
  'protocol=https',
  'host=dev.azure.com',
  `password_expiry_utc=${end}`,
  ...WWW,
];

describe('inputs 3: a refused Bearer token', () => {
  it('is renewed, and is not handed out again', async () => {
    expect(await linesOf([...ASKED, ...WWW])).toContain('credential=access-0');
    expect(await git('erase', bearer('access-0'))).toEqual(SILENT);
    expect(await linesOf([...ASKED, ...WWW])).toContain('credential=access-1');
  });

  it('with the user name of the address, and with state of other helpers', async () => {
    const [first = '', ...rest] = bearer('access-0');
    const said = [first, 'capability[]=state', ...rest, 'username=org', 'state[]=other:1'];
    expect(await git('erase', said)).toEqual(SILENT);
    expect(await linesOf([...ASKED, 'username=org', ...WWW])).toContain('credential=access-1');
  });

  it('takes no stored login of the host with it', async () => {
    const place = loginPlace('git', 'dev.azure.com');
    await git('store', ['protocol=https', 'host=dev.azure.com', 'username=ada', 'password=pw']);
    await git('store', ['protocol=https', 'host=dev.azure.com', 'username=bob', 'password=pw-2']);
    await git('erase', bearer('access-0'));
    await git('erase', bearer('another helper’s token'));
    const listed = (await tools.desk.agent.logins.list()).filter(
      ({ host, profile }) => host === place.host && !profile,
    );
    expect(listed.map(({ username }) => username)).toEqual(['bob', 'ada']);
  });

  it('that was stored for another helper is not kept by us', async () => {
    expect(
      await git(
        'store',
        bearer('x').filter((line) => line !== 'ephemeral=1'),
      ),
    ).toEqual(SILENT);
    expect([...tools.desk.vault.items.keys()].filter((name) => name.startsWith('login:'))).toEqual([]);
  });
});

describe('inputs 3: an erase erases only what it names and what compares equal', () => {
  const PLACE = ['protocol=https', 'host=other.example.com'];
  const LOGIN = [...PLACE, 'username=ada', 'password=pw'];
  const basic = (text: string) => [
    'capability[]=authtype',
    'authtype=Basic',
    `credential=${Buffer.from(text).toString('base64')}`,
    ...PLACE,
  ];
  beforeEach(() => git('store', LOGIN));

  it.each([
    ['an empty password', [...PLACE, 'password=']],
    ['an empty password of a user', [...PLACE, 'username=ada', 'password=']],
    ['an empty user name', [...PLACE, 'username=', 'password=pw']],
    ['an empty user name alone', [...PLACE, 'username=']],
    ['an empty credential', ['capability[]=authtype', 'authtype=Bearer', 'credential=', ...PLACE]],
    ['another Bearer token', ['capability[]=authtype', 'authtype=Bearer', 'credential=x', ...PLACE]],
    ['a ticket', ['capability[]=authtype', 'authtype=Negotiate', 'credential=pw', ...PLACE]],
    ['a credential without its type', ['capability[]=authtype', 'credential=cHc=', ...PLACE]],
    ['another password as Basic', basic('ada:other')],
    ['another user as Basic', basic('bob:pw')],
    ['Basic that is none', basic('pw')],
    ['Basic of another user than the one named', [...basic('ada:pw'), 'username=bob']],
    ['the password with a blank more', [...PLACE, 'username=ada', 'password=pw ']],
    ['another refresh token', [...PLACE, 'username=ada', 'oauth_refresh_token=x']],
  ])('%s: nothing', async (_what, lines) => {
    expect(await git('erase', lines)).toEqual(SILENT);
    expect(await linesOf(PLACE)).toEqual(['username=ada', 'password=pw']);
  });

  it.each([
    ['the password', LOGIN],
    ['the same as Basic', basic('ada:pw')],
    ['the host alone, as `git credential reject` may', PLACE],
  ])('%s: that one', async (_what, lines) => {
    expect(await git('erase', lines)).toEqual(SILENT);
    expect(await git('get', PLACE)).toEqual(SILENT);
  });

  it('an empty user name in a question asks for none', async () => {
    expect(await linesOf([...PLACE, 'username='])).toEqual(['username=ada', 'password=pw']);
  });
});

describe('inputs N2: what git-credential-oauth stores', () => {
  const PLACE = ['protocol=https', 'host=gitea.example.com'];
  const soon = () => Math.floor(tools.desk.clock.nowMs() / 1000) + 7200;
  const stored = (token: string, refresh: string, end: number) => [
    ...PLACE,
    'username=ada',
    `password=${token}`,
    `oauth_refresh_token=${refresh}`,
    `password_expiry_utc=${end}`,
    'wwwauth[]=Basic realm="Gitea"',
  ];
  const ASK = [...PLACE, 'wwwauth[]=Basic realm="Gitea"'];

  it('is given back with its end and its refresh token', async () => {
    const end = soon();
    expect(await git('store', stored('at-1', 'rt-1', end))).toEqual(SILENT);
    const given = ['username=ada', 'password=at-1', `password_expiry_utc=${end}`, 'oauth_refresh_token=rt-1'];
    expect(await linesOf(ASK)).toEqual(given);
    expect([...tools.desk.vault.items.keys()]).toContain('login:git:gitea.example.com');
  });

  it('an ended password is not given: the refresh token alone, with which the helper behind us gets the next', async () => {
    const end = soon();
    await git('store', stored('at-1', 'rt-1', end));
    await tools.desk.clock.advance(7_200_000);
    expect(await linesOf(ASK)).toEqual(['username=ada', 'oauth_refresh_token=rt-1']);
    // git asks git-credential-oauth with these lines, and stores its answer here.
    await git('store', stored('at-2', 'rt-2', end + 7200));
    expect(await linesOf(ASK)).toEqual([
      'username=ada',
      'password=at-2',
      `password_expiry_utc=${end + 7200}`,
      'oauth_refresh_token=rt-2',
    ]);
  });

  it('an ended password without a refresh token: nothing, and git asks', async () => {
    const end = soon();
    await git('store', [...PLACE, 'username=ada', 'password=at-1', `password_expiry_utc=${end}`]);
    expect(await linesOf(ASK)).toContain('password=at-1');
    await tools.desk.clock.advance(7_200_000);
    expect(await git('get', ASK)).toEqual(SILENT);
  });

  it('another user whose password has not ended comes before one that has', async () => {
    await git('store', [...PLACE, 'username=bob', 'password=pw']);
    await git('store', stored('at-1', 'rt-1', soon()));
    expect(await linesOf(ASK)).toContain('password=at-1');
    await tools.desk.clock.advance(7_200_000);
    expect(await linesOf(ASK)).toEqual(['username=bob', 'password=pw']);
    expect(await linesOf([...ASK, 'username=ada'])).toEqual(['username=ada', 'oauth_refresh_token=rt-1']);
  });

  it('a git that hands back only the password loses neither', async () => {
    const end = soon();
    await git('store', stored('at-1', 'rt-1', end));
    await git('store', [...PLACE, 'username=ada', 'password=at-1']);
    expect(await linesOf(ASK)).toContain('oauth_refresh_token=rt-1');
    await git('store', [...PLACE, 'username=ada', 'password=typed']);
    expect(await linesOf(ASK)).toEqual(['username=ada', 'password=typed']);
  });

  it('a refused password takes its refresh token with it; a refresh token alone is compared', async () => {
    const end = soon();
    await git('store', stored('at-1', 'rt-1', end));
    await git('erase', [...PLACE, 'username=ada', 'oauth_refresh_token=rt-0']);
    expect(await linesOf(ASK)).toContain('password=at-1');
    await git('erase', stored('at-1', 'rt-1', end));
    expect(await git('get', ASK)).toEqual(SILENT);
  });

  it.each(['0', '-5', 'never', '1.5', '99999999999999999999', ''])(
    'an end of %j is none, as git reads it',
    async (end) => {
      await git('store', [...PLACE, 'username=ada', 'password=at-1', `password_expiry_utc=${end}`]);
      expect(await linesOf(ASK)).toEqual(['username=ada', 'password=at-1']);
    },
  );

  it('no secret is in the index', async () => {
    await git('store', stored('at-1', 'rt-canary', soon()));
    expect(tools.desk.vault.items.get('login:index')).not.toMatch(/canary|at-1/);
  });
});

describe('inputs 2: a password with odd characters', () => {
  const PLACE = ['protocol=https', 'host=other.example.com'];

  it.each([
    ['blanks', ' leading and trailing '],
    ['signs', '=a==b='],
    ['quotes', '"quoted" \'and\' \\back'],
    ['a tab', 'tab\there'],
    ['other scripts', 'pä$$wörd 密码 🔑'],
    ['percent signs', '%41%0a'],
    ['control characters', '\u0001\u001b[1m'],
    ['30,000 characters', 'x'.repeat(30_000)],
  ])('%s come back as they were', async (_what, password) => {
    expect(await git('store', [...PLACE, 'username=a d@a', `password=${password}`])).toEqual(SILENT);
    expect((await git('get', PLACE)).stdout).toBe(`username=a d@a\npassword=${password}\n`);
    await git('erase', [...PLACE, 'username=a d@a', `password=${password}`]);
    expect(await git('get', PLACE)).toEqual(SILENT);
  });

  it('one that is not UTF-8 is not kept as another: said, and not quoted', async () => {
    const { stderr, exit } = await git('store', [...PLACE, 'username=ada', 'password=canary\ufffd']);
    expect([stderr, exit]).toEqual([expect.stringContaining('not UTF-8'), 2]);
    expect(stderr).not.toContain('canary');
    expect(await git('get', PLACE)).toEqual(SILENT);
  });
});
