/** Transcripts of commands with a single answer: what is typed, what appears on each stream, and the exit code. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LatchkeyError } from '../../src-main/core/errors.ts';
import { ACCESS_TOKEN, profileView } from '../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../support/engine/served-agent.ts';
import { buildCommand, type RunOptions, run } from './latchkey.ts';

let command: string;
let agent: ServedAgent;
const latchkey = (line: string, options: RunOptions = {}) =>
  run(command, line.split(' '), { ...options, env: { LATCHKEY_SOCKET: agent.socket, ...options.env } });

beforeAll(async () => {
  command = await buildCommand();
});
beforeEach(async () => {
  agent = await startFakeAgent();
});
afterEach(() => agent.close());

describe('latchkey token', () => {
  it('prints the token and nothing else', async () => {
    expect(await latchkey('token work')).toEqual({ stdout: `${ACCESS_TOKEN}\n`, stderr: '', exit: 0 });
  });

  it.each([
    ['90s', 90],
    ['5m', 300],
    ['1h', 3600],
    ['2d', 172_800],
    ['45', 45],
  ])('requests the lifetime that --min-ttl %s demands', async (text, seconds) => {
    expect((await latchkey(`token work --min-ttl=${text}`)).exit).toBe(0);
    expect(agent.calls).toEqual([['token', 'work', seconds]]);
  });

  it('adds expiry and scope with --json', async () => {
    const { stdout, exit } = await latchkey('token work --json');
    expect(JSON.parse(stdout)).toMatchObject({ access_token: ACCESS_TOKEN, token_type: 'Bearer', expires_in: 3600 });
    expect(exit).toBe(0);
  });

  it('refuses a duration that it cannot parse', async () => {
    expect(await latchkey('token work --min-ttl soon')).toEqual({
      stdout: '',
      stderr:
        "latchkey: --min-ttl cannot be 'soon'.\n" +
        '  hint: Give a time such as 90s, 5m or 1h, or a number of seconds.\n',
      exit: 2,
    });
  });

  it('refuses a duration that the agent would not accept', async () => {
    const { stderr, exit } = await latchkey('token work --min-ttl 31d');
    expect([exit, stderr.split('\n')[0]]).toEqual([2, 'latchkey: --min-ttl cannot be more than 30 days.']);
  });

  it('names the profile in the hint, ready to copy', async () => {
    agent.script.token = () => Promise.reject(new LatchkeyError('sign_in_needed', 'The sign-in of work has ended.'));
    expect(await latchkey('token work')).toEqual({
      stdout: '',
      stderr:
        'latchkey: The sign-in of work has ended.\n  hint: Run `latchkey login work`, or choose Sign in from the tray menu.\n',
      exit: 3,
    });
  });

  it('prints an error as JSON on standard error and leaves standard output empty', async () => {
    agent.script.token = () => Promise.reject(new LatchkeyError('vault_locked', 'The keychain is locked.'));
    const { stdout, stderr, exit } = await latchkey('token work --json');
    expect([stdout, exit]).toEqual(['', 7]);
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'vault_locked',
        message: 'The keychain is locked.',
        hint: 'Unlock your keychain and try again.',
      },
    });
  });

  it.each([
    ['profile_unknown', 2],
    ['sign_in_needed', 3],
    ['min_ttl_unavailable', 5],
    ['client_rejected', 5],
    ['provider_unreachable', 6],
    ['refresh_uncertain', 6],
    ['vault_missing', 7],
    ['not_allowed', 8],
    ['internal', 1],
  ] as const)('exits with the code of %s: %i', async (code, exit) => {
    agent.script.token = () => Promise.reject(new LatchkeyError(code, 'A sentence.'));
    const outcome = await latchkey('token work');
    expect(outcome.exit).toBe(exit);
    expect(outcome.stderr).toMatch(/^latchkey: (A sentence|Something went wrong inside Latchkey)\.\n {2}hint: .+\n$/);
  });

  it('keeps escape sequences in an error away from the terminal', async () => {
    const nasty = 'Provider says \u001b]0;owned\u0007\u202eevil.';
    agent.script.token = () => Promise.reject(new LatchkeyError('provider_refused', nasty));
    expect((await latchkey('token work')).stderr).toMatch(/^latchkey: Provider says {2}\]0;owned {2}evil\.\n/);
  });
});

describe('latchkey status', () => {
  it.each(['status --json', 'profile show work --json', 'profile list --json', 'roles work --json'])(
    'security 16: %s prints no character that steers a terminal or turns the writing direction',
    async (line) => {
      const name = 'Ada\u009b2J\u202e\u200b';
      const role = { name: 'admin', account_id: '1', account_name: name, role_id: 'Admin' };
      const identity = { subject: '1', name };
      agent.profiles.set('work', profileView('work', { identity, has_roles: true, roles: [role] }));
      const { stdout } = await latchkey(line);
      expect(stdout).toContain('\\u009b2J\\u202e\\u200b');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]/);
    },
  );

  it('shows each profile, who is signed in, the time left, and what is wrong', async () => {
    agent.profiles.set('lab', needsSignIn());
    expect(await latchkey('status')).toEqual({
      stdout: [
        '   NAME  STATE           WHO                              TIME LEFT',
        '●  work  signed in       Ada Lovelace (ada@example.test)  1 h 00 min',
        '▲  lab   sign-in needed  -                                -',
        '   The provider has ended the sign-in.',
        '     hint: Run `latchkey login lab`, or choose Sign in from the tray menu.',
        '',
      ].join('\n'),
      stderr: '',
      exit: 0,
    });
  });

  it('uses ASCII if the locale has nothing else', async () => {
    const { stdout } = await latchkey('status', { env: { LANG: 'C' } });
    expect(stdout).toContain('\n*  work  signed in');
  });

  it('says how to begin if there are no profiles', async () => {
    agent.profiles.clear();
    expect((await latchkey('status')).stdout).toBe(
      'There are no profiles yet.\n' +
        '  hint: Add one: latchkey profile add work --issuer https://login.example.com\n' +
        '        Or try it without an account: latchkey sandbox\n',
    );
  });

  it('shows a locked keychain above everything else', async () => {
    agent.agentPart = {
      vault_problem: { code: 'vault_locked', message: 'The keychain is locked.', hint: 'Unlock it.' },
    };
    expect((await latchkey('status')).stdout).toMatch(/^The keychain is locked\.\n {2}hint: Unlock it\.\n\n {3}NAME/);
  });

  it('prints the View with --json', async () => {
    const { stdout, exit } = await latchkey('status --json');
    expect(JSON.parse(stdout)).toMatchObject({ overall: 'fine', profiles: [{ name: 'work', state: 'active' }] });
    expect(exit).toBe(0);
  });
});

function needsSignIn() {
  const problem = {
    code: 'sign_in_needed',
    message: 'The provider has ended the sign-in.',
    hint: 'Run `latchkey login NAME`, or choose Sign in from the tray menu.',
  } as const;
  return profileView('lab', { state: 'needs-sign-in', identity: undefined, expires_at: undefined, problem });
}

describe('latchkey profile', () => {
  it('adds a profile and says what comes next', async () => {
    const line = 'profile add lab --provider oidc --issuer https://lab.example.test --scope openid --scope email';
    expect(await latchkey(line)).toEqual({
      stdout: 'Added the profile lab for https://lab.example.test.\nSign in with: latchkey login lab\n',
      stderr: '',
      exit: 0,
    });
    const settings = { issuer: 'https://lab.example.test', scopes: ['openid', 'email'] };
    expect(agent.calls).toEqual([['addProfile', { name: 'lab', provider: 'oidc', settings }, undefined, undefined]]);
  });

  it('takes a client secret from standard input', async () => {
    const line = 'profile add ci --issuer https://id.example.test --client-id ci --client-secret-stdin';
    expect((await latchkey(line, { stdin: 'top-secret\n' })).exit).toBe(0);
    expect(agent.calls[0]?.slice(2)).toEqual(['top-secret', undefined]);
  });

  it('takes an initial access token from standard input', async () => {
    const line = 'profile add ci --issuer https://id.example.test --initial-access-token-stdin';
    expect((await latchkey(line, { stdin: 'ticket' })).exit).toBe(0);
    expect(agent.calls[0]?.slice(2)).toEqual([undefined, 'ticket']);
  });

  it('takes a multi-line private key from standard input', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMC4CAQ\nAwBQ==\n-----END PRIVATE KEY-----';
    const line = 'profile add ci --issuer https://id.example.test --client-id ci --private-key-stdin';
    expect((await latchkey(line, { stdin: `${key}\n` })).exit).toBe(0);
    expect(agent.calls[0]?.slice(2)).toEqual([undefined, undefined, key]);
  });

  it.each([
    ['', 'Private key: standard input is empty.'],
    ['x\n'.repeat(5000), 'Private key: longer than 8192 characters.'],
  ])('refuses an impossible key (%#)', async (stdin, sentence) => {
    const outcome = await latchkey('profile edit work --private-key-stdin', { stdin });
    expect([outcome.exit, outcome.stderr.split('\n')[0]]).toEqual([2, `latchkey: ${sentence}`]);
    expect(agent.calls).toEqual([]);
  });

  it.each([
    ['', 'Client secret: standard input is empty.'],
    ['one\ntwo\n', 'Client secret: standard input has more than one line.'],
    ['x'.repeat(9000), 'Client secret: longer than 8192 characters.'],
  ])('refuses an impossible secret (%#)', async (stdin, sentence) => {
    const line = 'profile edit work --client-secret-stdin';
    const outcome = await latchkey(line, { stdin });
    expect([outcome.exit, outcome.stderr.split('\n')[0]]).toEqual([2, `latchkey: ${sentence}`]);
    expect(agent.calls).toEqual([]);
  });

  it('never repeats a secret that was put on the command line', async () => {
    for (const secret of ['--client-secret-stdin hunter2', '--client-secret=hunter2']) {
      const outcome = await latchkey(`profile add ci --issuer https://x.example --client-id ci ${secret}`);
      expect(outcome.exit).toBe(2);
      expect(outcome.stderr).not.toContain('hunter2');
      expect(outcome.stderr).toContain('secret');
    }
  });

  it('edits and unsets settings', async () => {
    const { stdout, exit } = await latchkey('profile edit work --scope openid --unset audience --unset client-id');
    expect([stdout, exit]).toEqual(['Changed the profile work.\n', 0]);
    const settings = { scopes: ['openid'], audience: null, client_id: null };
    expect(agent.calls).toEqual([['editProfile', 'work', settings, undefined]]);
  });

  it('needs something to edit', async () => {
    expect((await latchkey('profile edit work')).stderr).toMatch(/^latchkey: No change was given\.\n/);
  });

  it('lists, as a table and as JSON', async () => {
    expect((await latchkey('profile list')).stdout).toBe(
      'NAME  SIGNS IN AT              STATE\nwork  https://id.example.test  signed in\n',
    );
    expect(JSON.parse((await latchkey('profile list --json')).stdout)).toMatchObject({ profiles: [{ name: 'work' }] });
  });

  it('prints nothing on standard output if there are none', async () => {
    agent.profiles.clear();
    const { stdout, stderr } = await latchkey('profile list');
    expect([stdout, stderr.split('\n')[0]]).toEqual(['', 'There are no profiles yet.']);
  });

  it('shows one profile with its settings', async () => {
    const settings = { issuer: 'https://id.example.test', scopes: ['openid', 'email'] };
    agent.profiles.set('work', profileView('work', { settings, scope: 'openid' }));
    expect((await latchkey('profile show work')).stdout).toBe(
      [
        'name            work',
        'provider        oidc (OpenID Connect)',
        'issuer          https://id.example.test',
        'scopes          openid email',
        'state           signed in',
        'signed in as    Ada Lovelace (ada@example.test)',
        'granted scopes  openid',
        'token           expires in 1 h 00 min',
        'refresh         automatic',
        '',
      ].join('\n'),
    );
  });

  it('removes', async () => {
    expect((await latchkey('profile remove work')).stdout).toBe('Removed the profile work.\n');
    expect([...agent.profiles.keys()]).toEqual([]);
  });

  it('reports what is wrong with a name, with a hint for the command line', async () => {
    const { stderr, exit } = await latchkey('profile add _x --issuer https://id.example.test');
    expect(exit).toBe(2);
    expect(stderr).toMatch(
      /^latchkey: name: a profile name has 1 to 64 letters.*\n {2}hint: Run the command with --help/,
    );
  });

  it('reports an unknown and a duplicate profile', async () => {
    const unknown = await latchkey('profile show nowhere');
    expect([unknown.exit, unknown.stderr]).toEqual([
      2,
      "latchkey: There is no profile named 'nowhere'.\n" +
        '  hint: Run `latchkey profile list` to see the names, or add one with `latchkey profile add nowhere --issuer URL`.\n',
    ]);
    const duplicate = await latchkey('profile add work --issuer https://id.example.test');
    expect([duplicate.exit, duplicate.stderr.split('\n')[0]]).toEqual([
      2,
      "latchkey: There is a profile named 'work' already.",
    ]);
  });
});

describe('latchkey logout and refresh', () => {
  it('say whether the provider revoked the tokens', async () => {
    expect((await latchkey('logout work')).stdout).toBe('Signed out of work. The provider has revoked the tokens.\n');
    agent.script.signOut = async () => false;
    expect((await latchkey('logout work')).stdout).toMatch(/the provider has not confirmed revoking them/);
    expect(JSON.parse((await latchkey('logout work --json')).stdout)).toMatchObject({ revoked: false });
  });

  it('say so if no one was signed in', async () => {
    agent.profiles.set('work', profileView('work', { state: 'signed-out' }));
    expect((await latchkey('logout work')).stdout).toBe('work was not signed in.\n');
  });

  it('refresh the token', async () => {
    expect((await latchkey('refresh work')).stdout).toBe('Refreshed work; the new token expires in 1 h 00 min.\n');
    expect(agent.calls).toEqual([['refresh', 'work']]);
  });
});
