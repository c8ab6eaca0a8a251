/** Transcripts of `latchkey profile import aws` and `profile export aws` on real files: what changes there and what does not. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replaceForeignFile } from '../../../src-cli/files/foreign-file.ts';
import { awsProfile } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { buildCommand, run } from '../latchkey.ts';

let bundle: string;
let command: string;
let agent: ServedAgent;
let home: string;
let config: string;

const latchkey = (line: string, env: NodeJS.ProcessEnv = {}) =>
  run(command, line.split(' '), { env: { LATCHKEY_SOCKET: agent.socket, HOME: home, ...env } });
const text = () => readFileSync(config, 'utf8');
const exported = (name: string, role = name) =>
  `[profile ${name}]\ncredential_process = ${command} aws-credentials work/${role}\n`;

beforeAll(async () => {
  bundle = await buildCommand();
});
beforeEach(async () => {
  agent = await startFakeAgent();
  agent.profiles.clear();
  agent.profiles.set('work', awsProfile('work'));
  home = mkdtempSync(join(tmpdir(), 'latchkey-home-'));
  mkdirSync(join(home, 'bin'));
  command = join(home, 'bin', 'latchkey');
  symlinkSync(bundle, command);
  config = join(home, '.aws', 'config');
});
afterEach(async () => {
  await agent.close();
  rmSync(home, { recursive: true, force: true });
});

function write(content: string): void {
  mkdirSync(join(home, '.aws'), { recursive: true });
  writeFileSync(config, content);
}

describe('latchkey profile export aws', () => {
  it('creates a missing file, for the user alone, with the name that the command was called by', async () => {
    expect(await latchkey('profile export aws work')).toEqual({
      stdout: `prod-admin: added\ndev: added\nIn ${config}. Try: aws sts get-caller-identity --profile prod-admin\n`,
      stderr: '',
      exit: 0,
    });
    expect(text()).toBe(`${exported('prod-admin')}\n${exported('dev')}`);
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, '.aws')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(home, '.aws'))).toEqual(['config']);
  });

  it('takes individual roles, a prefix and a region', async () => {
    write('# mine\n');
    expect((await latchkey('profile export aws work work/dev --prefix lk- --region eu-west-1')).exit).toBe(0);
    expect(text()).toBe(`# mine\n\n${exported('lk-dev', 'dev')}region = eu-west-1\n`);
  });

  it('inputs 18: a pipe in the place of the file is refused, both ways, at once', async () => {
    rmSync(config, { force: true });
    mkdirSync(join(home, '.aws'), { recursive: true });
    execFileSync('mkfifo', [config]);
    const { stderr, exit } = await latchkey('profile export aws work');
    expect(exit).toBe(2);
    expect(stderr).toContain('not a regular file');
    expect(() => replaceForeignFile(config, undefined, 'x')).toThrow('not a regular file');
    expect(lstatSync(config).isFIFO()).toBe(true);
  });

  it('keeps mode, symbolic link and all else, and does nothing the second time', async () => {
    write('[default]\r\nregion = eu-west-1 # home');
    chmodSync(config, 0o640);
    const real = join(home, 'dotfiles-config');
    writeFileSync(real, readFileSync(config));
    chmodSync(real, 0o640);
    rmSync(config);
    symlinkSync(real, config);
    await latchkey('profile export aws work dev');
    expect(lstatSync(config).isSymbolicLink()).toBe(true);
    expect(readlinkSync(config)).toBe(real);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    const end = exported('dev').replaceAll('\n', '\r\n');
    expect(text()).toBe(`[default]\r\nregion = eu-west-1 # home\r\n\r\n${end}`);
    const { ino } = statSync(real);
    expect((await latchkey('profile export aws work dev')).stdout).toContain('dev: unchanged\n');
    expect(statSync(real).ino).toBe(ino);
  });

  it('updates its own entries in place, and keeps what was added to them', async () => {
    write('[profile dev]\n# note\ncredential_process = /old/latchkey aws-credentials work/dev\nregion = x\n[other]\n');
    expect((await latchkey('profile export aws work dev')).stdout).toContain('dev: updated\n');
    expect(text()).toBe(`[profile dev]\n# note\n${exported('dev').split('\n')[1]}\nregion = x\n[other]\n`);
  });

  it('never touches a profile that is not its own', async () => {
    write('[profile dev]\nsso_session = corp\n');
    const { stdout, stderr, exit } = await latchkey('profile export aws work');
    expect([stdout, exit]).toEqual(['', 2]);
    expect(stderr).toBe(
      `latchkey: There is already an AWS profile 'dev' at ${config}:1 that is not from Latchkey. Nothing was written.\n` +
        '  hint: Choose other names with --prefix, or rename or remove that profile first.\n',
    );
    expect(text()).toBe('[profile dev]\nsso_session = corp\n');
  });

  it('refuses a name that has keys, because AWS tools would use those', async () => {
    write('');
    writeFileSync(join(home, '.aws', 'credentials'), '[dev]\naws_access_key_id = AKIA\n');
    const { stderr, exit } = await latchkey('profile export aws work dev');
    expect([exit, stderr.split('\n')[0]]).toEqual([
      2,
      `latchkey: The AWS profile 'dev' has keys at ${join(home, '.aws', 'credentials')}:1, and AWS tools prefer those.`,
    ]);
  });

  it('shows a diff with --dry-run and writes nothing', async () => {
    write('a\nb\nc\nd\n');
    const { stdout } = await latchkey('profile export aws work dev --dry-run');
    const [header, line] = exported('dev').split('\n');
    expect(stdout).toBe(`--- ${config}\n+++ ${config}\n@@ -2,3 +2,6 @@\n b\n c\n d\n+\n+${header}\n+${line}\n`);
    expect(text()).toBe('a\nb\nc\nd\n');
  });

  it('uses AWS_CONFIG_FILE or --file', async () => {
    const other = join(home, 'other');
    await latchkey('profile export aws work dev', { AWS_CONFIG_FILE: '~/other' });
    expect(readFileSync(other, 'utf8')).toBe(exported('dev'));
    await latchkey(`profile export aws work dev --file ${other}2`);
    expect(readFileSync(`${other}2`, 'utf8')).toBe(exported('dev'));
  });

  it('reports an unknown role, and a profile without roles', async () => {
    expect((await latchkey('profile export aws work deb')).stderr).toContain('Did you mean `dev`?');
    agent.profiles.set('work', awsProfile('work', { roles: [] }));
    expect((await latchkey('profile export aws work')).stderr).toContain('Run `latchkey roles work` to add one.');
  });

  it('prints JSON for programs', async () => {
    const { stdout } = await latchkey('profile export aws work dev --json');
    expect(JSON.parse(stdout)).toEqual({ file: config, dry_run: false, profiles: [{ name: 'dev', change: 'added' }] });
  });

  it('does not overwrite what another program wrote in between', () => {
    write('theirs');
    expect(replaceForeignFile(config, 'what we read', 'ours')).toBe(false);
    expect([text(), readdirSync(join(home, '.aws'))]).toEqual(['theirs', ['config']]);
  });
});

describe('latchkey profile import aws', () => {
  const CONFIG = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
[profile admin]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[profile bad]
sso_session = corp
sso_start_url = https://else.awsapps.com/start
`;

  it('shows what was imported, and contradictions with file and line', async () => {
    write(CONFIG);
    expect(await latchkey('profile import aws')).toEqual({
      stdout:
        'Added the profile corp for https://corp.awsapps.com/start.\n' +
        '  Added corp/admin: Admin in 111122223333\nSign in with: latchkey login corp\n',
      stderr:
        `${config}:10: [profile bad] has sso_start_url = https://else.awsapps.com/start, but [sso-session corp] has ` +
        'https://corp.awsapps.com/start (line 2).\n',
      exit: 2,
    });
    const settings = { start_url: 'https://corp.awsapps.com/start', region: 'us-east-1' };
    expect(agent.calls.map(([name, first, role]) => [name, first, role])).toEqual([
      ['addProfile', { name: 'corp', provider: 'aws', settings }, undefined],
      ['addRole', 'corp', { name: 'admin', account_id: '111122223333', role_id: 'Admin' }],
    ]);
    expect(text()).toBe(CONFIG);
  });

  it('leaves existing sign-ins alone, under any name, and adds only new ones', async () => {
    write(CONFIG.split('[profile bad]')[0] ?? '');
    const settings = { start_url: 'https://corp.awsapps.com/start/#', region: 'us-east-1' };
    const roles = [{ name: 'admin', account_id: '111122223333', role_id: 'Admin' }];
    agent.profiles.set('mine', awsProfile('mine', { settings, roles }));
    expect((await latchkey('profile import aws')).stdout).toBe(
      'The profile mine already exists (sso-session corp) and was left alone.\n  Already here: mine/admin: Admin in 111122223333\n',
    );
    agent.profiles.set('mine', awsProfile('mine', { settings, roles: [] }));
    expect((await latchkey('profile import aws')).stdout).toContain('  Added mine/admin');
  });

  it('does not mix sign-in addresses: a profile of that name for another one stays, and so does another role', async () => {
    write(CONFIG.split('[profile bad]')[0] ?? '');
    agent.profiles.set('corp', awsProfile('corp'));
    const other = await latchkey('profile import aws');
    expect([other.exit, other.stderr]).toEqual([
      2,
      expect.stringContaining(`${config}:1: There is already a profile 'corp' for a different sign-in address`),
    ]);
    const settings = { start_url: 'https://corp.awsapps.com/start', region: 'us-east-1' };
    agent.profiles.set(
      'corp',
      awsProfile('corp', { settings, roles: [{ name: 'admin', account_id: '9', role_id: 'x' }] }),
    );
    expect((await latchkey('profile import aws')).stderr).toContain(
      `${config}:4: corp already has a different role named 'admin'`,
    );
    expect(agent.calls).toEqual([]);
  });

  it('changes nothing with --dry-run', async () => {
    write(CONFIG.split('[profile bad]')[0] ?? '');
    const { stdout } = await latchkey('profile import aws --dry-run');
    expect(stdout).toBe(
      'Would add the profile corp for https://corp.awsapps.com/start.\n  Would add corp/admin: Admin in 111122223333\n',
    );
    expect(agent.calls).toEqual([]);
  });

  it('says so if there is nothing to import, or no file', async () => {
    expect((await latchkey('profile import aws')).stderr).toContain(`There is no file ${config}.`);
    write('[default]\nregion = eu-west-1\n');
    expect(await latchkey('profile import aws')).toMatchObject({ stdout: '', exit: 0 });
  });

  it('finds nothing to import in its own export', async () => {
    await latchkey('profile export aws work');
    expect(JSON.parse((await latchkey('profile import aws --json')).stdout)).toMatchObject({
      profiles: [],
      problems: [],
    });
  });
});
