/** What the package contains, read from the built artifact: fuses, archive, bill of materials, command line. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import asar from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect } from 'playwright/test';
import { run } from '../cli/latchkey.ts';
import { type Desk, ROOT, test } from '../e2e/support/desk.ts';
import { CLI, cli, DESKTOP, filesIn, pack, RESOURCES } from './packaged.ts';

const ARCHIVE = join(RESOURCES, 'app.asar');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

test.beforeAll(() => {
  test.setTimeout(300_000);
  pack();
});

/** As in the executable: the digits 0 and 1. */
const [OFF, ON] = [0x30, 0x31];
const FUSES: readonly [keyof typeof FuseV1Options, number][] = [
  ['RunAsNode', OFF],
  ['EnableCookieEncryption', OFF],
  ['EnableNodeOptionsEnvironmentVariable', OFF],
  ['EnableNodeCliInspectArguments', OFF],
  ['EnableEmbeddedAsarIntegrityValidation', ON],
  ['OnlyLoadAppFromAsar', ON],
  ['GrantFileProtocolExtraPrivileges', OFF],
];

test('the fuses of the executable match SECURITY.md', async () => {
  const wire = await getCurrentFuseWire(DESKTOP);
  const names = FUSES.map(([name]) => name);
  expect(Object.fromEntries(names.map((name) => [name, wire[FuseV1Options[name]]]))).toEqual(Object.fromEntries(FUSES));
});

