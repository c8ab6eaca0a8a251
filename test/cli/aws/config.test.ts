/** The AWS config file: read as AWS tools read it, written so that every byte that is not ours stays. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { planExport } from '../../../src-cli/aws/export.ts';
import { ourRole, processCommand } from '../../../src-cli/aws/process.ts';
import { unifiedDiff } from '../../../src-cli/files/unified-diff.ts';
import { applyEdits, parseAwsConfig, sectionsOf } from '../../../src-shared/aws-config.ts';
import { signInsOf } from '../../../src-shared/aws-sign-ins.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-aws-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settingsOf = (text: string, kind: string, name: string) =>
  Object.fromEntries(
    [...(sectionsOf(parseAwsConfig(text), kind).get(name)?.settings ?? [])].map(([key, { value }]) => [key, value]),
  );

describe('reading', () => {
  it.each([
    ['[profile dev]\nregion = eu-west-1\n', 'profile', 'dev', { region: 'eu-west-1' }],
    ['[default]\nregion=eu-west-1', 'profile', 'default', { region: 'eu-west-1' }],
    ['[ profile   "my dev" ]  # mine\nRegion : x\r\n', 'profile', 'my dev', { region: 'x' }],
    ["[profile 'q']\na = 1 ; comment\nb = 2#3\n# c = 4\n  ; d = 5\n", 'profile', 'q', { a: '1', b: '2#3' }],
    ['[profile p]\na = 1\n\n  b = 2\nc = 3\n', 'profile', 'p', { a: '1\nb = 2', c: '3' }],
    ['[profile p]\ns3 =\n  x = 1\n  # no\n  y = 2\nc = 3\n', 'profile', 'p', { s3: '\nx = 1\ny = 2', c: '3' }],
    ['[profile p]\na = 1\n[other]\na = 2\n[profile p]\nb = 3\na = 4\n', 'profile', 'p', { a: '4', b: '3' }],
    ['stray = 1\n[sso-session corp]\nsso_region = r\nnonsense\n', 'sso-session', 'corp', { sso_region: 'r' }],
    ['\u00ef\u00bb\u00bf[profile b]\na = 1\n', 'profile', 'b', { a: '1' }],
    ['[profile u]\nname = Z\u00c3\u00bcrich\n', 'profile', 'u', { name: 'Zürich' }],
  ])('reads %j as AWS tools do', (text, kind, name, settings) => {
    expect(settingsOf(text, kind, name)).toEqual(settings);
  });

  it('knows the line of each setting', () => {
    const section = sectionsOf(parseAwsConfig('# a\r\n[profile p]\r\n\r\na = 1\r\n  2\r\nb = 3'), 'profile').get('p');
    expect([section?.line, section?.settings.get('a'), section?.settings.get('b')]).toEqual([
      2,
      { value: '1\n2', line: 4, count: 2 },
      { value: '3', line: 6, count: 1 },
    ]);
  });

  it('keeps every byte, whatever the file contains', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        expect(parseAwsConfig(text).lines.join('')).toBe(text);
      }),
    );
  });
});

describe('sign-ins', () => {
  const session = '[sso-session corp]\nsso_start_url = https://a.awsapps.com/start\nsso_region = us-east-1\n';

  it('are one per session and one per start URL of the older form, with their roles', () => {
    const text = `${session}sso_registration_scopes = sso:account:access, other:scope
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Read Only
[profile login-only]
sso_session = corp
[profile old]
sso_start_url = https://old.awsapps.com/start#/
sso_region = eu-west-1
sso_account_id = 444455556666
sso_role_name = Admin
[profile old-too]
sso_start_url = https://old.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 444455556666
sso_role_name = Read
[profile keys]
region = eu-west-1
`;
    const { signIns, problems } = signInsOf(parseAwsConfig(text));
    expect(problems).toEqual([]);
    expect(signIns.map(({ name, scopes, roles }) => [name, scopes, roles.map((role) => role.name)])).toEqual([
      ['corp', ['sso:account:access', 'other:scope'], ['dev']],
      ['old', [], ['old', 'old-too']],
    ]);
  });

  it.each([
    [
      `${session}[profile p]\nsso_session = corp\nsso_region = eu-west-1\n`,
      6,
      'has sso_region = eu-west-1, but [sso-session corp] has us-east-1 (line 3)',
    ],
    [`${session}[profile p]\nsso_session = crop\n`, 5, "names the sso-session 'crop', which does not exist"],
    ['[sso-session s]\nsso_region = r\n', 1, '[sso-session s] has no sso_start_url.'],
    [
      `${session}[profile p]\nsso_session = corp\nsso_account_id = 111122223333\n`,
      6,
      'has sso_account_id but no sso_role_name',
    ],
    [`${session}[profile p]\nsso_session = corp\nsso_role_name = x\nsso_account_id = 12\n`, 7, 'not 12 digits long'],
    [
      '[profile a]\nsso_start_url = https://x.y/start\nsso_region = a\n[profile b]\nsso_start_url = https://x.y/start\nsso_region = b\n',
      6,
      'but line 1 has a',
    ],
  ])('%j: line %i', (text, line, message) => {
    const { problems } = signInsOf(parseAwsConfig(text));
    expect(problems).toEqual([{ line, message: expect.stringContaining(message) }]);
  });

  it('may have the same value in both places', () => {
    const text = `${session}[profile p]\nsso_session = corp\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = r\n`;
    expect(signInsOf(parseAwsConfig(text))).toMatchObject({ problems: [], signIns: [{ roles: [{ name: 'p' }] }] });
  });

  it.each([
    ['https://my-corp.awsapps.com/start/', 'my-corp'],
    ['https://start.us-gov-home.awsapps.com/directory/d-1234567890', 'd-1234567890'],
    ['https://ssoins-1.us-east-1.portal.amazonaws.com', 'ssoins-1'],
  ])('of the older form are named after %s: %s', (url, name) => {
    const text = `[profile p]\nsso_start_url = ${url}\nsso_region = us-east-1\n`;
    expect(signInsOf(parseAwsConfig(text)).signIns.map((signIn) => signIn.name)).toEqual([name]);
  });
});

/** Pieces of config files as people write them; none has a profile named ours-…. */
const pieces = fc.constantFrom(
  '[default]',
  '[profile dev]',
  '[profile "two words"]',
  '[sso-session corp]',
  '# a comment',
  '  ; indented comment',
  '',
  '   ',
  'region = eu-west-1',
  's3 =',
  '  max_concurrent_requests = 20',
  'credential_process = /opt/other/tool --x "y z"',
  'nonsense without a sign',
  'name = Z\u00fcrich',
);
const file = fc
  .tuple(fc.array(pieces, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, ended]) => lines.join(end) + (ended && lines.length > 0 ? end : ''));
