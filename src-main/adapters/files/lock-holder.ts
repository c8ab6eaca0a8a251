/**
 * Who holds a lock file, and whether that process is still running, if that can be seen from here: the folder may be
 * shared with another machine (a home on a file server) or with a container, which has its own process numbers.
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { isProcessAlive, readBounded } from './durable-file.ts';

const MAX_BYTES = 4_096;
/** Of the namespace in which all processes of a machine can be seen (PROC_PID_INIT_INO of the kernel). */
const ALL_PROCESSES = 'pid:[4026531836]';

const Text = z.string().max(300);
const Holder = z.object({
  pid: z.int().min(1),
  /** Distinguishes this process from a later one with the same id: boot and start time; empty if the system does not say. */
  birth: Text,
  random: Text,
  /** Linux: the machine's name and number, and the namespace that `pid` belongs to. Earlier versions did not write them. */
  host: Text.default(''),
  machine: Text.default(''),
  space: Text.default(''),
});
export type Holder = z.infer<typeof Holder>;
export type Sight = 'alive' | 'dead' | 'unseen';

export async function thisHolder(): Promise<Holder> {
  return {
    pid: process.pid,
    birth: (await birthOf(process.pid)) ?? '',
    random: randomBytes(12).toString('hex'),
    host: hostname(),
    ...(await whereWeAre()),
  };
}

/** Undefined: gone in the meantime, or damaged by a power cut, so no live process owns it. */
export async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const bytes = await readBounded(path, MAX_BYTES, { followLinks: false });
    return Holder.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

/** A boot is of one kernel: the same one means the same machine, whatever a container calls itself. */
export async function sightOf(holder: Holder, me: Holder): Promise<Sight> {
  const saysWhere = holder.space !== '' && me.space !== '';
  if (saysWhere && bootOf(holder) !== bootOf(me)) {
    const isThisMachine = holder.machine === me.machine && holder.host === me.host;
    return isThisMachine ? 'dead' : 'unseen';
  }
  if (saysWhere && holder.space !== me.space) return amongContainers(holder, me);
  return (await isSameProcess(holder)) ? 'alive' : 'dead';
}

/** If all processes can be seen, any that started at the same tick may be the holder. */
async function amongContainers(holder: Holder, me: Holder): Promise<Sight> {
  if (me.space !== ALL_PROCESSES) return 'unseen';
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const births = await Promise.all(pids.map((pid) => birthOf(Number(pid))));
  return births.includes(holder.birth) ? 'unseen' : 'dead';
}

async function isSameProcess(holder: Holder): Promise<boolean> {
  return isProcessAlive(holder.pid) && (await birthOf(holder.pid)) === (holder.birth || undefined);
}

const bootOf = ({ birth }: Holder): string => birth.split(' ')[0] ?? '';

async function whereWeAre(): Promise<{ machine: string; space: string }> {
  const [machine, space] = await Promise.all([
    readFile('/etc/machine-id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return { machine: machine.trim(), space };
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
