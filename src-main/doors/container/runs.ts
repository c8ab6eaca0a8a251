/**
 * The runs that may ask at the container door: each has one role, one bearer value of which only the digest is kept,
 * and a process that it ends with. It opens no port and requests no credentials.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ContainerRun, ContainerRunStore, RunOwner } from '../../core/container-run.ts';
import type { Clock } from '../../core/ports.ts';
import type { Role } from '../../core/profile.ts';
import { isRunning } from '../caller/process-facts.ts';

/** A run whose process lives longer than this still ends; so does one whose process is unknown. */
const LONGEST_MS = 30 * 24 * 3600_000;
const MOST_RUNS = 5_000;
/** How long a process that was there is assumed to be still there: SDKs ask in bursts. */
const SEEN_MS = 2_000;
/** Belongs to no run, so that an unknown id takes as long as a wrong value. */
const NO_DIGEST = '0'.repeat(64);

export interface NewRun {
  readonly profile: string;
  readonly role: Role;
  readonly owner: RunOwner | undefined;
}

export class ContainerRuns {
  readonly #store: ContainerRunStore;
  readonly #clock: Clock;
  readonly #runs = new Map<string, ContainerRun>();
  readonly #seenAtMs = new Map<string, number>();
  #port = 0;
  #saving: Promise<void> = Promise.resolve();

  constructor(store: ContainerRunStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  get all(): Iterable<ContainerRun> {
    return this.#runs.values();
  }

  get size(): number {
    return this.#runs.size;
  }

  /** The port when the door was last open; 0: never. */
  get port(): number {
    return this.#port;
  }

  /** Restores what an earlier agent kept, except what has ended in the meantime. */
  async load(): Promise<void> {
    const kept = await this.#store.load();
    this.#port = kept?.port ?? 0;
    for (const run of kept?.runs ?? []) this.#runs.set(run.id, run);
    await this.prune();
  }

  /** At another port no one can ask for the earlier runs, and whoever has the old port now may have heard their values: they end. */
  async movedTo(port: number): Promise<void> {
    if (port === this.#port) return;
    this.#port = port;
    this.#runs.clear();
    await this.#save();
  }

  /** Durable when it resolves, and the value is shown only this once. */
  async add({ profile, role, owner }: NewRun): Promise<{ run: ContainerRun; value: string }> {
    await this.prune();
    const oldest = this.#runs.keys().next().value;
    if (this.#runs.size >= MOST_RUNS && oldest !== undefined) this.#runs.delete(oldest);
    const value = randomBytes(32).toString('base64url');
    const run: ContainerRun = {
      id: randomBytes(12).toString('base64url'),
      profile,
      role: role.name,
      account_id: role.account_id,
      role_id: role.role_id,
      digest: digestOf(value),
      ...(owner && { owner }),
      ends_at_ms: this.#clock.nowMs() + LONGEST_MS,
    };
    this.#runs.set(run.id, run);
    try {
      await this.#save();
    } catch (error) {
      this.#runs.delete(run.id);
      throw error;
    }
    return { run, value };
  }

  /** False: none has that id (any longer). Dead at once; durable when it resolves, unless the disk refuses. */
  async end(id: string): Promise<boolean> {
    const isThere = this.#runs.delete(id);
    this.#seenAtMs.delete(id);
    if (isThere) await this.#save().catch(() => undefined);
    return isThere;
  }

  /**
   * F52. The run that this value opens: takes the same time whether or not there is such an id and however much of the
   * value is right.
   */
  find(id: string, value: string): ContainerRun | undefined {
    const run = this.#runs.get(id);
    const isRight = timingSafeEqual(Buffer.from(digestOf(value), 'hex'), Buffer.from(run?.digest ?? NO_DIGEST, 'hex'));
    return isRight ? run : undefined;
  }

  /** False, and the run is over, if its process has gone or its time is up. */
  async isLive(run: ContainerRun): Promise<boolean> {
    const seenAtMs = this.#seenAtMs.get(run.id) ?? Number.NEGATIVE_INFINITY;
    const isFresh = this.#clock.monotonicMs() - seenAtMs < SEEN_MS;
    if (run.ends_at_ms > this.#clock.nowMs() && (isFresh || (await this.#hasOwner(run)))) return true;
    await this.end(run.id);
    return false;
  }

  async prune(): Promise<void> {
    for (const run of [...this.#runs.values()]) await this.isLive(run);
  }

  async #hasOwner({ id, owner }: ContainerRun): Promise<boolean> {
    if (owner !== undefined && !(await isRunning(owner))) return false;
    this.#seenAtMs.set(id, this.#clock.monotonicMs());
    return true;
  }

  /** One after another, each with what is true by then. */
  #save(): Promise<void> {
    const mine = this.#saving
      .catch(() => undefined)
      .then(() => this.#store.save({ version: 1, port: this.#port, runs: [...this.#runs.values()] }));
    this.#saving = mine;
    return mine;
  }
}

function digestOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
