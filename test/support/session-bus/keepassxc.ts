/** A real KeePassXC as the Secret Service of a session bus, with a database of its own and no display. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dbus from 'dbus-next';
import { startBus } from './secret-service.ts';

const NAME = 'org.freedesktop.secrets';
const PASSWORD = 'a password of a test database';
/** The group whose entries programs may see, in both forms that KeePassXC's XML has. */
const GROUP = { uuid: '{00112233-4455-6677-8899-aabbccddeeff}', base64: 'ABEiM0RVZneImaq7zN3u/w==' };

const DATABASE = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<KeePassFile><Meta><RecycleBinEnabled>True</RecycleBinEnabled><CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key>
<Value>${GROUP.uuid}</Value></Item></CustomData></Meta>
<Root><Group><UUID>${GROUP.base64}</UUID><Name>Root</Name></Group></Root></KeePassFile>`;

/** Nothing asks: no one is there to answer. */
const SETTINGS = `[General]
AutoSaveAfterEveryChange=true
[FdoSecrets]
Enabled=true
ShowNotification=false
ConfirmDeleteItem=false
ConfirmAccessItem=false
`;

export interface KeePassXc {
  readonly env: NodeJS.ProcessEnv;
  /** The paths of all entries in the saved database, those in the bin included, after KeePassXC has ended. */
  entries(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startKeePassXc(): Promise<KeePassXc> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-keepassxc-'));
  mkdirSync(join(folder, 'run'), { mode: 0o700 });
  const at = (name: string) => join(folder, name);
  writeFileSync(at('database.xml'), DATABASE);
  writeFileSync(at('settings.ini'), SETTINGS);
  const file = at('database.kdbx');
  const cli = (words: readonly string[], input: string) =>
    execFileSync('keepassxc-cli', words, { input, stdio: 'pipe', encoding: 'utf8' });
  cli(['import', '--set-password', at('database.xml'), file], `${PASSWORD}\n${PASSWORD}\n`);
  const bus = await startBus();
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  const own = { HOME: folder, XDG_RUNTIME_DIR: at('run'), DBUS_SESSION_BUS_ADDRESS: bus.address };
  const env = { ...rest, ...own, QT_QPA_PLATFORM: 'offscreen' };
  const files = ['--config', at('settings.ini'), '--localconfig', at('local.ini'), '--pw-stdin', file];
  const connection = dbus.sessionBus({ busAddress: bus.address });
  const served = untilServed(connection);
  const program = spawn('keepassxc', files, { env, stdio: ['pipe', 'ignore', 'ignore'] });
  program.stdin.end(`${PASSWORD}\n`);
  await served;
  connection.disconnect();
  const end = async () => {
    if (program.exitCode !== null || program.signalCode !== null) return;
    program.kill('SIGTERM');
    await once(program, 'exit');
  };
  return {
    env,
    async entries() {
      await end();
      const listed = cli(['ls', '--recursive', '--flatten', file], `${PASSWORD}\n`);
      return listed.split('\n').filter((line) => line !== '' && !line.endsWith('/') && !line.endsWith('[empty]'));
    },
    async stop() {
      await end();
      await bus.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Its collection appears when the database is open. Asking for the name earlier would start another service. */
async function untilServed(connection: dbus.MessageBus): Promise<void> {
  const daemon = await connection.getProxyObject('org.freedesktop.DBus', '/org/freedesktop/DBus');
  const names = daemon.getInterface('org.freedesktop.DBus');
  await new Promise<void>((resolve) => {
    names.on('NameOwnerChanged', (name: string, _old: string, owner: string) => {
      if (name === NAME && owner !== '') resolve();
    });
  });
  const proxy = await connection.getProxyObject(NAME, '/org/freedesktop/secrets');
  const service = proxy.getInterface('org.freedesktop.Secret.Service');
  const created = new Promise<void>((resolve) => service.on('CollectionCreated', () => resolve()));
  if ((await service['ReadAlias']?.('default')) === '/') await created;
}
