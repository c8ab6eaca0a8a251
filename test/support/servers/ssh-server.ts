/**
 * A real OpenSSH server on loopback with a configuration, keys and an account of its own. Run by root, the account is
 * another user, made for the test and taken away after it; else it is the same user, with another home and runtime folder.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Outcome, run } from '../../cli/latchkey.ts';

export const SSHD = '/usr/sbin/sshd';
export const isRoot = process.getuid?.() === 0;

export interface SshServer {
  /** For `ssh -F`; it knows the host `box`. */
  readonly config: string;
  /** Readable by the account, and gone after the test. */
  readonly place: string;
  readonly uid: number;
  readonly home: string;
  /** XDG_RUNTIME_DIR of each session there. */
  readonly runtime: string;
  /** Runs a line of shell there, over a connection of its own. */
  run(line: string): Promise<Outcome>;
  /** From the next connection on. */
  configure(lines: readonly string[]): Promise<void>;
  /** Kills every connection as it is. */
  cut(): void;
  stop(): Promise<void>;
}

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export async function startSshServer(): Promise<SshServer> {
  const place = mkdtempSync(join(tmpdir(), 'latchkey-sshd-'));
  chmodSync(place, 0o755);
  const home = join(place, 'home');
  const account = makeAccount(home);
  const own = (path: string): string => {
    mkdirSync(path, { mode: 0o700 });
    chownSync(path, account.uid, account.gid);
    return path;
  };
  own(home);
  const runtime = own(join(place, 'run'));
  for (const key of ['host', 'id'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(place, key)]);
  // sshd wants all folders from the home down to the keys to be the user's own.
  const keys = join(home, 'authorized_keys');
  cpSync(join(place, 'id.pub'), keys);
  chownSync(keys, account.uid, account.gid);
  const port = await freePort();
  const config = join(place, 'client.conf');
  writeFileSync(config, clientConfig(place, port, account.name));
  const start = (lines: readonly string[]) => startServer(place, serverConfig({ place, port, runtime, keys, lines }));
  let server = await start([]);
  return {
    config,
    place,
    uid: account.uid,
    home,
    runtime,
    run: (line) => run('ssh', ['-F', config, 'box', line]),
    async configure(lines) {
      await server.stop();
      server = await start(lines);
    },
    cut: () => killTree(server.pid, false),
    async stop() {
      await server.stop();
      rmSync(place, { recursive: true, force: true });
      if (isRoot) execFileSync('userdel', [account.name]);
    },
  };
}

/** `*`: no password fits, and the account is not locked, which sshd would not let in. */
function makeAccount(home: string): Account {
  if (!isRoot) {
    const { username, uid, gid } = userInfo();
    return { name: username, uid, gid };
  }
  const name = `lk-test-${process.pid}`;
  const options = ['--system', '--no-create-home', '--home-dir', home, '--shell', '/bin/sh', '--password', '*'];
  execFileSync('useradd', [...options, name]);
  const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { name, uid: id('-u'), gid: id('-g') };
}

interface ServerParts {
  readonly place: string;
  readonly port: number;
  readonly runtime: string;
  readonly keys: string;
  readonly lines: readonly string[];
}

/** The first value of a setting counts. SetEnv does what a login manager does: it tells each session its runtime folder. */
function serverConfig({ place, port, runtime, keys, lines }: ServerParts): string {
  return [
    ...lines,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(place, 'host')}`,
    `AuthorizedKeysFile ${keys}`,
    'PidFile none',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    `StrictModes ${isRoot ? 'yes' : 'no'}`,
    `SetEnv XDG_RUNTIME_DIR=${runtime}`,
    '',
  ].join('\n');
}

function clientConfig(place: string, port: number, user: string): string {
  return [
    'Host box',
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  User ${user}`,
    `  IdentityFile ${join(place, 'id')}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${join(place, 'known_hosts')}`,
    '  StrictHostKeyChecking accept-new',
    '  LogLevel ERROR',
    '',
  ].join('\n');
}

async function startServer(place: string, config: string): Promise<{ pid: number; stop(): Promise<void> }> {
  const file = join(place, 'sshd.conf');
  writeFileSync(file, config);
  // Its own start-up script would make it; a machine without systemd has none.
  if (isRoot && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { mode: 0o755 });
  const child = spawn(SSHD, ['-D', '-e', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('Server listening')) resolve();
    });
    child.on('exit', () => reject(new Error(`sshd ended: ${log}`)));
  });
  const pid = child.pid ?? -1;
  return {
    pid,
    async stop() {
      const gone = once(child, 'exit');
      killTree(pid, true);
      await gone;
    },
  };
}

/** sshd serves each connection in processes of its own, which outlive it. */
function killTree(pid: number, withItself: boolean): void {
  for (const child of childrenOf(pid)) killTree(child, true);
  try {
    if (withItself) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
