/**
 * Virtual time, the trace of events, and the first broken promise. Three clocks: true time (servers and people), the
 * machine's monotonic clock (stops during suspend) and its wall clock (true time plus an error that may jump).
 */
import { Dice } from './dice.ts';
import { type Entry, Timeline } from './timeline.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const YEAR = 365 * DAY;

const TRACE_LENGTH = 48;
/** After this many events without time passing, the engine counts as spinning. */
const SPIN_LIMIT = 20_000;

export interface Violation {
  readonly promise: string;
  readonly detail: string;
  readonly atMs: number;
  readonly trace: readonly string[];
}

type Note = readonly [trueMs: number, what: string, detail: string];

export class World {
  readonly dice: Dice;
  readonly startMs = Date.UTC(2030, 0, 7, 8);
  trueMs = this.startMs;
  awake = true;
  /** Wall clock minus true time. */
  wallErrorMs = 0;
  violation: Violation | undefined;
  /** Something was handed to the engine: let it finish before time moves on. */
  stirred = false;
  events = 0;
  readonly counts: Record<string, number> = {};
  #sleptMs = 0;
  #suspendedAtMs = 0;
  #hash = 0x811c9dc5;
  #sameTime = 0;
  readonly #world = new Timeline();
  readonly #machine = new Timeline();
  readonly #notes: Note[] = [];
  #noted = 0;

  constructor(seed: number) {
    this.dice = new Dice(seed);
  }

  get monotonicMs(): number {
    return (this.awake ? this.trueMs : this.#suspendedAtMs) - this.#sleptMs;
  }

  get wallMs(): number {
    return this.trueMs + this.wallErrorMs;
  }

  /** After `ms` of true time. */
  after(ms: number, run: () => void): Entry {
    return this.#world.add(this.trueMs + Math.max(0, ms), run);
  }

  /** After `ms` of the machine being awake. */
  afterAwake(ms: number, run: () => void): Entry {
    return this.#machine.add(this.monotonicMs + Math.max(0, ms), run);
  }

  suspend(): void {
    this.#suspendedAtMs = this.trueMs;
    this.awake = false;
  }

  resume(): void {
    this.#sleptMs += this.trueMs - this.#suspendedAtMs;
    this.awake = true;
  }

  /** Runs the next due entry; returns false if that is after `endMs`. */
  step(endMs: number): boolean {
    const world = this.#world.peek();
    const machine = this.awake ? this.#machine.peek() : undefined;
    const worldMs = world?.dueMs ?? Number.POSITIVE_INFINITY;
    const machineMs = machine ? machine.dueMs + this.#sleptMs : Number.POSITIVE_INFINITY;
    const nextMs = Math.max(Math.min(worldMs, machineMs), this.trueMs);
    if (nextMs > endMs) return false;
    this.#sameTime = nextMs === this.trueMs ? this.#sameTime + 1 : 0;
    if (this.#sameTime > SPIN_LIMIT) this.violate('The engine rests when nothing is due.', 'no time passes');
    this.trueMs = nextMs;
    const entry = worldMs <= machineMs ? this.#world.pop() : this.#machine.pop();
    this.events++;
    entry?.run?.();
    return true;
  }

  /** Adds to the trace and to the hash, which must be the same for two runs of one seed. Never pass a secret's text. */
  note(what: string, detail = ''): void {
    this.#notes[this.#noted++ % TRACE_LENGTH] = [this.trueMs, what, detail];
    this.#mix(this.trueMs % 0x7fffffff);
    for (let i = 0; i < what.length; i++) this.#mix(what.charCodeAt(i));
    for (let i = 0; i < detail.length; i++) this.#mix(detail.charCodeAt(i));
  }

  count(what: string, by = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + by;
  }

  /** Only the first violation counts; the run ends at once. */
  violate(promise: string, detail: string): void {
    this.violation ??= { promise, detail, atMs: this.trueMs - this.startMs, trace: this.#trace() };
  }

  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0');
  }

  #trace(): string[] {
    const first = Math.max(0, this.#noted - TRACE_LENGTH);
    const notes = Array.from({ length: this.#noted - first }, (_, i) => this.#notes[(first + i) % TRACE_LENGTH]);
    return notes.flatMap((note) => (note ? [`${clockText(note[0] - this.startMs)}  ${note[1]}  ${note[2]}`] : []));
  }

  #mix(value: number): void {
    this.#hash = Math.imul(this.#hash ^ value, 0x01000193);
  }
}

/** Virtual time since the start, in readable form. */
export function clockText(ms: number): string {
  const part = (value: number, digits = 2) => String(Math.floor(value)).padStart(digits, '0');
  const time = `${part((ms / HOUR) % 24)}:${part((ms / MINUTE) % 60)}:${part((ms / SECOND) % 60)}.${part(ms % 1000, 3)}`;
  return `day ${part(ms / DAY, 4)} ${time}`;
}
