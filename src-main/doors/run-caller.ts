/**
 * Who asks at the container door: the process at the other end of the connection, looked for first among those that the
 * run's own process has started; else that process itself. A connection of another user is no caller at all.
 */
import { readdir, readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { Caller } from '../core/caller.ts';
import type { ContainerRun } from '../core/container-run.ts';
import { LatchkeyError } from '../core/errors.ts';
import { callerAt } from './caller.ts';
import { tcpPeer } from './tcp-peer.ts';

/** A build may have started thousands; the others are found as strangers are. */
const MOST_DESCENDANTS = 200;
const MOST_REMEMBERED = 1_000;

export class RunCallers {
  /** By run: the process that asked last, which mostly asks again. */
  readonly #last = new Map<string, number>();

  /** Rejects with `not_allowed`. */
  async at({ id, owner }: ContainerRun, { localPort = 0, remotePort = 0 }: Socket): Promise<Caller> {
    const peer = await tcpPeer(localPort, remotePort, async () => [
      ...[this.#last.get(id)].filter((pid) => pid !== undefined),
      ...(owner ? await descendantsOf(owner.pid) : []),
    ]);
    // F52. As at the socket: the same user only, even with the value.
    if (peer?.isOurs === false) {
      throw new LatchkeyError('not_allowed', 'The credentials are for the user who runs the agent only.', { hint: '' });
    }
    if (peer?.pid !== undefined) this.#remember(id, peer.pid);
    return callerAt('container', peer?.pid ?? owner?.pid);
  }

  #remember(id: string, pid: number): void {
    if (this.#last.size >= MOST_REMEMBERED) this.#last.clear();
    this.#last.set(id, pid);
  }
}

/** The youngest first. Empty where the kernel does not tell (CONFIG_PROC_CHILDREN). */
async function descendantsOf(pid: number): Promise<readonly number[]> {
  const found: number[] = [];
  const queue = [pid];
  for (let next = queue.shift(); next !== undefined && found.length < MOST_DESCENDANTS; next = queue.shift()) {
    const children = await childrenOf(next);
    found.push(...children);
    queue.push(...children);
  }
  return found.reverse();
}

/** Each thread has its own list. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'latin1').catch(() => '')),
  );
  return lists.flatMap((list) =>
    list
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  );
}
