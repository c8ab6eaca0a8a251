/** `latchkey profile import aws` and `export aws` on files that people and editors have made odd. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultProfileInTheWay } from '../../../src-cli/aws/default-profile.ts';
import { parseAwsConfig } from '../../../src-shared/aws-config.ts';
import { planImport } from '../../../src-shared/aws-import.ts';
import { signInsOf } from '../../../src-shared/aws-sign-ins.ts';
import { awsProfile } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { buildCommand, run } from '../latchkey.ts';

let bundle: string;
let command: string;
let agent: ServedAgent;
let home: string;
let config: string;

const latchkey = (line: string) =>
  run(command, line.split(' '), { env: { LATCHKEY_SOCKET: agent.socket, HOME: home } });
const bytes = () => readFileSync(config);
const write = (content: string | Buffer) => writeFileSync(config, content);

beforeAll(async () => {
  bundle = await buildCommand();
});
beforeEach(async () => {
  agent = await startFakeAgent();
  agent.profiles.clear();
  home = mkdtempSync(join(tmpdir(), 'latchkey-home-'));
  mkdirSync(join(home, 'bin'));
  mkdirSync(join(home, '.aws'));
  command = join(home, 'bin', 'latchkey');
  symlinkSync(bundle, command);
  config = join(home, '.aws', 'config');
});
afterEach(async () => {
  await agent.close();
  rmSync(home, { recursive: true, force: true });
});

const session = (name: string, place = 'corp') =>
  `[sso-session ${name}]\nsso_start_url = https://${place}.awsapps.com/start\nsso_region = us-east-1\n`;
const profile = (name: string, of: string, role = 'Admin', account = '111122223333') =>
  `[profile ${name}]\nsso_session = ${of}\nsso_account_id = ${account}\nsso_role_name = ${role}\n`;
const indented = (text: string, by = '    ') => text.replace(/^(?!\[)(?=.)/gm, by);

describe('inputs 1: keys that are indented', () => {
  it('are imported as they stand', async () => {
    write(indented(session('corp') + profile('admin', 'corp')));
    const { stdout, exit } = await latchkey('profile import aws');
    expect([stdout, exit]).toEqual([expect.stringContaining('  Added corp/admin: Admin in 111122223333\n'), 0]);
  });

  it('behind an indented block, too', async () => {
    write(
      `${session('corp')}[profile admin]\n  s3 =\n    x = 1\n${indented(profile('x', 'corp'), '  ').split('\n').slice(1).join('\n')}`,
    );
    expect((await latchkey('profile import aws')).stdout).toContain('Added corp/admin');
  });

  it.each(['profile', 'sso-session'])('a sign-in that a block has swallowed is told of: [%s]', async (kind) => {
    const text = session('corp') + profile('admin', 'corp');
    write(
      text.replace(
        new RegExp(`(\\[${kind} \\w+\\]\\n)((?:.+\\n)*)`),
        (_, head, keys) => `${head}s3 =\n${indented(keys)}`,
      ),
    );
    const { stderr, exit } = await latchkey('profile import aws');
    expect(exit).toBe(2);
    expect(stderr).toMatch(/config:\d+: \[[\w-]+ \w+\] has sso_\w+ indented under s3, so AWS tools read it as part/);
  });

  it('are the default profile in the way', () => {
    write('[default]\n  region = x\n  credential_process = /opt/tool\n');
    expect(defaultProfileInTheWay({ HOME: home })).toBe(`${config}:3`);
    write('[default]\n  s3 =\n    credential_process = none\n  region = x\n');
    expect(defaultProfileInTheWay({ HOME: home })).toBeUndefined();
  });

  it('inputs N14: are recognized as our own, and updated in their place', async () => {
    agent.profiles.set('work', awsProfile('work'));
    const ours = (program: string) =>
      `[profile dev]\n\tregion = x\n\tcredential_process = ${program} aws-credentials work/dev\n\toutput = json\n`;
    write(ours('/old/latchkey'));
    const { stdout, stderr } = await latchkey('profile export aws work dev');
    expect([stdout.split('\n')[0], stderr]).toEqual(['dev: updated', '']);
    expect(bytes().toString()).toBe(ours(command));
    expect((await latchkey('profile export aws work dev')).stdout).toContain('dev: unchanged');
  });
});

describe('inputs 21: [default] beside [profile default]', () => {
  it('are not mixed: the later one counts, as for botocore', async () => {
    const keys = (role: string) => profile('x', 'corp', role).split('\n').slice(1).join('\n');
    write(`${session('corp')}[default]\n${keys('First')}[profile default]\n${keys('Second')}`);
    expect((await latchkey('profile import aws')).stdout).toContain('Added corp/default: Second in');
    write(`${session('corp')}[profile default]\n${keys('First')}[default]\nregion = x\n`);
    expect((await latchkey('profile import aws')).stdout).not.toContain('First');
  });

  it('each of them may be in the way, as tools differ', () => {
    write('[default]\ncredential_process = /opt/tool\n[profile default]\nregion = x\n');
    expect(defaultProfileInTheWay({ HOME: home })).toBe(`${config}:2`);
    write('[profile default]\nrole_arn = x\n[default]\nregion = x\n');
    expect(defaultProfileInTheWay({ HOME: home })).toBe(`${config}:2`);
  });
});

describe('inputs 12: files in UTF-16', () => {
  const text = session('corp') + profile('admin', 'corp');
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');

  it.each([
    ['little-endian', utf16],
    ['big-endian', Buffer.from(utf16).swap16()],
    ['without a mark', Buffer.from(text, 'utf16le')],
  ])('%s: neither is read as empty nor written to', async (_what, content) => {
    agent.profiles.set('work', awsProfile('work'));
    write(content);
    for (const line of ['profile import aws', 'profile export aws work dev', 'profile export aws work dev --dry-run']) {
      const { stdout, stderr, exit } = await latchkey(line);
      expect([stdout, exit]).toEqual(['', 2]);
      expect(stderr).toBe(
        `latchkey: AWS tools cannot read ${config}: it is not UTF-8, but probably UTF-16.\n  hint: Save the file as UTF-8.\n`,
      );
    }
    expect(bytes().equals(content)).toBe(true);
    expect(defaultProfileInTheWay({ HOME: home })).toBeUndefined();
  });

  it('a mark of UTF-8 and other bytes are no obstacle', async () => {
    write(Buffer.concat([Buffer.from('\ufeff'), Buffer.from(text), Buffer.from('# Z\xfcrich\n', 'latin1')]));
    expect((await latchkey('profile import aws')).stdout).toContain('Added corp/admin');
  });
});

describe('inputs 10, 11: names that cannot be names here', () => {
  const plan = (text: string, present: Parameters<typeof planImport>[1] = []) =>
    planImport(signInsOf(parseAwsConfig(Buffer.from(text, 'utf8').toString('latin1'))).signIns, present);
  const names = (text: string, present?: Parameters<typeof planImport>[1]) =>
    plan(text, present).profiles.map(({ name, from, roles }) => [
      name,
      from,
      Object.fromEntries(roles.map(({ role, from: former }) => [former, role.name])),
    ]);

  it('every role is kept apart', () => {
    const text =
      session('corp') +
      ['Co-[prod]/Admin', 'Co-[prod]/ReadOnly', '本番', '開発', 'a b', 'a/b', 'a-b', 'ü', '-x', 'x']
        .map((name, at) => profile(name.includes(' ') ? `"${name}"` : name, 'corp', `Role${at}`))
        .join('');
    expect(plan(text).problems).toEqual([]);
    expect(names(text)).toEqual([
      [
        'corp',
        'corp',
        {
          'Co-[prod]/Admin': 'Co-prod-Admin',
          'Co-[prod]/ReadOnly': 'Co-prod-ReadOnly',
          本番: '111122223333-Role2',
          開発: '111122223333-Role3',
          'a b': 'a-b-2',
          'a/b': 'a-b-3',
          'a-b': 'a-b',
          ü: '111122223333-Role7',
          '-x': 'x-2',
          x: 'x',
        },
      ],
    ]);
  });

  it('roles of the same account and role under several such names, too', () => {
    const text = session('corp') + profile('本番', 'corp') + profile('開発', 'corp');
    expect(names(text)).toEqual([['corp', 'corp', { 本番: '111122223333-Admin', 開発: '111122223333-Admin-2' }]]);
  });

  it('long names that begin alike are kept apart', () => {
    const long = 'x'.repeat(200);
    const [[, , roles] = []] = names(
      `${session('corp')}${profile(`${long}1`, 'corp', 'A')}${profile(`${long}2`, 'corp', 'B')}`,
    );
    const given = Object.values(roles ?? {});
    expect([new Set(given).size, Math.max(...given.map(({ length }) => length))]).toEqual([2, 128]);
  });

  it('every session is kept apart, and the bridge learns its name', () => {
    const text =
      session('本番', 'prod') +
      session('開発', 'dev') +
      session('Co (prod)', 'other') +
      profile('a', '本番') +
      profile('b', '開発');
    expect(names(text)).toEqual([
      ['prod', '本番', { a: 'a' }],
      ['dev', '開発', { b: 'b' }],
      ['Co-prod', 'Co (prod)', {}],
    ]);
    expect(plan(text).profiles.map(({ settings }) => settings['sso_session'])).toEqual(['本番', '開発', 'Co (prod)']);
    expect(plan(session('corp')).profiles[0]?.settings).not.toHaveProperty('sso_session');
  });

  it('two sessions at one portal, and two places of one name', () => {
    const twice = session('本番', 'corp') + session('開発', 'corp');
    expect(names(twice).map(([name]) => name)).toEqual(['corp', 'corp-2']);
    const old = '[profile p]\nsso_start_url = https://corp.awsapps.cn/start\nsso_region = cn-north-1\n';
    expect(names(session('corp') + old).map(([name]) => name)).toEqual(['corp', 'corp-2']);
  });

  it('a second import finds all of it again, whatever the order', () => {
    const sessions = [session('本番'), session('開発'), session('x y', 'third')];
    const roles = [
      profile('本番', '本番', 'A'),
      profile('開発', '開発', 'B'),
      profile('"a b"', '本番', 'C'),
      profile('a/b', '本番', 'D'),
    ];
    const present = plan([...sessions, ...roles].join('')).profiles.map(({ name, settings, roles: added }) => ({
      name,
      settings,
      roles: added.map(({ role }) => role),
    }));
    for (const text of [[...sessions, ...roles], [...sessions].reverse().concat([...roles].reverse())]) {
      const again = plan(text.join(''), present);
      expect(again.problems).toEqual([]);
      expect(again.profiles.map(({ name }) => name).sort()).toEqual(present.map(({ name }) => name).sort());
      for (const { isThere, roles: known } of again.profiles) {
        expect([isThere, known.every((role) => role.isThere)]).toEqual([true, true]);
      }
    }
  });

  it('a name that something else has already is not taken from it', () => {
    const there = { name: 'Co-prod', settings: { start_url: 'https://else.awsapps.com/start' } };
    expect(names(session('Co (prod)'), [there])[0]?.slice(0, 2)).toEqual(['Co-prod-2', 'Co (prod)']);
    const settings = { start_url: 'https://corp.awsapps.com/start', region: 'us-east-1' };
    const mine = { name: 'corp', settings, roles: [{ name: 'a-b', account_id: '999999999999', role_id: 'Other' }] };
    expect(names(session('corp') + profile('a/b', 'corp'), [mine])).toEqual([['corp', 'corp', { 'a/b': 'a-b-2' }]]);
  });

  it('the command says the old and the new name, as JSON, too', async () => {
    write(session('本番', 'prod') + profile('Co-[prod]/Admin', '本番'));
    const { stdout } = await latchkey('profile import aws --dry-run');
    expect(stdout).toBe(
      'Would add the profile prod for https://prod.awsapps.com/start (sso-session 本番).\n' +
        '  Would add prod/Co-prod-Admin: Admin in 111122223333 (AWS profile Co-[prod]/Admin)\n',
    );
    expect(JSON.parse((await latchkey('profile import aws --dry-run --json')).stdout)).toMatchObject({
      profiles: [
        { name: 'prod', sso_session: '本番', roles: [{ name: 'Co-prod-Admin', aws_profile: 'Co-[prod]/Admin' }] },
      ],
    });
  });
});
