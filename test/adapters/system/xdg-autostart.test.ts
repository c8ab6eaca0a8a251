/** Autostart in a Linux session: the file follows the specifications, and respects what people change in it. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startedProgram, xdgAutostart } from '../../../src-main/adapters/system/xdg-autostart.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'latchkey-autostart-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const autostart = (command: readonly string[] = ['/opt/Latchkey/latchkey', '--hidden']) =>
  xdgAutostart({ command, env: { HOME: home } });

it('is on while the file exists, and off without it', async () => {
  const entry = autostart();
  expect(entry.isOn()).toBe(false);
  await entry.set(true);
  expect(entry.path).toBe(join(home, '.config', 'autostart', 'latchkey.desktop'));
  expect(entry.isOn()).toBe(true);
  const text = readFileSync(entry.path, 'utf8');
  expect(text).toMatch(/^\[Desktop Entry\]\nType=Application\nName=Latchkey\n/);
  expect(text).toContain('\nTryExec=/opt/Latchkey/latchkey\nExec="/opt/Latchkey/latchkey" "--hidden"\n');
  await entry.set(false);
  expect(existsSync(entry.path)).toBe(false);
  await entry.set(false);
});

it('quotes what a desktop would misread', async () => {
  const entry = autostart(['/home/a da/50% "of" $HOME/`x`\\y', '--hidden']);
  await entry.set(true);
  const text = readFileSync(entry.path, 'utf8');
  // A string, not a command line: only the backslash is doubled.
  expect(text).toContain(String.raw`TryExec=/home/a da/50% "of" $HOME/${'`'}x${'`'}\\y${'\n'}`);
  expect(text).toContain(String.raw`Exec="/home/a da/50%% \\"of\\" \\$HOME/\\${'`'}x\\${'`'}\\\\y" "--hidden"`);
});

it('does not let a folder name with line breaks add a line', async () => {
  const entry = autostart(['/home/a\nExec=evil\r\tb/latchkey', '--hidden']);
  await entry.set(true);
  const lines = readFileSync(entry.path, 'utf8').split('\n');
  expect(lines.filter((line) => line.startsWith('Exec'))).toEqual([
    String.raw`Exec="/home/a\nExec=evil\r\tb/latchkey" "--hidden"`,
  ]);
});

it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('is off if the desktop has written %s', async (line) => {
  const entry = autostart();
  mkdirSync(dirname(entry.path), { recursive: true });
  writeFileSync(entry.path, `[Desktop Entry]\nType=Application\nExec=latchkey\n${line}\n`);
  expect(entry.isOn()).toBe(false);
  await entry.follow();
  expect(readFileSync(entry.path, 'utf8')).toContain(line);
});

it('follows a program that has moved, and does not turn itself on if it is off', async () => {
  await autostart(['/old/latchkey', '--hidden']).set(true);
  const moved = autostart(['/new/latchkey', '--hidden']);
  await moved.follow();
  expect(readFileSync(moved.path, 'utf8')).toContain('Exec="/new/latchkey"');
  await moved.set(false);
  await moved.follow();
  expect(moved.isOn()).toBe(false);
});

it('leaves alone what someone changed in the file, including how the program is started', async () => {
  const { path, set, follow } = autostart();
  await set(true);
  const own = readFileSync(path, 'utf8')
    .replace(/^Exec=.*$/m, 'Exec=env GTK_THEME=Adwaita /opt/Latchkey/latchkey')
    .concat('X-GNOME-Autostart-Delay=10\n');
  writeFileSync(path, own);
  await follow();
  expect(readFileSync(path, 'utf8')).toBe(own);
});

it("changes only the program's path if it has moved", async () => {
  await autostart(['/old/latchkey', '--hidden']).set(true);
  const moved = autostart(['/new/latchkey', '--hidden']);
  const own = readFileSync(moved.path, 'utf8').concat(
    'X-GNOME-Autostart-Delay=10\nActions=lock;\n\n[Desktop Action lock]\nName=Lock\nExec=latchkey lock\n',
  );
  writeFileSync(moved.path, own);
  await moved.follow();
  expect(readFileSync(moved.path, 'utf8')).toBe(own.replaceAll('/old/latchkey', '/new/latchkey'));
});

it('adds TryExec to a file from a version that did not write it', async () => {
  const entry = autostart();
  mkdirSync(dirname(entry.path), { recursive: true });
  writeFileSync(
    entry.path,
    '[Desktop Entry]\nType=Application\nName=Latchkey\nExec="/opt/Latchkey/latchkey" "--hidden"\n',
  );
  await entry.follow();
  expect(readFileSync(entry.path, 'utf8')).toContain('Name=Latchkey\nTryExec=/opt/Latchkey/latchkey\nExec=');
});

it('starts the AppImage if we run from one, but not the one whose terminal started us', () => {
  const env = { APPIMAGE: '/home/x/Other.AppImage', APPDIR: '/tmp/.mount_Other' };
  expect(startedProgram('/opt/latchkey/latchkey-desktop', env)).toBe('/opt/latchkey/latchkey-desktop');
  expect(startedProgram('/tmp/.mount_Other/latchkey-desktop', env)).toBe('/home/x/Other.AppImage');
  expect(startedProgram('/tmp/.mount_Others/latchkey', env)).toBe('/tmp/.mount_Others/latchkey');
  expect(startedProgram('/opt/latchkey/latchkey-desktop', {})).toBe('/opt/latchkey/latchkey-desktop');
});

it('says why the file cannot be written', async () => {
  writeFileSync(join(home, '.config'), 'in the way');
  await expect(autostart().set(true)).rejects.toMatchObject({ code: 'config_unwritable' });
});
