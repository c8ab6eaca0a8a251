/**
 * Whether a desktop shows tray icons, according to the session bus. Without a bus there is no tray; without a way to ask, it
 * is unknown.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasTrayHost } from '../../../src-main/desktop/tray/host.ts';

describe('the host of the tray', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-tray-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const program = (name: string, script: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const asked = () => hasTrayHost('linux', { PATH: folder });

  it.each([
    ['true', true],
    ['false', false],
  ])('exists or not, as dbus-send says: %s', async (said, wanted) => {
    program('dbus-send', `echo "method return sender=org.freedesktop.DBus"; echo "   boolean ${said}"`);
    expect(await asked()).toBe(wanted);
  });

  it('does not exist while nothing draws the watcher’s items', async () => {
    const drawn = (is: boolean) =>
      `case "$*" in *Registered*) echo "variant  boolean ${is}";; *) echo "boolean true";; esac`;
    program('dbus-send', drawn(false));
    expect(await asked()).toBe(false);
    program('dbus-send', drawn(true));
    expect(await asked()).toBe(true);
  });

  it('starts no watcher by asking for a missing one', async () => {
    program('dbus-send', `echo "$*" >>'${join(folder, 'asked')}'; echo "   boolean false"`);
    expect(await asked()).toBe(false);
    expect(readFileSync(join(folder, 'asked'), 'utf8')).not.toContain('--dest=org.kde');
  });

  it('is asked for with gdbus if that is available', async () => {
    program('gdbus', 'case "$*" in *Registered*) echo "(<true>,)";; *) echo "(true,)";; esac');
    expect(await asked()).toBe(true);
  });

  it('does not exist without a session bus', async () => {
    program('dbus-send', 'echo "Failed to open connection to session bus" >&2; exit 1');
    expect(await asked()).toBe(false);
  });

  it('is unknown if nothing can ask, and always exists on other systems', async () => {
    expect(await asked()).toBe(undefined);
    expect(await hasTrayHost('darwin', { PATH: folder })).toBe(true);
    expect(await hasTrayHost('win32', { PATH: folder })).toBe(true);
  });
});
