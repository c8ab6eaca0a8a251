/** When things go wrong: calm spells and storms of the network, the servers, the keychain and the clocks. */

import type { Storage } from '../machine/storage.ts';
import type { Dice } from '../world/dice.ts';
import { DAY, HOUR, MINUTE, SECOND, type World } from '../world/world.ts';

export type Fate =
  | 'fine'
  | 'no such host'
  | 'request reset'
  | 'request lost'
  | 'black hole'
  | 'answer lost'
  | 'answer reset'
  | 'duplicate'
  | 'slow'
  | '503'
  | 'html'
  | '502 after processing';

const MISHAPS: readonly [Fate, ...Fate[]] = [
  'request reset',
  'request lost',
  'answer lost',
  'answer reset',
  'duplicate',
  'slow',
  '503',
  'html',
  '502 after processing',
];
const OUTAGES: readonly [Fate, ...Fate[]] = [
  'black hole',
  '503',
  'html',
  'slow',
  'answer lost',
  '502 after processing',
];

/**
 * The agent looks at its clocks this often (due-loop.ts). A sleep and a clock set back between two looks cancel each other
 * out: from a monotonic clock that stops and a wall clock, no program can know both. They are kept apart here.
 */
export const UNSEEN_MS = 31 * SECOND;

export class Weather {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #storage: Storage;
  readonly #onChange: (what: string) => void;
  /** Undefined: the network is up. */
  #network: Fate | undefined;
  readonly #outages = new Map<string, Fate>();
  #mishap: number;
  /** True time of the last change, for better or worse, in the network, the keychain or the clocks. */
  lastChangeMs: number;
  lastJumpMs = Number.NEGATIVE_INFINITY;
  lastForwardMs = Number.NEGATIVE_INFINITY;
  lastBackMs = Number.NEGATIVE_INFINITY;
  #resumedMs = Number.NEGATIVE_INFINITY;

  constructor(world: World, storage: Storage, onChange: (what: string) => void) {
    this.#world = world;
    this.#dice = world.dice;
    this.#storage = storage;
    this.#onChange = onChange;
    this.#mishap = world.dice.pick([0, 0.002, 0.01, 0.03]);
    this.lastChangeMs = world.trueMs;
  }

  /** Starts everything that happens on its own; `roughness` 1 is an ordinary desk. */
  start(hosts: readonly [string, ...string[]], roughness: number): void {
    const every = (meanMs: number, what: () => void) => {
      const again = () => {
        this.#world.after(this.#dice.waiting(meanMs / roughness), () => {
          what();
          again();
        });
      };
      again();
    };
    every(2 * DAY, () => this.#networkDown());
    every(2 * DAY, () => this.#outage(this.#dice.pick(hosts)));
    every(4 * DAY, () => this.#storm());
    every(5 * DAY, () => this.#keychain());
    every(4 * DAY, () => this.#clockJump());
    every(9 * HOUR, () => {
      this.#world.wallErrorMs += this.#dice.between(-150, 150);
    });
  }

  get networkUp(): boolean {
    return this.#network === undefined;
  }

  fateAt(host: string): Fate {
    if (this.#network) return this.#network;
    const outage = this.#outages.get(host);
    if (outage && this.#dice.chance(0.9)) return outage;
    return this.#dice.chance(this.#mishap) ? this.#dice.pick(MISHAPS) : 'fine';
  }

  /** Nothing is wrong and nothing has been for `ms`, apart from mishaps of single requests. */
  calmFor(ms: number, host: string): boolean {
    const well = this.networkUp && !this.#outages.has(host) && this.#storage.healthy && this.#world.awake;
    return well && this.#world.trueMs - this.lastChangeMs >= ms;
  }

  get justResumed(): boolean {
    return this.#world.trueMs - this.#resumedMs < SECOND;
  }

  resumed(): void {
    this.#resumedMs = this.#world.trueMs;
    this.changed('resume');
  }

  /** A sleep now could be hidden by a clock that was just set back. */
  get hidesSleep(): boolean {
    return this.#world.trueMs - this.lastBackMs < UNSEEN_MS;
  }

  changed(what: string): void {
    this.lastChangeMs = this.#world.trueMs;
    this.#storage.weatherChanged();
    this.#world.note('weather', what);
    this.#onChange(what);
  }

  #until(ms: number, end: () => void, what: string): void {
    this.#world.after(ms, () => {
      end();
      this.changed(what);
    });
  }

  #networkDown(): void {
    if (this.#network) return;
    this.#network = this.#dice.pick(['no such host', 'black hole', 'request reset']);
    this.changed(`network: ${this.#network}`);
    const end = () => {
      this.#network = undefined;
    };
    this.#until(this.#dice.waiting(this.#dice.pick([MINUTE, 20 * MINUTE, 6 * HOUR])), end, 'network is back');
  }

  #outage(host: string): void {
    if (this.#outages.has(host)) return;
    const fate = this.#dice.pick(OUTAGES);
    this.#outages.set(host, fate);
    this.changed(`${host}: ${fate}`);
    const end = () => {
      this.#outages.delete(host);
    };
    this.#until(this.#dice.waiting(this.#dice.pick([MINUTE, 20 * MINUTE, 6 * HOUR])), end, `${host} is back`);
  }

  #storm(): void {
    const before = this.#mishap;
    this.#mishap = 0.4;
    this.changed('storm');
    const end = () => {
      this.#mishap = Math.min(before, 0.03);
    };
    this.#until(this.#dice.waiting(HOUR), end, 'storm is over');
  }

  #keychain(): void {
    const storage = this.#storage;
    const kind = this.#dice.pick(['locked', 'full', 'slow', 'flaky']);
    if (!storage.healthy) return;
    if (kind === 'flaky') storage.flaky = 0.5;
    else storage[kind as 'locked' | 'full' | 'slow'] = true;
    this.changed(`keychain: ${kind}`);
    const end = () => {
      storage.locked = storage.full = storage.slow = false;
      storage.flaky = 0;
    };
    this.#until(this.#dice.waiting(this.#dice.pick([MINUTE, HOUR, 5 * HOUR])), end, 'keychain is well');
  }

  /** The clock is set forward or back while the machine is awake, and corrected some time later. */
  #clockJump(): void {
    if (!this.#world.awake) return;
    const errorMs = this.#world.wallErrorMs;
    const sizeMs = this.#dice.pick([90 * SECOND, 20 * MINUTE, HOUR, 26 * HOUR]) * this.#dice.pick([1, -1]);
    this.#jump(Math.abs(errorMs) > MINUTE ? -errorMs : sizeMs);
    this.#world.after(this.#dice.waiting(6 * HOUR), () => {
      if (this.#world.awake && Math.abs(this.#world.wallErrorMs) > MINUTE) this.#jump(-this.#world.wallErrorMs);
    });
  }

  #jump(byMs: number): void {
    if (byMs < 0 && this.#world.trueMs - this.#resumedMs < UNSEEN_MS) {
      return void this.#world.after(UNSEEN_MS, () => this.#world.awake && this.#jump(byMs));
    }
    this.#world.wallErrorMs += byMs;
    this.lastJumpMs = this.#world.trueMs;
    if (byMs > 0) this.lastForwardMs = this.#world.trueMs;
    else this.lastBackMs = this.#world.trueMs;
    this.changed(`clock jumps by ${Math.round(byMs / SECOND)} s`);
  }
}
