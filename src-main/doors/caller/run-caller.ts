/**
 * Who asks at the container door: the process at the other end of the connection, and no other. Only a system that does
 * not say whose a connection is leaves the run's own process to be named.
 */
import { readdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { present } from '../../../src-shared/present.ts';
import type { Caller } from '../../core/caller.ts';
import type { ContainerRun } from '../../core/container-run.ts';
import type { Ends } from '../../loopback/ends.ts';
import { tcpPeers } from '../../loopback/tcp-peers.ts';
import { callerAt } from './caller.ts';
import { numberOf } from './held-socket.ts';
import { readStat } from './proc.ts';

/** SDKs wait for a second. */
const PATIENCE_MS = 200;
/** How many processes are checked in one go, for about half a millisecond. */
const AT_ONCE = 10;
const MOST_REMEMBERED = 1_000;
const MOST_FILES = 4;

interface Client {
  readonly pid: number;
  /** The descriptors of its last connections, which are reused; the latest first. */
  readonly files: readonly string[];
}

export class RunCallers {
  /** By run: who asked last, and will usually ask again. */
  readonly #last = new Map<string, Client>();
  #searching: Promise<unknown> = Promise.resolve();

  /** A process that is not found in time is unknown, not the owner. */
  async at({ id, owner }: Pick<ContainerRun, 'id' | 'owner'>, ends: Ends): Promise<Caller> {
    const { isKnown, find } = await tcpPeers();
    const pid = isKnown ? await this.#holder(id, find(ends)?.inode) : owner?.pid;
    // Where the system does not say which process it is, the run is the only one that can be told from others.
    return { run: `run ${id}`, ...present(callerAt('container', pid)) };
  }

  async #holder(id: string, inode: string | undefined): Promise<number | undefined> {
    return inode === undefined ? undefined : (this.#known(id, inode) ?? (await this.#search(id, inode)));
  }

  #known(id: string, inode: string): number | undefined {
    const last = this.#last.get(id);
    const file = last && numberOf(inode, last.pid, last.files);
    if (last === undefined || file === undefined) return undefined;
    const others = last.files.filter((other) => other !== file);
    this.#last.set(id, { pid: last.pid, files: [file, ...others.slice(0, MOST_FILES - 1)] });
    return last.pid;
  }

  /** One search at a time: of a hundred connections at once, the others are then known. */
  #search(id: string, inode: string): Promise<number | undefined> {
    const untilMs = performance.now() + PATIENCE_MS;
    const mine = this.#searching.then(async () => {
      const known = this.#known(id, inode);
      if (known !== undefined) return known;
      const found = await holderOf(inode, untilMs).catch(() => undefined);
      if (found !== undefined) this.#remember(id, found);
      return found?.pid;
    });
    this.#searching = mine;
    return mine;
  }

  #remember(id: string, client: Client): void {
    if (this.#last.size >= MOST_REMEMBERED) this.#last.clear();
    this.#last.set(id, client);
  }
}

/** The youngest first: a program that asks was usually started a moment ago. Undefined: not found in time. */
async function holderOf(inode: string, untilMs: number): Promise<Client | undefined> {
  for (const [at, pid] of youngestFirst().entries()) {
    if (performance.now() > untilMs) return undefined;
    const file = numberOf(inode, pid);
    if (file !== undefined) return { pid, files: [file] };
    if (at % AT_ONCE === AT_ONCE - 1) await nextTurn();
  }
  return undefined;
}

/** Of our user. Pids wrap around at some point, so they say nothing about age. About 10 µs for each. */
function youngestFirst(): readonly number[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat?.uid === process.getuid?.())
    .sort((a, b) => (b?.start ?? 0) - (a?.start ?? 0))
    .flatMap((stat) => stat?.pid ?? []);
}
