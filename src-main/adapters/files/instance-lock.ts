/**
 * At most one agent per config folder: two would spend each other's rotating refresh tokens.
 *
 * Lock files are numbered, `agent.lock.N`, and only ever created whole and exclusively (link of a finished file). A
 * process that finds no live holder creates the next number, checks again, and gives way if another holder is alive. If
 * two overlap, the later one's check comes after both links, so at most one holds. Only a holder removes stale files, so
 * a lock whose process may be alive is never moved or deleted.
 */
import { link, readdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LatchkeyError } from '../../core/errors.ts';
import { errorCode, isProcessAlive } from './durable-file.ts';
import { type Holder, readHolder, type Sight, sightOf, thisHolder } from './lock-holder.ts';
import { makeFolder } from './private-folder.ts';

const ATTEMPTS = 50;

export interface InstanceLock {
  release(): Promise<void>;
}

/** Rejects with `agent_already_running`, or `config_unwritable` if the folder is not writable. */
export async function lockInstance(folder: string): Promise<InstanceLock> {
  const me = await thisHolder();
  const temp = join(folder, `agent.lock.tmp.${me.pid}.${me.random}`);
  try {
    makeFolder(folder);
    await writeFile(temp, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
    return await take(folder, temp, me);
  } catch (cause) {
    if (cause instanceof LatchkeyError) throw cause;
    const message = `The folder ${folder} is not writable (${errorCode(cause) ?? 'unknown'}).`;
    throw new LatchkeyError('config_unwritable', message, { cause });
  } finally {
    await unlink(temp).catch(() => {});
  }
}

async function take(folder: string, temp: string, me: Holder): Promise<InstanceLock> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await locks(folder, me);
    const held = found.find(({ sight }) => sight !== 'dead');
    if (held !== undefined) throw running(held);
    const path = join(folder, `agent.lock.${Math.max(0, ...found.map(({ number }) => number)) + 1}`);
    if (!(await linked(temp, path, me))) continue;
    const now = await locks(folder, me);
    const others = now.filter(({ sight, holder: other }) => sight !== 'dead' && other?.random !== me.random);
    if (others.length === 0 && now.some(({ holder: own }) => own?.random === me.random)) {
      for (const stale of now) if (stale.sight === 'dead') await unlink(stale.path).catch(() => {});
      await removeTemps(folder);
      return { release: () => unlink(path).catch(() => {}) };
    }
    await unlink(path).catch(() => {});
    await delay(Math.random() * 40);
  }
  throw new LatchkeyError('agent_already_running', 'Several agents are starting at once in this folder.', {
    hint: 'Start one of them again.',
  });
}

interface Found {
  readonly path: string;
  readonly number: number;
  readonly holder: Holder | undefined;
  readonly sight: Sight;
}

async function locks(folder: string, me: Holder): Promise<Found[]> {
  const found: Found[] = [];
  for (const name of await readdir(folder)) {
    const number = /^agent\.lock\.(\d{1,12})$/.exec(name)?.[1];
    if (number === undefined) continue;
    const path = join(folder, name);
    const holder = await readHolder(path);
    found.push({ path, number: Number(number), holder, sight: holder ? await sightOf(holder, me) : 'dead' });
  }
  return found;
}

async function linked(from: string, to: string, me: Holder): Promise<boolean> {
  try {
    await link(from, to).catch((error: unknown) => {
      // No hard links here (FAT, FUSE, SMB). Anyone who reads the incomplete file takes the next number; we look again below.
      if (!NO_LINKS.has(errorCode(error))) throw error;
      return writeFile(to, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
    });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

const NO_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES']);

async function removeTemps(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^agent\.lock\.tmp\.(\d+)\./.exec(name)?.[1];
    if (pid !== undefined && !isProcessAlive(Number(pid))) await unlink(join(folder, name)).catch(() => {});
  }
}

function running({ holder, sight, path }: Found): LatchkeyError {
  const { pid, host } = holder ?? { pid: 0, host: '' };
  if (sight === 'alive') {
    return new LatchkeyError('agent_already_running', `Another Latchkey agent is running (process ${pid}).`);
  }
  const message = `A Latchkey agent on ${host} (process ${pid} there) uses this folder. Whether it is still running cannot be seen from here.`;
  return new LatchkeyError('agent_already_running', message, {
    hint: `Stop it on ${host}, or set LATCHKEY_CONFIG_DIR to another folder. If it is gone, delete ${path}.`,
  });
}
