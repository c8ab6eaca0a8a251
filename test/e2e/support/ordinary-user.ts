/**
 * An ordinary user for one test that root runs: an account, a home, a session bus with a keychain, and copies of Latchkey
 * and Electron that the user can read. Everything is removed afterwards.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import dbus from 'dbus-next';
import { ELECTRON, ROOT } from './desk.ts';

const NAME = 'latchkey-e2e';

export interface OrdinaryUser {
  readonly uid: number;
  readonly home: string;
  readonly env: Record<string, string>;
  /** Starts Electron as this user; takes Electron's arguments. */
  readonly executable: string;
  /** Latchkey's folder, as this user sees it. */
  readonly app: string;
  stop(): Promise<void>;
}

export async function ordinaryUser(): Promise<OrdinaryUser> {
  if (spawnSync('id', [NAME]).status !== 0) execFileSync('useradd', ['--system', '--no-create-home', NAME]);
  const id = (flag: string): number => Number(execFileSync('id', [flag, NAME], { encoding: 'utf8' }));
  const [uid, gid] = [id('-u'), id('-g')];
  const place = mkdtempSync(join(tmpdir(), 'latchkey-user-'));
  chmodSync(place, 0o755);
  const app = copyApp(join(place, 'app'));
  const electron = copyElectron(join(place, 'electron'));
  const home = join(place, 'home');
  const own = (path: string, mode: number): string => {
    mkdirSync(path, { recursive: true, mode });
    chownSync(path, uid, gid);
    return path;
  };
  own(home, 0o700);
  const env: Record<string, string> = {
    PATH: String(process.env['PATH']),
    HOME: home,
    XDG_CONFIG_HOME: own(join(home, 'config'), 0o700),
    XDG_DATA_HOME: own(join(home, 'data'), 0o700),
    XDG_RUNTIME_DIR: own(join(home, 'run'), 0o700),
    DISPLAY: String(process.env['DISPLAY']),
    NO_AT_BRIDGE: '1',
    LATCHKEY_TEST_MODE: '1',
    // A command that finds no agent must leave none behind.
    LATCHKEY_NO_START: '1',
    LATCHKEY_OPEN_COMMAND: '/bin/true',
  };
  const authority = process.env['XAUTHORITY'];
  if (authority !== undefined && existsSync(authority)) {
    env['XAUTHORITY'] = join(home, 'Xauthority');
    copyFileSync(authority, env['XAUTHORITY']);
    chownSync(env['XAUTHORITY'], uid, gid);
  }
  const session = await startSession(env, uid, gid);
  const executable = join(place, 'electron-as-user');
  const command = `exec setpriv --reuid=${uid} --regid=${gid} --clear-groups -- '${electron}' "$@"`;
  writeFileSync(executable, `#!/bin/sh\n${command}\n`, { mode: 0o755 });
  return {
    uid,
    home,
    env,
    executable,
    app,
    async stop() {
      for (const child of session) await end(child);
      rmSync(place, { recursive: true, force: true });
      execFileSync('userdel', [NAME]);
    },
  };
}

/** What a Latchkey package contains: the bundles, the drawings and the native modules. */
function copyApp(to: string): string {
  for (const part of [
    'package.json',
    'dist',
    'assets',
    'node_modules/keytar',
    'node_modules/koffi',
    'node_modules/@koromix',
  ]) {
    if (existsSync(join(ROOT, part))) cpSync(join(ROOT, part), join(to, part), { recursive: true });
  }
  return to;
}

/** Links instead of copies if the disk allows: it is 250 MB. */
function copyElectron(to: string): string {
  const linked = spawnSync('cp', ['-rl', dirname(ELECTRON), to]);
  if (linked.status !== 0) {
    rmSync(to, { recursive: true, force: true });
    execFileSync('cp', ['-r', dirname(ELECTRON), to]);
  }
  return join(to, 'electron');
}

/** A session bus accepts only its own user; this one also lets in root, who plays the panel. */
const BUS_CONFIG = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** This user's session bus and unlocked keyring; adds the bus address to `env`. */
async function startSession(env: Record<string, string>, uid: number, gid: number): Promise<ChildProcess[]> {
  const as = { uid, gid, env, cwd: env['HOME'] };
  const config = join(String(env['HOME']), 'bus.conf');
  writeFileSync(config, BUS_CONFIG);
  const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address'], {
    ...as,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(bus.stdout, 'data')) as [Buffer];
  env['DBUS_SESSION_BUS_ADDRESS'] = line.toString().trim();
  const keyring = spawn('gnome-keyring-daemon', ['--unlock', '--foreground', '--components=secrets'], {
    ...as,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keyring.stdin.end('a password of a test keyring');
  await untilOwned(env['DBUS_SESSION_BUS_ADDRESS'], 'org.freedesktop.secrets');
  return [keyring, bus];
}

async function untilOwned(busAddress: string, name: string): Promise<void> {
  const bus = dbus.sessionBus({ busAddress });
  const daemon = (await bus.getProxyObject('org.freedesktop.DBus', '/org/freedesktop/DBus')).getInterface(
    'org.freedesktop.DBus',
  );
  const owned = new Promise<void>((resolve) => {
    daemon.on('NameOwnerChanged', (changed: string, _old: string, owner: string) => {
      if (changed === name && owner !== '') resolve();
    });
  });
  if (!(await daemon['NameHasOwner']?.(name))) await owned;
  bus.disconnect();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
