/**
 * Who asks at the container door: the process at the other end of the connection; if that is not found quickly, the
 * run's own process. A connection of another user does not count as a caller.
 */
import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { present } from '../../../src-shared/present.ts';
import type { Caller } from '../../core/caller.ts';
import type { ContainerRun } from '../../core/container-run.ts';
import { LatchkeyError } from '../../core/errors.ts';
import { callerAt } from './caller.ts';
import { numberOf } from './held-socket.ts';
import { type ConnectionAt, loadConnectionAt } from './inet-diag.ts';
import { readStat } from './proc.ts';

/** SDKs wait for a second. */
const PATIENCE_MS = 200;
/** How many processes are checked in one go, for about half a millisecond. */
const AT_ONCE = 10;
const MOST_REMEMBERED = 1_000;
const MOST_FILES = 4;

/** The ports of a connection. */
type Ends = Pick<Socket, 'localPort' | 'remotePort'>;

interface Client {
  readonly pid: number;
  /** The descriptors of its last connections, which are reused; the latest first. */
  readonly files: readonly string[];
}

export class RunCallers {
  /** By run: who asked last, and will usually ask again. */
  readonly #last = new Map<string, Client>();
  readonly #loaded: Promise<ConnectionAt | undefined> = loadConnectionAt();
  #searching: Promise<unknown> = Promise.resolve();

  /** Rejects with `not_allowed`. */
  async at(
    { id, owner }: Pick<ContainerRun, 'id' | 'owner'>,
    { localPort = 0, remotePort = 0 }: Ends,
  ): Promise<Caller> {
    const connection = (await this.#loaded)?.(localPort, remotePort);
    // F52. As at the socket: the same user only, even with the value.
    if (connection?.isOurs === false) {
      throw new LatchkeyError('not_allowed', 'The credentials are only for the user who runs the agent.', { hint: '' });
    }
    const pid = connection && (this.#known(id, connection.inode) ?? (await this.#search(id, connection.inode)));
    // Where the system does not say which process it is, the run is the only one that can be told from others.
    return { run: `run ${id}`, ...present(callerAt('container', pid ?? owner?.pid)) };
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
    .filter((stat) => stat !== undefined && stat.uid === process.getuid?.() && stat.pid !== process.pid)
    .sort((a, b) => (b?.start ?? 0) - (a?.start ?? 0))
    .flatMap((stat) => stat?.pid ?? []);
}
