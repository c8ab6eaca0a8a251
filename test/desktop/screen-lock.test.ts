/** Whether the screen is locked, according to the session's lockers and logind, each asked for the first time or again. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isScreenLocked } from '../../src-main/desktop/screen-lock.ts';

interface Answers {
  /** Owned names, and what each says. */
  readonly lockers?: Readonly<Record<string, 'true' | 'false' | 'nothing'>>;
  readonly hint?: boolean;
}

describe('desktops 8: the screen', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const asked = (): string => (existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8') : '');
  function locked({ lockers = {}, hint }: Answers): Promise<boolean | undefined> {
    const names = Object.keys(lockers).map((name) => `string "${name}"`);
    const cases = [
      `*ListNames*) echo 'array [ string "org.freedesktop.DBus" ${names.join(' ')} ]';;`,
      ...Object.entries(lockers).map(([name, says]) =>
        says === 'nothing' ? `*${name}.GetActive*) exit 1;;` : `*${name}.GetActive*) echo "   boolean ${says}";;`,
      ),
      hint === undefined ? '' : `*--system*LockedHint*) echo "   variant       boolean ${hint}";;`,
    ];
    const script = `#!/bin/sh\necho "$*" >>'${join(folder, 'asked')}'\ncase "$*" in\n${cases.join('\n')}\n*) exit 1;;\nesac\n`;
    writeFileSync(join(folder, 'dbus-send'), script);
    chmodSync(join(folder, 'dbus-send'), 0o755);
    return isScreenLocked({ PATH: folder });
  }

  it.each([
    'org.freedesktop.ScreenSaver',
    'org.gnome.ScreenSaver',
    'org.mate.ScreenSaver',
    'org.xfce.ScreenSaver',
    'org.cinnamon.ScreenSaver',
  ])('is locked or not, as %s says', async (name) => {
    expect(await locked({ lockers: { [name]: 'true' } })).toBe(true);
    expect(await locked({ lockers: { [name]: 'false' } })).toBe(false);
    expect(asked()).toContain(`/${name.replaceAll('.', '/')} ${name}.GetActive`);
  });

  it('is locked if any of them, or logind, says so', async () => {
    const free = { 'org.gnome.ScreenSaver': 'false' } as const;
    expect(await locked({ lockers: { ...free, 'org.mate.ScreenSaver': 'true' } })).toBe(true);
    expect(await locked({ lockers: free, hint: true })).toBe(true);
    expect(await locked({ hint: true })).toBe(true);
  });

  it('is unknown if no locker answers: logind hears of few', async () => {
    expect(await locked({ hint: false })).toBe(undefined);
    expect(await locked({ lockers: { 'org.mate.ScreenSaver': 'nothing' } })).toBe(undefined);
    expect(await isScreenLocked({ PATH: '/nonexistent' })).toBe(undefined);
  });

  it('starts no locker by asking for a missing one', async () => {
    await locked({ lockers: { 'org.mate.ScreenSaver': 'false' } });
    const named = asked().match(/--dest=\S+/g) ?? [];
    expect(new Set(named)).toEqual(
      new Set(['--dest=org.freedesktop.DBus', '--dest=org.mate.ScreenSaver', '--dest=org.freedesktop.login1']),
    );
  });
});
