/** Transcripts of the commands for roles and AWS profiles: what is typed, what appears on each stream, and the exit code. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { awsProfile, ROLE_SECRET, ROLE_SESSION } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { atTerminal } from '../../support/processes/pseudo-terminal.ts';
import { buildCommand, run } from '../latchkey.ts';

let command: string;
let agent: ServedAgent;
const latchkey = (...words: string[]) =>
  run(command, words.length === 1 ? (words[0] ?? '').split(' ') : words, { env: { LATCHKEY_SOCKET: agent.socket } });

beforeAll(async () => {
  command = await buildCommand();
});
beforeEach(async () => {
  agent = await startFakeAgent();
  agent.profiles.clear();
  agent.profiles.set('work', awsProfile('work'));
});
afterEach(() => agent.close());

describe('latchkey aws-credentials', () => {
  it("prints AWS's document, with the number 1 as its version and SessionToken, and nothing else", async () => {
    const { stdout, stderr, exit } = await latchkey('aws-credentials work/prod-admin');
    expect([stderr, exit]).toEqual(['', 0]);
    expect(stdout).toBe(
      `{"Version":1,"AccessKeyId":"ASIAFAKE","SecretAccessKey":"${ROLE_SECRET}","SessionToken":"${ROLE_SESSION}",` +
        '"Expiration":"2027-01-15T08:00:00Z","AccountId":"111122223333"}\n',
    );
  });

  it('requests the lifetime that --min-ttl demands', async () => {
    expect((await latchkey('aws-credentials work/dev --min-ttl 15m')).exit).toBe(0);
    expect(agent.calls).toEqual([['roleCredentials', 'work', 'dev', 900]]);
  });

  it.each([
    ['sign_in_needed', 3],
    ['role_forbidden', 5],
    ['throttled', 6],
    ['provider_unreachable', 6],
    ['vault_locked', 7],
  ] as const)(
    'on %s prints nothing on standard output, the reason on standard error, and exits with %i',
    async (code, exit) => {
      agent.script.roleCredentials = () => Promise.reject(new LatchkeyError(code, 'A sentence.'));
      const outcome = await latchkey('aws-credentials work/prod-admin');
      expect([outcome.stdout, outcome.exit]).toEqual(['', exit]);
      expect(outcome.stderr).toMatch(/^latchkey: A sentence\.\n {2}hint: .+\n$/);
    },
  );

  it('names the profile in the hint, ready to copy', async () => {
    agent.script.roleCredentials = () => Promise.reject(new LatchkeyError('sign_in_needed', 'Signed out.'));
    expect((await latchkey('aws-credentials work/dev')).stderr).toContain('latchkey login work');
  });

  it.each(['work', 'work/', '/dev'])('needs profile and role, not “%s”', async (word) => {
    const { stdout, stderr, exit } = await latchkey(`aws-credentials ${word}`);
    expect([stdout, exit, stderr.split('\n')[0]]).toEqual(['', 2, `latchkey: '${word}' is not the name of a role.`]);
  });

  it('reports an unknown role', async () => {
    const { stderr, exit } = await latchkey('aws-credentials work/nope');
    expect([exit, stderr.split('\n')[0]]).toEqual([2, "latchkey: work has no role named 'nope'."]);
    expect(stderr).toContain('`latchkey roles work`');
  });
});

describe('latchkey roles', () => {
  it("lists the roles with their credentials' time left", async () => {
    expect(await latchkey('roles work')).toEqual({
      stdout: [
        'NAME             ACCOUNT                    ROLE                 CREDENTIALS',
        'work/prod-admin  Production (111122223333)  AdministratorAccess  1 h 00 min',
        'work/dev         444455556666               ReadOnly             fetched on demand',
        '',
      ].join('\n'),
      stderr: '',
      exit: 0,
    });
    expect(JSON.parse((await latchkey('roles work --json')).stdout).roles).toHaveLength(2);
  });

  it('says how to begin if there are none, and leaves standard output empty', async () => {
    agent.profiles.set('work', awsProfile('work', { roles: [] }));
    const { stdout, stderr, exit } = await latchkey('roles work');
    expect([stdout, exit]).toEqual(['', 0]);
    expect(stderr).toBe(
      'work has no roles yet.\n  hint: Add one: latchkey roles work --add ACCOUNT/ROLE; --available lists them all.\n',
    );
  });

  it('lists everything that the sign-in may use, in order, and what is already added', async () => {
    expect((await latchkey('roles work --available')).stdout).toBe(
      [
        'ACCOUNT     ID            ROLE                 ADDED AS',
        'Production  111122223333  AdministratorAccess  work/prod-admin',
        'Production  111122223333  ReadOnly',
        'Sandbox     444455556666  ReadOnly             work/dev',
        'Sandbox     777788889999  ReadOnly',
        '',
      ].join('\n'),
    );
    expect(JSON.parse((await latchkey('roles work --available --json')).stdout)).toMatchObject({
      listed_at: 1_700_000_000,
    });
    await latchkey('roles work --available --anew');
    expect(agent.calls.map(([, , anew]) => anew)).toEqual([false, false, true]);
  });

  it('fetches the list again with --refresh, whose earlier name is shown nowhere', async () => {
    await latchkey('roles work --available --refresh');
    expect(agent.calls).toEqual([['availableRoles', 'work', true]]);
    const { stdout } = await latchkey('roles --help');
    expect([stdout.includes('--refresh'), stdout.includes('--anew')]).toEqual([true, false]);
  });

  it.each([
    ['111122223333/ReadOnly', 'production-ReadOnly', '111122223333', 'Production'],
    ['Production/readonly', 'production-ReadOnly', '111122223333', 'Production'],
    ['777788889999/ReadOnly', 'sandbox-ReadOnly', '777788889999', 'Sandbox'],
  ])('adds %s as %s', async (wanted, name, id, account) => {
    expect((await latchkey(`roles work --add ${wanted}`)).stdout).toBe(`Added work/${name}.\n`);
    const role = { name, account_id: id, account_name: account, role_id: 'ReadOnly' };
    expect(agent.calls.at(-1)).toEqual(['addRole', 'work', role]);
  });

  it('adds under another name, and picks another one if the default is taken', async () => {
    expect((await latchkey('roles work --add Production/ReadOnly --as prod-ro')).stdout).toBe('Added work/prod-ro.\n');
    const roles = [{ name: 'sandbox-ReadOnly', account_id: '1', role_id: 'x' }];
    agent.profiles.set('work', awsProfile('work', { roles }));
    const { stdout } = await latchkey('roles work --add 777788889999/ReadOnly');
    expect(stdout).toBe('Added work/777788889999-ReadOnly.\n');
  });

  it('leaves an existing role alone', async () => {
    const { stdout, exit } = await latchkey('roles work --add Production/AdministratorAccess');
    expect([stdout, exit]).toEqual(['work already has that role: work/prod-admin.\n', 0]);
    expect(agent.calls.map(([name]) => name)).toEqual(['availableRoles']);
  });

  it.each([
    ['Sandbox/ReadOnly', "Several accounts are named 'Sandbox'.", 'Give the account ID: 444455556666, 777788889999.'],
    ['Productoin/ReadOnly', "You have no access to an account 'Productoin'.", 'Did you mean `Production`?'],
    [
      'Production/Admin',
      "You have no role 'Admin' in the account Production.",
      'Choose one of: AdministratorAccess, ReadOnly.',
    ],
    ['ReadOnly', "--add cannot be 'ReadOnly'.", 'Give the account and the role, as in --add 123456789012/ReadOnly.'],
  ])('cannot add %s and says what to do', async (wanted, sentence, hint) => {
    expect(await latchkey(`roles work --add ${wanted}`)).toEqual({
      stdout: '',
      stderr: `latchkey: ${sentence}\n  hint: ${hint}\n`,
      exit: 2,
    });
  });

  it('removes by the short and by the full name', async () => {
    expect((await latchkey('roles work --remove prod-admin')).stdout).toBe('Removed work/prod-admin.\n');
    expect((await latchkey('roles work --remove work/dev')).stdout).toBe('Removed work/dev.\n');
    expect(agent.profiles.get('work')?.roles).toEqual([]);
  });

  it.each([
    ['roles work --add a/b --remove c', '--add and --remove cannot be used together.'],
    ['roles work --as c', '--as needs --add ACCOUNT/ROLE.'],
  ])('refuses “%s”', async (line, sentence) => {
    const { stderr, exit } = await latchkey(line);
    expect([exit, stderr.split('\n')[0]]).toEqual([2, `latchkey: ${sentence}`]);
  });
});

describe('choosing roles at a terminal', () => {
  const open = () => {
    const { PATH } = process.env;
    const env = { PATH, HOME: '/nonexistent', LANG: 'C.UTF-8', TERM: 'xterm', LATCHKEY_SOCKET: agent.socket };
    return atTerminal([command, 'roles', 'work'], env);
  };
  const added = () =>
    agent.calls.filter(([name]) => name === 'addRole').map(([, , role]) => (role as { name: string }).name);

  it('filters as you type, and Enter adds the item under the bar', async () => {
    const terminal = open();
    await terminal.shows('2 of 2, 0 selected');
    terminal.type('prod/read');
    await terminal.shows('1 of 2, 0 selected');
    terminal.type('\r');
    await terminal.ended();
    expect(added()).toEqual(['production-ReadOnly']);
    expect(terminal.screen()).toContain('Added work/production-ReadOnly.');
  });

  it('adds several selected items', async () => {
    const terminal = open();
    await terminal.shows('0 selected');
    terminal.type(' \u001b[B ');
    await terminal.shows('2 selected');
    terminal.type('\r');
    await terminal.ended();
    expect(added()).toEqual(['production-ReadOnly', 'sandbox-ReadOnly']);
  });

  it.each([
    ['Escape', '\u001b'],
    ['Ctrl-C', '\u0003'],
  ])('leaves with %s and changes nothing', async (_name, key) => {
    const terminal = open();
    await terminal.shows('0 selected');
    terminal.type(` ${key}`);
    await terminal.ended();
    expect(added()).toEqual([]);
    expect(terminal.screen()).toContain('work/prod-admin');
  });

  it('is not offered while no one is signed in', async () => {
    agent.profiles.set('work', awsProfile('work', { state: 'signed-out' }));
    const terminal = open();
    await terminal.ended();
    expect(agent.calls).toEqual([]);
  });
});

describe('a profile of AWS', () => {
  it('is added with its settings, and the next steps are shown', async () => {
    const line =
      'profile add cloud --provider aws --start-url https://acme.awsapps.com/start --region eu-west-1 --scope a --scope b --fips';
    expect(await latchkey(line)).toEqual({
      stdout:
        'Added the profile cloud for https://acme.awsapps.com/start.\nSign in with: latchkey login cloud\n' +
        'Then choose roles with: latchkey roles cloud\n',
      stderr: '',
      exit: 0,
    });
    const settings = {
      scopes: ['a', 'b'],
      start_url: 'https://acme.awsapps.com/start',
      region: 'eu-west-1',
      fips: true,
    };
    expect(agent.calls[0]?.[1]).toEqual({ name: 'cloud', provider: 'aws', settings });
  });

  it.each([
    [
      'profile add x --provider aws',
      '`latchkey profile add` needs --start-url URL.',
      'Run `latchkey profile add --help`',
    ],
    [
      'profile add x --start-url https://a.test/start',
      '--start-url does not apply to profiles of the provider oidc.',
      'Add --provider aws or --provider huawei.',
    ],
    [
      'profile add x --provider aws --issuer https://a.test',
      '--issuer does not apply to profiles of the provider aws.',
      'See',
    ],
    ['profile add x --issuer https://a.test --fips', '--fips does not apply to profiles of the provider oidc.', 'Add'],
    ['profile edit work --fips --unset fips', '--fips and --unset fips cannot be used together.', 'Run'],
  ])('%s is refused', async (line, sentence, hint) => {
    const { stderr, exit } = await latchkey(line);
    expect(exit).toBe(2);
    expect(stderr.startsWith(`latchkey: ${sentence}\n  hint: ${hint}`)).toBe(true);
    expect(agent.calls).toEqual([]);
  });

  it('can turn flags and the bridge on and off; newcomer A16: says that the bridge writes plaintext', async () => {
    const on = await latchkey('profile edit work --dualstack --aws-cache-bridge on');
    expect(on.stderr).toMatch(/^warning: .* in ~\/\.aws\/sso\/cache, in plaintext\./);
    const off = await latchkey('profile edit work --unset dualstack --aws-cache-bridge off');
    expect(off.stderr).toBe('');
    expect(agent.calls.map(([, , settings]) => settings)).toEqual([
      { dualstack: true, cache_bridge: true },
      { dualstack: null, cache_bridge: null },
    ]);
  });

  it('is shown with its roles and both expiries', async () => {
    expect((await latchkey('status')).stdout).toBe(
      [
        '   NAME             STATE      WHO                                               TIME LEFT',
        '●  work             signed in  Ada Lovelace (ada@example.test)                   1 h 00 min',
        '   work/prod-admin  role       AdministratorAccess in Production (111122223333)  1 h 00 min',
        '   work/dev         role       ReadOnly in 444455556666                          -',
        '',
      ].join('\n'),
    );
    const shown = (await latchkey('profile show work')).stdout;
    expect(shown).toMatch(
      /^roles +prod-admin: AdministratorAccess in Production \(111122223333\), credentials expire in 1 h/m,
    );
    expect(shown).toMatch(/^start_url +https:\/\/acme\.awsapps\.com\/start$/m);
  });

  it('with many roles, shows those in use or with a problem in status, and counts the others', async () => {
    const problem = { code: 'role_forbidden', message: 'No access.', hint: 'Ask.' } as const;
    const roles = Array.from({ length: 20 }, (_, at) => ({
      name: `r${at}`,
      account_id: '1',
      role_id: 'x',
      ...(at === 7 && { problem }),
    }));
    agent.profiles.set('work', awsProfile('work', { roles }));
    const { stdout } = await latchkey('status');
    expect(stdout).toMatch(/work\/r7 .*\n {3}No access\.\n {5}hint: Ask\.\n.*and 19 more: latchkey roles work/);
    expect(stdout).not.toContain('work/r6');
  });
});

describe('latchkey console', () => {
  it('makes the agent open the browser', async () => {
    expect((await latchkey('console work/dev')).stdout).toBe('Opened the console of work/dev in your browser.\n');
    expect(agent.calls).toEqual([['openConsole', 'work', 'dev']]);
  });

  it('newcomer A8: prints the link with --no-open, and opens nothing', async () => {
    const url = 'https://console.example.test/#/work/dev';
    expect((await latchkey('console work/dev --no-open')).stdout).toBe(`${url}\n`);
    expect(JSON.parse((await latchkey('console work/dev --no-open --json')).stdout)).toEqual({ url });
    expect(agent.calls).toEqual([]);
  });
});