test('the archive contains only the program, each file with its digest', () => {
  const inside = asar.listPackage(ARCHIVE, { isPack: false }).filter((path) => path.includes('.'));
  const known =
    /^\/(package\.json|dist\/(desktop\.js|sandbox\.cjs|renderer\/[\w-]+\.(html|css|js))|assets\/(icon-256|tray\/\w+\/[\w@.-]+)\.png|node_modules\/(keytar|koffi|@koromix\/koffi-[\w-]+)(\/.*)?)$/;
  expect(inside.filter((path) => !known.test(path))).toEqual([]);
  expect(inside).toEqual(expect.arrayContaining(['/dist/desktop.js', '/dist/renderer/index.html', '/package.json']));
  expect(inside.filter((path) => /\.(map|ts|md|cc|hh)$|(^|\/)(test|tests|docs?|examples?)\//.test(path))).toEqual(
    ['/node_modules/keytar/LICENSE.md'].filter((path) => inside.includes(path)),
  );
  expect(filesWithoutDigest(asar.getRawHeader(ARCHIVE).header)).toEqual([]);
});

test('nothing from the build machine is in it, and nothing bypasses the archive', () => {
  const files = filesIn(RESOURCES);
  expect(files).not.toContain('default_app.asar');
  expect(files.filter((path) => path.startsWith('app/'))).toEqual([]);
  const unpacked = files.filter((path) => path.startsWith('app.asar.unpacked/'));
  expect(
    unpacked.filter((path) => !/^app\.asar\.unpacked\/node_modules\/(keytar|koffi|@koromix)\//.test(path)),
  ).toEqual([]);
  // From native modules only what runs, not what builds them or machine code for another libc.
  const begin = (path: string): string => readFileSync(join(RESOURCES, path)).subarray(0, 2).toString('latin1');
  expect(unpacked.filter((path) => begin(path) === '#!' || path.includes('musl'))).toEqual([]);
  for (const path of files.filter((name) => /\.(asar|c?js|html|json|txt)$/.test(name))) {
    const text = readFileSync(join(RESOURCES, path), 'latin1');
    expect(text, path).not.toContain(ROOT);
    expect(text, path).not.toContain('sourceMappingURL=data:');
    expect(text, path).not.toMatch(/-----BEGIN (RSA |EC )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/);
  }
});

/** Licenses that require only a notice; if there are several, every one must. */
const PERMITTED =
  /^\(?(?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|CC0-1\.0|WTFPL|Unlicense)(?: (?:OR|AND) (?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|CC0-1\.0|WTFPL|Unlicense))*\)?$/;

test('the bill of materials lists the contents with licenses, and their texts are in the package', () => {
  const file = join(ROOT, 'dist/packages', `latchkey-${version}.cdx.json`);
  const bom = JSON.parse(readFileSync(file, 'utf8')) as Bom;
  expect(bom).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { name: 'latchkey' } },
  });
  const names = bom.components.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['electron', 'node', 'keytar', 'undici', 'zod', 'hono', 'lit', 'oauth4webapi']),
  );
  expect(names.filter((name) => ['vitest', 'playwright', 'electron-builder', 'typescript'].includes(name))).toEqual([]);
  expect(new Set(bom.components.map(({ purl }) => purl)).size).toBe(bom.components.length);
  for (const { name, purl, licenses } of bom.components) {
    expect(purl, name).toMatch(/^pkg:(npm|github)\//);
    expect(licenses[0]?.license?.id ?? licenses[0]?.expression, name).toMatch(PERMITTED);
  }
  const texts = readFileSync(join(RESOURCES, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  expect(
    bom.components.filter(({ purl, name }) => purl.startsWith('pkg:npm') && !texts.includes(`\n${name} `)),
  ).toEqual([]);
});

test.describe('the command line without Node.js on the machine', () => {
  test('prints its version with the commit, and its help', async ({ desk }) => {
    const told = JSON.parse((await cli(desk, ['version', '--json'])).stdout) as { version: string; commit?: string };
    expect(told.version).toBe(version);
    expect(told.commit ?? '').toMatch(/^([0-9a-f]{10})?$/);
    expect((await cli(desk, ['help'])).stdout).toContain('latchkey token');
    expect(await cli(desk, ['token', 'work'])).toMatchObject({ exit: 4, stdout: '' });
  });

  test('is also the agent, with its page, the keychain and a token', async ({ desk }) => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'latchkey-packaged-'));
    // Links, since it is 100 MB. Outside the repository, whose node_modules it would find from inside.
    execFileSync('cp', ['-rl', RESOURCES, elsewhere]);
    const agent = await startAgent(desk, join(elsewhere, 'resources/cli/latchkey'));
    try {
      expect(agent.stderr()).toContain('secrets in the keychain');
      const link = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(agent.stderr())?.[0] ?? '';
      const cookie = (await fetch(link, { redirect: 'manual' })).headers.get('set-cookie') ?? '';
      const page = await fetch(new URL('/', link), { headers: { cookie: cookie.split(';')[0] ?? '' } });
      expect(await page.text()).toContain('<html');
      await desk.addProfile('work');
      const { body } = await desk.ask('POST', '/v1/profiles/work/sign-in', { flow: 'device', open_browser: false });
      await desk.provider.approveDevice((body as { sign_in: { user_code: string } }).sign_in.user_code);
      await expect.poll(async () => (await cli(desk, ['token', 'work'])).exit).toBe(0);
      expect((await cli(desk, ['token', 'work'])).stdout).toMatch(/^\S{20,}\n$/);
      // The command that other tools should run, however it was started: they do not know its folder or PATH.
      const command = join(elsewhere, 'bin/latchkey');
      mkdirSync(join(elsewhere, 'bin'));
      symlinkSync('../resources/cli/latchkey', command);
      const env = { ...desk.env, PATH: join(elsewhere, 'bin') };
      for (const name of ['latchkey', relative('.', command), command])
        expect((await run(name, ['kube-config', 'work'], { env })).stdout).toContain(`command: ${command}\n`);
    } finally {
      expect(await agent.stop()).toBe(0);
      rmSync(elsewhere, { recursive: true });
    }
  });

  test('is the helper of git and docker, under the names of its links', async ({ desk }) => {
    const folder = join(String(desk.env['HOME']), 'bin');
    mkdirSync(folder, { recursive: true });
    const names = ['git-credential-latchkey', 'docker-credential-latchkey'];
    for (const name of names) symlinkSync(CLI, join(folder, name));
    const env = { ...desk.env, PATH: '/nonexistent' };
    const [git, docker] = names.map((name) => join(folder, name));
    expect((await run(String(git), ['capability'], { env })).stdout).toContain('capability authtype');
    expect((await run(String(docker), ['version'], { env })).stdout).toContain(`v${version}`);
    rmSync(folder, { recursive: true });
  });
});

interface Bom {
  readonly components: readonly {
    readonly name: string;
    readonly purl: string;
    readonly licenses: readonly { license?: { id: string }; expression?: string }[];
  }[];
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly integrity?: { readonly algorithm: string; readonly hash: string; readonly blocks: readonly string[] };
}

function filesWithoutDigest(entry: Entry, path = ''): string[] {
  const children = Object.entries(entry.files ?? {});
  if (entry.files !== undefined)
    return children.flatMap(([name, child]) => filesWithoutDigest(child, `${path}/${name}`));
  return entry.integrity?.algorithm === 'SHA256' && /^[0-9a-f]{64}$/.test(entry.integrity.hash) ? [] : [path];
}

interface RunningAgent {
  stderr(): string;
  stop(): Promise<number | null>;
}

async function startAgent(desk: Desk, executable: string): Promise<RunningAgent> {
  const { start } = await import('../cli/latchkey.ts');
  const running = start(executable, ['agent', '--page'], { env: { ...desk.env, PATH: '/nonexistent' } });
  let stderr = '';
  running.child.stderr.on('data', (text: string) => {
    stderr += text;
  });
  await running.saw('the window is at');
  return {
    stderr: () => stderr,
    async stop() {
      running.child.kill('SIGTERM');
      return (await running.ended).exit;
    },
  };
}
