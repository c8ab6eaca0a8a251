/**
 * A real Secret Service (gnome-keyring) on a session bus and in a folder of its own, for tests of the keychain vault.
 * Run the code under test in a child process with `env`: libsecret reads the bus address once per process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dbus from 'dbus-next';

const PASSWORD = 'a password of a test keyring';
const NAME = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';

export interface SecretService {
  /** HOME, XDG folders and bus address; spread over PATH and the like already. */
  readonly env: NodeJS.ProcessEnv;
  /** Where the keyring's files are (XDG_DATA_HOME). */
  readonly dataDir: string;
  /** The process id of the keyring daemon. */
  readonly daemonPid: number;
  /** Locks the default collection: from now on the service wants a prompt, which no one answers here. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** Another daemon on the same bus and files, unlocked; `daemonPid` is the new one's. */
  restart(): Promise<void>;
  /** True while the default collection is locked. */
  locked(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface SecretServiceOptions {
  /** Used for the keyring's files instead of a new folder, e.g. one on a full disk; not removed at the end. */
  readonly dataDir?: string;
  /** False: a service that has none yet, as at a person's first login without a password. */
  readonly keyring?: boolean;
}

const bareBus = (folder: string) => `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<servicedir>${folder}</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`;

/** A session bus on which nobody is. `secrets` is what it runs for the Secret Service; absent: it can start nobody. */
export async function startBus(secrets?: string): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bus-'));
  const config = join(folder, 'bus.conf');
  writeFileSync(config, bareBus(folder));
  if (secrets) writeFileSync(join(folder, `${NAME}.service`), `[D-BUS Service]\nName=${NAME}\nExec=${secrets}\n`);
  const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await firstLine(bus);
  return {
    address,
    async stop() {
      await stopChild(bus);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startSecretService(options: SecretServiceOptions = {}): Promise<SecretService> {
  const home = mkdtempSync(join(tmpdir(), 'latchkey-keyring-'));
  const dataDir = options.dataDir ?? join(home, 'data');
  const runtimeDir = join(home, 'run');
  for (const folder of [dataDir, runtimeDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const base = { ...withoutDesktop(process.env), HOME: home, XDG_DATA_HOME: dataDir, XDG_RUNTIME_DIR: runtimeDir };
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address'], {
    env: base,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await firstLine(bus);
  const env: NodeJS.ProcessEnv = { ...base, DBUS_SESSION_BUS_ADDRESS: address };
  const { keyring = true } = options;
  let daemon = startDaemon(env, keyring);
  // A test that ends without `stop` leaves no daemon behind.
  const killAll = () => {
    for (const child of [daemon, bus]) child.kill('SIGKILL');
  };
  process.once('exit', killAll);
  const connection = dbus.sessionBus({ busAddress: address });
  await untilNameOwned(connection);
  const call = async (path: string, iface: string, member: string, signature: string, body: unknown[]) => {
    const message = new dbus.Message({ destination: NAME, path, interface: iface, member, signature, body });
    return (await connection.call(message))?.body ?? [];
  };
  const collection = `${ROOT}/aliases/default`;
  const service: SecretService = {
    env,
    dataDir,
    get daemonPid() {
      return daemon.pid ?? -1;
    },
    async lock() {
      await call(ROOT, 'org.freedesktop.Secret.Service', 'Lock', 'ao', [[await realPath()]]);
      if (!(await service.locked())) throw new Error('the keyring did not lock');
    },
    async unlock() {
      // The daemon's own door for a login manager; a Secret Service prompt would need a display.
      const session = await call(ROOT, 'org.freedesktop.Secret.Service', 'OpenSession', 'sv', [
        'plain',
        new dbus.Variant('s', ''),
      ]);
      const secret = [session[1], Buffer.alloc(0), Buffer.from(PASSWORD), 'text/plain'];
      const door = 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface';
      await call(ROOT, door, 'UnlockWithMasterPassword', 'o(oayays)', [await realPath(), secret]);
      if (await service.locked()) throw new Error('the keyring did not unlock');
    },
    async restart() {
      await stopChild(daemon);
      daemon = startDaemon(env, keyring);
      await untilNameOwned(connection);
    },
    async locked() {
      const reply = await call(collection, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
        'org.freedesktop.Secret.Collection',
        'Locked',
      ]);
      return (reply[0] as { value: boolean }).value;
    },
    async stop() {
      process.off('exit', killAll);
      connection.disconnect();
      for (const child of [daemon, bus]) await stopChild(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
  const realPath = async () => {
    const reply = await call(ROOT, 'org.freedesktop.Secret.Service', 'ReadAlias', 's', ['default']);
    return String(reply[0]);
  };
  return service;
}

function startDaemon(env: NodeJS.ProcessEnv, keyring: boolean): ChildProcess {
  const unlock = keyring ? ['--unlock'] : [];
  const daemon = spawn('gnome-keyring-daemon', [...unlock, '--foreground', '--components=secrets'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin?.end(PASSWORD);
  return daemon;
}

/** Nothing of the person's own desktop may be reached by mistake. */
function withoutDesktop(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, DBUS_SESSION_BUS_ADDRESS: _bus, ...rest } = env;
  return rest;
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  if (child.stdout === null) throw new Error('no standard output');
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.trim();
}

async function untilNameOwned(connection: dbus.MessageBus): Promise<void> {
  const daemon = await connection.getProxyObject('org.freedesktop.DBus', '/org/freedesktop/DBus');
  const names = daemon.getInterface('org.freedesktop.DBus');
  const owned = new Promise<void>((resolve) => {
    names.on('NameOwnerChanged', (name: string, _old: string, owner: string) => {
      if (name === NAME && owner !== '') resolve();
    });
  });
  if (!(await names['NameHasOwner']?.(NAME))) await owned;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
