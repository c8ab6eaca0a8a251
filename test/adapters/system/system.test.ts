/** Clock, random numbers, log and browser: the small adapters to the system. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/adapters/system/clock.ts';
import { jsonLog } from '../../../src-main/adapters/system/log.ts';
import { checkedLink, systemOpener } from '../../../src-main/adapters/system/opener.ts';
import { systemRandom } from '../../../src-main/adapters/system/random.ts';
import { sessionEnv } from '../../../src-main/adapters/system/session-env.ts';
import { memoryVault } from '../../../src-main/adapters/vault/memory-vault.ts';
import type { LogFields } from '../../../src-main/core/ports.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { getAs, isRoot } from '../../support/processes/another-user.ts';
import { childProgram } from '../../support/processes/child-program.ts';

it.skipIf(process.platform === 'win32')(
  'inputs 18: a log that is a named pipe without a reader does not block',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-log-'));
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const program = await childProgram(`
    import { logStream } from './src-main/adapters/system/log-file.ts';
    logStream(process.argv[2]).write('a line');
    setImmediate(() => process.exit(3));
  `);
    const child = spawn(process.execPath, [program, pipe]);
    expect(await once(child, 'exit')).toEqual([3, null]);
    rmSync(folder, { recursive: true });
  },
);

describe('the clock', () => {
  const clock = systemClock();

  it('sleeps for the given time, and never less', async () => {
    const start = clock.monotonicMs();
    await clock.sleep(30);
    expect(clock.monotonicMs() - start).toBeGreaterThanOrEqual(30);
    await clock.sleep(0);
    await clock.sleep(-5);
  });

  it('wakes at once when aborted, and does not sleep if already aborted', async () => {
    const start = clock.monotonicMs();
    await clock.sleep(60_000, AbortSignal.timeout(10));
    await clock.sleep(60_000, AbortSignal.abort());
    expect(clock.monotonicMs() - start).toBeLessThan(5_000);
  });

  it("can sleep longer than a timer's 24.8 days", async () => {
    let awake = false;
    const stop = new AbortController();
    const sleeping = clock.sleep(2 ** 31 + 1_000, stop.signal).then(() => {
      awake = true;
    });
    await clock.sleep(30);
    expect(awake).toBe(false);
    stop.abort();
    await sleeping;
  });

  it('returns the current time', () => {
    expect(Math.abs(clock.nowMs() - Date.now())).toBeLessThan(1_000);
  });
});

describe('random bytes', () => {
  it('have the requested length and differ', () => {
    const { bytes } = systemRandom();
    expect(bytes(32)).toHaveLength(32);
    expect(Buffer.from(bytes(32)).equals(Buffer.from(bytes(32)))).toBe(false);
  });
});

describe('the memory vault', () => {
  it('keeps and deletes', async () => {
    const vault = memoryVault();
    await vault.set('work', secret('x'));
    await vault.ensureWritable(12_000);
    expect((await vault.get('work'))?.reveal()).toBe('x');
    await vault.delete('work');
    await vault.delete('work');
    expect(await vault.get('work')).toBeUndefined();
  });
});

describe('the log', () => {
  it('writes one line of JSON per event; no field replaces another one or grows without limit', () => {
    const lines: string[] = [];
    const log = jsonLog({ write: (text) => lines.push(text) }, () => 0);
    log.info('refreshed', { profile: 'work', tries: 2, nothing: undefined });
    log.warn('odd', { event: 'other', level: 'none', time: 'never', text: `two\nlines ${'x'.repeat(5_000)}` });
    expect(lines[0]).toBe(
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"refreshed","profile":"work","tries":2}\n',
    );
    expect(lines[1]).toMatch(
      /^\{"time":"1970-[^\n]*"level":"warn","event":"odd","text":"two\\nlines x{900,1000}…"\}\n$/,
    );
  });

  it('security 16: has no raw control or direction characters', () => {
    const lines: string[] = [];
    jsonLog({ write: (text) => lines.push(text) }).info('odd', { text: 'a\u009b2J\u202e' });
    expect(lines[0]).toContain('"text":"a\\u009b2J\\u202e"');
  });

  it('F50: prints no secret, even one that slips past the types', () => {
    const lines: string[] = [];
    jsonLog({ write: (text) => lines.push(text) }).info('x', { token: secret('CANARY') } as unknown as LogFields);
    expect(lines.join('')).toContain('[secret]');
    expect(lines.join('')).not.toContain('CANARY');
  });

  it('keeps the last 500 lines for the viewer', () => {
    const log = jsonLog({ write: () => true });
    for (let n = 0; n < 510; n += 1) log.info('line', { n });
    expect(log.recent()).toHaveLength(500);
    expect(log.recent().at(-1)).toContain('"n":509');
  });
});

describe('the browser', () => {
  let folder: string;
  let seen: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-opener-'));
    seen = join(folder, 'seen');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function opener(body: string) {
    const program = join(folder, 'browser');
    writeFileSync(program, `#!/bin/sh\n${body}\n`);
    chmodSync(program, 0o755);
    return systemOpener({ env: { ...process.env, LATCHKEY_OPEN_COMMAND: program } });
  }

  const LOCAL = /http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}/;
  const leadsTo = async (local: string) => (await fetch(local, { redirect: 'manual' })).headers.get('location');
  const link = `https://id.example/auth?state=s&b=$(touch%20/no);id'"`;
  async function openedWith(): Promise<readonly string[]> {
    await opener(`printf '%s|' "$#" "$1" "$LATCHKEY_LINK" > ${seen}`).open(link);
    return readFileSync(seen, 'utf8').split('|');
  }

  it('security 5: gets one argument, a local link that leads to the other one once', async () => {
    const [count, local = '', given] = await openedWith();
    expect([count, LOCAL.exec(local)?.[0], given]).toEqual(['1', local, new URL(link).href]);
    expect((await fetch(new URL('/guessed', local))).status).toBe(404);
    const { status, headers } = await fetch(local, { redirect: 'manual' });
    const names = ['location', 'cache-control', 'referrer-policy'];
    expect([status, ...names.map((name) => headers.get(name))]).toEqual([
      303,
      new URL(link).href,
      'no-store',
      'no-referrer',
    ]);
    await expect(leadsTo(local)).rejects.toThrow();
  });

  it.runIf(isRoot)('security 5: another user who reads the argument gets nowhere and uses nothing up', async () => {
    const [, local = ''] = await openedWith();
    expect(await getAs(local).said).toBe('404');
    expect(await leadsTo(local)).toBe(new URL(link).href);
  });

  it('counts as open while it runs; one that fails or cannot be started is browser_unavailable', async () => {
    await opener('exec sleep 4').open('https://id.example/');
    const failing = opener('exit 3').open('https://id.example/');
    await expect(failing).rejects.toMatchObject({
      code: 'browser_unavailable',
      message: expect.stringContaining('failed with exit code 3'),
    });
    const absent = systemOpener({ env: { LATCHKEY_OPEN_COMMAND: join(folder, 'absent') } });
    await expect(absent.open('https://id.example/')).rejects.toMatchObject({ code: 'browser_unavailable' });
  });

  describe.runIf(process.platform === 'linux')('inputs 27: $BROWSER', () => {
    /** A folder to use as PATH, with programs that record their arguments. */
    function programs(...names: string[]): string {
      const path = mkdtempSync(join(folder, 'path-'));
      for (const name of names) {
        const fails = name.startsWith('failing-') ? 'exit 3' : '';
        writeFileSync(join(path, name), `#!/bin/sh\n${fails}\nprintf '%s|' "$0" "$@" > ${seen}\n`);
        chmodSync(join(path, name), 0o755);
      }
      return path;
    }
    const link = 'https://id.example/auth?a=1&b=%24%26';
    const opened = async (PATH: string, BROWSER?: string) => {
      rmSync(seen, { force: true });
      await systemOpener({ env: { PATH, ...(BROWSER !== undefined && { BROWSER }) } }).open(link);
      const text = readFileSync(seen, 'utf8').replace(`${PATH}/`, '');
      return text.replace(LOCAL, (await leadsTo(LOCAL.exec(text)?.[0] ?? '')) ?? '');
    };

    it('is used only if xdg-open is missing or fails', async () => {
      expect(await opened(programs('firefox'), 'firefox')).toBe(`firefox|${link}|`);
      expect(await opened(programs('xdg-open', 'firefox'), 'firefox')).toBe(`xdg-open|${link}|`);
      const path = programs('firefox');
      writeFileSync(join(path, 'xdg-open'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
      expect(await opened(path, 'firefox')).toBe(`firefox|${link}|`);
    });

    it('may name several programs, each with its own arguments and a placeholder for the link', async () => {
      const path = programs('failing-one', 'two');
      expect(await opened(path, 'absent:failing-one -x: two  --url=%s --new :')).toBe(`two|--url=${link}|--new|`);
    });

    it('that is empty or useless is browser_unavailable', async () => {
      for (const BROWSER of ['', ' : ', 'absent']) {
        const opening = systemOpener({ env: { PATH: programs(), BROWSER } }).open(link);
        await expect(opening).rejects.toMatchObject({ code: 'browser_unavailable' });
      }
    });
  });

  describe('inputs 8: its environment', () => {
    it('has nothing that this process has set since it started', async () => {
      const program = await childProgram(`
        import { systemOpener } from './src-main/adapters/system/opener.ts';
        for (const name of ['GDK_BACKEND', 'NO_AT_BRIDGE', 'CHROME_DESKTOP', 'SET_LATER']) process.env[name] = 'ours';
        await systemOpener().open('https://id.example/');
      `);
      const browser = join(folder, 'env-browser');
      writeFileSync(browser, `#!/bin/sh\n/usr/bin/env > ${seen}\n`, { mode: 0o755 });
      const env = { PATH: process.env['PATH'] ?? '', LATCHKEY_OPEN_COMMAND: browser, GDK_BACKEND: 'wayland' };
      execFileSync(process.execPath, [program], { env });
      const lines = readFileSync(seen, 'utf8').split('\n');
      expect(lines).toContain('GDK_BACKEND=wayland');
      expect(lines.filter((line) => /=ours$/.test(line))).toEqual([]);
    });

    it('has nothing from the AppImage that Latchkey runs from, and everything else from the session', () => {
      const APPDIR = '/tmp/.mount_LatchkA1';
      const own = { HOME: '/home/ada', LANG: 'de_DE.UTF-8', EMPTY: '', XDG_DATA_DIRS: '/usr/local/share/:/usr/share/' };
      const env = {
        ...own,
        ...{ APPDIR, APPIMAGE: '/home/ada/Latchkey.AppImage', ARGV0: './Latchkey.AppImage', OWD: '/home/ada' },
        PATH: `${APPDIR}:${APPDIR}/usr/sbin:/usr/bin:/bin`,
        LD_LIBRARY_PATH: `${APPDIR}/usr/lib:`,
        GSETTINGS_SCHEMA_DIR: `${APPDIR}/usr/share/glib-2.0/schemas`,
        XDG_DATA_DIRS: `${APPDIR}/usr/share/:${own.XDG_DATA_DIRS}`,
        BESIDE: '/tmp/.mount_LatchkA10/x',
      };
      expect(sessionEnv(env)).toEqual({ ...own, PATH: '/usr/bin:/bin', BESIDE: env.BESIDE });
      expect(sessionEnv({ ...own, LD_LIBRARY_PATH: '/opt/lib:' })).toEqual({ ...own, LD_LIBRARY_PATH: '/opt/lib:' });
    });
  });

  it.each([
    'http://id.example/',
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://user:password@id.example/',
    '--help',
    `https://id.example/${'x'.repeat(9_000)}`,
  ])('never gets %s', async (url) => {
    rmSync(seen, { force: true });
    await expect(opener(`touch ${seen}`).open(url)).rejects.toMatchObject({ code: 'browser_unavailable' });
    expect(() => readFileSync(seen)).toThrow();
  });

  it('gets http on loopback only in test mode', () => {
    expect(checkedLink('http://127.0.0.1:8080/device', true)).toBe('http://127.0.0.1:8080/device');
    expect(() => checkedLink('http://id.example/', true)).toThrow('https');
  });
});
