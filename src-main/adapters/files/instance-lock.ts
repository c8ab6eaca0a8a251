/**
 * At most one agent per config folder: two would spend each other's rotating refresh tokens.
 *
 * Lock files are numbered, `agent.lock.N`, and only ever created whole and exclusively (link of a finished file). A
 * process that finds no live holder creates the next number, checks again, and gives way if another holder is alive. If
 * two overlap, the later one's check comes after both links, so at most one holds. Only a holder removes stale files, so
 * a lock whose process may be alive is never moved or deleted.
 */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { LatchkeyError } from '../../core/errors.ts';
import { errorCode, isProcessAlive } from './durable-file.ts';

const ATTEMPTS = 50;

const Holder = z.object({
  pid: z.int().min(1),
  /** Distinguishes this process from a later one with the same id; empty if the system does not say. */
  birth: z.string().max(100),
  random: z.string().max(64),
});
type Holder = z.infer<typeof Holder>;

export interface InstanceLock {
  release(): Promise<void>;
}

/** Rejects with `agent_already_running`, or `config_unwritable` if the folder is not writable. */
export async function lockInstance(folder: string): Promise<InstanceLock> {
  const me: Holder = {
    pid: process.pid,
    birth: (await birthOf(process.pid)) ?? '',
    random: randomBytes(12).toString('hex'),
  };
  const temp = join(folder, `agent.lock.tmp.${me.pid}.${me.random}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
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
    const found = await locks(folder);
    const holder = found.find(({ alive }) => alive)?.holder;
    if (holder !== undefined) throw running(holder.pid);
    const path = join(folder, `agent.lock.${Math.max(0, ...found.map(({ number }) => number)) + 1}`);
    if (!(await linked(temp, path))) continue;
    const now = await locks(folder);
    const others = now.filter(({ alive, holder: other }) => alive && other?.random !== me.random);
    if (others.length === 0 && now.some(({ holder: own }) => own?.random === me.random)) {
      for (const stale of now) if (!stale.alive) await unlink(stale.path).catch(() => {});
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
  readonly alive: boolean;
}

async function locks(folder: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const name of await readdir(folder)) {
    const number = /^agent\.lock\.(\d{1,12})$/.exec(name)?.[1];
    if (number === undefined) continue;
    const path = join(folder, name);
    const holder = await readHolder(path);
    found.push({ path, number: Number(number), holder, alive: holder !== undefined && (await isAlive(holder)) });
  }
  return found;
}

/** Undefined: gone in the meantime, or damaged by a power cut, so no live process owns it. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return Holder.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  return isProcessAlive(holder.pid) && (await birthOf(holder.pid)) === (holder.birth || undefined);
}

/** Linux: the start time in ticks (field 22 of /proc/PID/stat) and the boot it counts from. */
async function birthOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // The second field is the program's name in parentheses and may itself contain spaces and parentheses.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? undefined : `${boot.trim()} ${ticks}`;
  } catch {
    return undefined;
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeTemps(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^agent\.lock\.tmp\.(\d+)\./.exec(name)?.[1];
    if (pid !== undefined && !isProcessAlive(Number(pid))) await unlink(join(folder, name)).catch(() => {});
  }
}

function running(pid: number): LatchkeyError {
  return new LatchkeyError('agent_already_running', `Another Latchkey agent is running (process ${pid}).`);
}
