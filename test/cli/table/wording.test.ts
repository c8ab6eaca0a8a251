/** How the command line says things: one form for names, for roles, for the version, and for what was not done. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDuration } from '../../../src-cli/line/duration.ts';
import { buildCommand, run } from '../latchkey.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'latchkey-wording-'));
let command: string;
const env = { LATCHKEY_SOCKET: join(folder, 'none.sock'), LATCHKEY_CONFIG_DIR: folder };
const latchkey = (line: string) => run(command, line.split(' '), { env });

beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('newcomer A16', () => {
  it('errors put names between single quotes', () => {
    const files = ['src-cli', 'src-main', 'src-shared'].flatMap((room) =>
      readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(room, name)),
    );
    const wrong = files.filter((file) =>
      /Error\([^;]*(?:JSON\.stringify\(|"\$\{)|(?:message|shown) = `[^`]*(?:JSON\.stringify\(|"\$\{)/.test(
        readFileSync(join(ROOT, file), 'utf8'),
      ),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(wrong).toEqual([]);
  });

  it.each(['token', 'login', 'refresh', 'logout', 'kube-credential', 'profile show'])(
    'latchkey %s says that a role is not a profile, and what gives its credentials',
    async (name) => {
      const { stderr, exit } = await latchkey(`${name} work/prod`);
      expect([exit, stderr]).toEqual([
        2,
        `latchkey: \`latchkey ${name}\` takes a profile, and 'work/prod' names a role.\n` +
          '  hint: Leave out the role. For its credentials, run `latchkey exec work/prod -- PROGRAM`.\n',
      ]);
    },
  );

  it('-v and -V show the version; --help before a command is its help', async () => {
    for (const short of ['-v', '-V']) expect((await latchkey(short)).stdout).toBe('latchkey 0.1.0\n');
    for (const before of ['--help token', '-h token', '--help profile add', '--help profile'])
      expect((await latchkey(before)).stdout).toBe((await latchkey(`${before.replace(/^\S+ /, '')} --help`)).stdout);
  });

  it.each([
    [59, '59 s'],
    [116, '1 min 56 s'],
    [299, '4 min 59 s'],
    [300, '5 min'],
    [3599, '59 min'],
  ])('%d seconds are %s', (seconds, words) => expect(formatDuration(seconds)).toBe(words));

  it('doctor --json gives a hint only for what is wrong', async () => {
    const { stdout } = await latchkey('doctor --json');
    const { checks } = JSON.parse(stdout) as { checks: { ok: boolean; hint?: string }[] };
    expect(new Set(checks.map(({ ok }) => ok))).toEqual(new Set([true, false]));
    expect(checks.filter(({ ok, hint }) => ok === (hint !== undefined))).toEqual([]);
  });

  it('a file that cannot be read is no wrong usage, and no missing file', async () => {
    // Root may read any file, but not a link to itself.
    symlinkSync('loop.json', join(folder, 'loop.json'));
    const { stderr } = await latchkey(`clients create hydra -f ${folder}/loop.json --json`);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'config_broken',
      message: `The file ${folder}/loop.json cannot be read (ELOOP).`,
    });
  });
});