const names = fc.uniqueArray(fc.constantFrom('ours-a', 'ours-b', 'ours-c', 'ours-d'), { minLength: 1 });
const wantedBy = (program: string, wanted: readonly string[]) =>
  wanted.map((name) => ({ name, command: processCommand([program], { profile: 'work', role: name }) }));
const write = (text: string, wanted: ReturnType<typeof wantedBy>) => {
  const config = parseAwsConfig(text);
  const plan = planExport(config, wanted);
  return { ...plan, config, after: applyEdits(config.lines, plan.edits).join('') };
};

describe('writing', () => {
  it('keeps everything as it was, before what it adds', () => {
    fc.assert(
      fc.property(file, names, (text, wanted) => {
        const { after, foreign } = write(text, wantedBy('/bin/latchkey', wanted));
        expect(foreign).toEqual([]);
        expect(after.startsWith(text)).toBe(true);
        for (const name of wanted) {
          expect(settingsOf(after, 'profile', name)['credential_process']).toBe(
            `/bin/latchkey aws-credentials work/${name}`,
          );
        }
      }),
    );
  });

  it('does nothing the second time, and updates its own entries in place', () => {
    fc.assert(
      fc.property(file, names, file, (text, wanted, rest) => {
        const first = write(text, wantedBy('/bin/latchkey', wanted)).after + rest.replace(/^ +/gm, '');
        expect(write(first, wantedBy('/bin/latchkey', wanted)).edits).toEqual([]);
        const moved = write(first, wantedBy('/new place/latchkey', wanted)).after;
        // Only the path differs.
        expect(moved.replaceAll("'/new place/latchkey'", '/bin/latchkey')).toBe(first);
      }),
    );
  });

  it('shows a diff that patch turns into the same bytes', () => {
    fc.assert(
      fc.property(file, names, names, file, (text, early, late, rest) => {
        // A new section: settings of the rest would belong to our last entry, which would no longer be ours.
        const before = `${write(text, wantedBy('/bin/latchkey', early)).after}\n[profile rest]\n${rest}`;
        const { after } = write(before, wantedBy('/bin/x/latchkey', [...new Set([...early, ...late])]));
        const place = join(folder, 'config');
        writeFileSync(place, before, 'latin1');
        const diff = Buffer.from(unifiedDiff('config', before, after), 'latin1');
        execFileSync('git', ['apply', '--unsafe-paths', '-p0', '--whitespace=nowarn', '-'], {
          cwd: folder,
          input: diff,
          stdio: 'pipe',
        });
        expect(readFileSync(place, 'latin1')).toBe(after);
      }),
      { numRuns: 25 },
    );
  });

  it('adds a missing line end to the last line, and leaves one empty line between', () => {
    const wanted = wantedBy('/bin/latchkey', ['x']);
    const added = '[profile x]\ncredential_process = /bin/latchkey aws-credentials work/x\n';
    expect(write('[default]\nregion = r', wanted).after).toBe(`[default]\nregion = r\n\n${added}`);
    expect(write('[default]\nregion = r\n\n', wanted).after).toBe(`[default]\nregion = r\n\n${added}`);
    expect(write('', wanted).after).toBe(added);
    expect(write('# mine\r\n', wanted).after).toBe(`# mine\r\n\r\n${added.replaceAll('\n', '\r\n')}`);
  });

  it('does both on a last line that is ours and has no line end', () => {
    const before = '[profile x]\ncredential_process = latchkey aws-credentials work/x';
    const { after } = write(before, wantedBy('/bin/latchkey', ['x', 'y']));
    expect(after).toBe(
      '[profile x]\ncredential_process = /bin/latchkey aws-credentials work/x\n\n' +
        '[profile y]\ncredential_process = /bin/latchkey aws-credentials work/y\n',
    );
  });

  it.each([
    '[profile x]\nregion = r\n',
    '[profile x]\ncredential_process = /opt/tool x\n',
    '[profile x]\nsso_session = s\n',
  ])('treats %j as not ours', (text) => {
    const { foreign, edits } = write(text, wantedBy('/bin/latchkey', ['x']));
    expect([foreign.map(({ line }) => line), edits]).toEqual([[1], []]);
  });
});

