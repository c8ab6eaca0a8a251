/**
 * One connection of `latchkey forward`, through your own ssh: a master connection whose session runs the script of
 * script.ts, and the forwarding, added once the script has reported the path. So you sign in once, and everything on
 * the other machine goes away with the connection, however that ends.
 */
import { type ChildProcess, type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { noPlace, refusedByServer, scriptFailed, scriptSilent, sshMissing, unreachable } from './errors.ts';
import { type Finding, forwardScript, type Place, parseFinding } from './script.ts';

export interface SshOptions {
  readonly program: string;
  readonly host: string;
  /** As you gave them, after `--`. */
  readonly options: readonly string[];
  readonly localSocket: string;
  readonly remotePath?: string | undefined;
  readonly owner: string;
  readonly signal: AbortSignal;
  /** For the script's answer once you are signed in, in milliseconds; the sign-in itself takes as long as you need. */
  readonly answerMs?: number;
}

export interface Connection {
  readonly place: Place;
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
}

/** stderr is yours: ssh speaks to you there. */
type Master = ChildProcessByStdio<Writable, Readable, null>;

/** Time for the other machine to clean up, in milliseconds. */
const TIDY_MS = 4_000;
const MAX_LINES_BYTES = 65_536;
const ANSWER_MS = 30_000;
/** `ssh -G` connects to nothing. */
const SETTINGS_MS = 5_000;

/** Resolves when the socket exists. Rejects with a CliError or the signal's reason; the signal also ends it later. */
export async function connectRemote(options: SshOptions): Promise<Connection> {
  const folder = mkdtempSync(join(shortLived(process.env['XDG_RUNTIME_DIR']), 'lk-'));
  // ssh expands %, and would read what follows it as a token.
  const control = join(folder, 'c').replaceAll('%', '%%');
  const limit = answerLimit(folder, options);
  const child = startMaster(options, control, await neededSettings(options));
  const closeControl = () => rmSync(folder, { recursive: true, force: true });
  const ended = endOf(child).finally(closeControl);
  const tidy = () => void hangUp(child, ended);
  options.signal.addEventListener('abort', tidy, { once: true });
  const gone = ended.then(() => options.signal.removeEventListener('abort', tidy));
  try {
    const finding = await Promise.race([findingOf(child, ended, options), limit.passed]).finally(limit.end);
    const place = placeOf(finding, options.host);
    await addForwarding(options, control, place);
    // The master's control socket is no longer needed.
    closeControl();
    return { place, ended: gone };
  } catch (thrown) {
    tidy();
    await gone.catch(() => {});
    throw options.signal.aborted ? options.signal.reason : thrown;
  }
}

/**
 * Settings that would keep the script from running, if your ssh knows them (from OpenSSH 8.7); an earlier one refuses
 * their names.
 */
const NEEDED = { sessiontype: 'default', stdinnull: 'no', forkafterauthentication: 'no' } as const;

function neededSettings({ program, host, options }: SshOptions): Promise<string[]> {
  return new Promise((resolve) => {
    const args = ['-G', ...options, host];
    execFile(program, args, { timeout: SETTINGS_MS }, (_error, stdout) => {
      const known = new Set(stdout.split('\n').map((line) => line.split(' ', 1)[0]));
      resolve(Object.entries(NEEDED).flatMap(([name, value]) => (known.has(name) ? [`${name}=${value}`] : [])));
    }).stdin?.end();
  });
}

/** Its path must be short: a socket's has 103 bytes. */
const shortLived = (runtime = ''): string => (isAbsolute(runtime) && existsSync(runtime) ? runtime : tmpdir());

/** Runs from the moment when ssh creates its control socket in `folder`: it does so when you are signed in. */
function answerLimit(folder: string, { host, answerMs = ANSWER_MS }: SshOptions) {
  let end = () => {};
  const passed = new Promise<never>((_, reject) => {
    const watcher = watch(folder, () => {
      watcher.close();
      const timer = setTimeout(() => reject(scriptSilent(host, answerMs)), answerMs);
      end = () => clearTimeout(timer);
    });
    end = () => watcher.close();
  });
  return { passed, end: () => end() };
}

/** ssh uses the first value of an option: our required ones, then yours, then our defaults. */
function startMaster(options: SshOptions, control: string, needed: readonly string[]): Master {
  const { program, host, owner, remotePath } = options;
  const must = ['ControlMaster=yes', `ControlPath=${control}`, 'ControlPersist=no', 'RemoteCommand=none', ...needed];
  const may = ['ClearAllForwardings=yes', 'ConnectTimeout=30', 'ServerAliveInterval=15', 'ServerAliveCountMax=3'];
  const args = ['-T', '-a', '-x', ...must.flatMap(asOption), ...options.options, ...may.flatMap(asOption), host, 'sh'];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {}); // it has ended; `ended` reports it
  child.stdin.write(forwardScript({ owner, attempt: randomBytes(8).toString('hex'), path: remotePath }));
  return child;
}

const asOption = (option: string): string[] => ['-o', option];

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(error));
    child.once('close', (code) => resolve(code));
  });
}

/** The script's first finding; rejects when ssh ends before that. */
function findingOf(child: Master, ended: Promise<number | null>, { host, program }: SshOptions): Promise<Finding> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      if (text.length < MAX_LINES_BYTES) text += part;
      for (const line of text.split('\n').slice(0, -1)) {
        const finding = parseFinding(line);
        if (finding) resolve(finding);
      }
    });
    ended.then(
      (code) => reject(code === 255 || code === null ? unreachable(host) : scriptFailed(host, code)),
      () => reject(sshMissing(program)),
    );
  });
}

function placeOf(finding: Finding, host: string): Place {
  if ('trouble' in finding) throw noPlace(finding.trouble, finding.path, host);
  return finding;
}

/** Asks the master connection, without your configuration: only the control socket is needed. */
async function addForwarding(options: SshOptions, control: string, { path }: Place): Promise<void> {
  const { program, host, localSocket } = options;
  const wish = ['-O', 'forward', '-R', `${path}:${localSocket.replaceAll('%', '%%')}`];
  const child = spawn(program, ['-F', '/dev/null', ...asOption(`ControlPath=${control}`), ...wish, host], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  if ((await endOf(child)) !== 0) throw refusedByServer(host, path);
}

/** The end of its input makes the script clean up; ssh ends with it. */
async function hangUp(child: Master, ended: Promise<unknown>): Promise<void> {
  child.stdin.end();
  const timer = setTimeout(() => child.kill(), TIDY_MS);
  await ended.catch(() => {});
  clearTimeout(timer);
}