describe('the command of credential_process', () => {
  const role = { profile: 'work', role: 'ada@prod' };

  it.each([
    [['/usr/bin/latchkey'], '/usr/bin/latchkey aws-credentials work/ada@prod'],
    [['/My Apps/latchkey'], "'/My Apps/latchkey' aws-credentials work/ada@prod"],
    [["/it's/latchkey"], '"/it\'s/latchkey" aws-credentials work/ada@prod'],
    [['/a$b/latchkey'], "'/a$b/latchkey' aws-credentials work/ada@prod"],
  ])('is quoted so that a shell and botocore read it the same way: %j', (program, command) => {
    expect(processCommand(program, role)).toBe(command);
    expect(ourRole(command)).toEqual(role);
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
      .trimEnd()
      .split('\n');
    expect(words).toEqual([...program, 'aws-credentials', 'work/ada@prod']);
  });

  it.each(["/it's $HOME/latchkey", '/a #b/latchkey', '/a ;b/latchkey', '/a\nb/latchkey'])(
    'is refused for %j',
    (path) => {
      expect(() => processCommand([path], role)).toThrow('AWS tools could not start a program at the path');
    },
  );

  it.each(['/opt/tool aws-credentials work/x', 'latchkey token work', 'latchkey aws-credentials work', ''])(
    '%j is not ours',
    (command) => expect(ourRole(command)).toBeUndefined(),
  );
});
