/**
 * Keeps one caller from filling the audit log, which would push out what others did: equal records are folded into one
 * line after the first few, and each door has a quota of lines that differ. What is left out is counted in the log.
 */
import { plainJson } from '../../../src-shared/plain-json.ts';
import { present } from '../../../src-shared/present.ts';
import type { AuditEntry } from '../../core/audit.ts';
import type { Clock } from '../../core/ports.ts';

/** So many equal records a minute have a line each. */
const LINES_EACH = 10;
const FIRST_MS = 60_000;
/** While it goes on, each line stands for this long. */
const NEXT_MS = 10 * 60_000;
const SWEEP_MS = 10_000;
const MAX_KNOWN = 1000;
const HOUR_MS = 3600_000;

/** Lines at once, and then per hour. Another machine has its own; a program of the same user could also edit the file. */
const QUOTAS = { forward: { most: 1_000, hourly: 200 }, other: { most: 20_000, hourly: 5_000 } } as const;

interface Equal {
  last: AuditEntry;
  written: number;
  folded: number;
  untilMs: number;
}

interface Door {
  left: number;
  atMs: number;
  last: AuditEntry;
  lost: number;
}

export class AuditThrift {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #write: (entry: AuditEntry) => void;
  readonly #swept: () => void;
  readonly #equal = new Map<string, Equal>();
  readonly #doors = new Map<string, Door>();
  #sweeper: NodeJS.Timeout | undefined;

  /** `swept` is called after counts may have been written. */
  constructor(clock: Pick<Clock, 'monotonicMs'>, write: (entry: AuditEntry) => void, swept: () => void) {
    this.#clock = clock;
    this.#write = write;
    this.#swept = swept;
  }

  /** Writes it now, or has it in a count that is written later. */
  take(entry: AuditEntry): void {
    this.#sweeper ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
    const nowMs = this.#clock.monotonicMs();
    const { time: _time, ...what } = entry;
    const key = plainJson(what);
    const known = this.#equal.get(key);
    if (known !== undefined && known.written >= LINES_EACH) {
      known.folded += 1;
      known.last = entry;
      return;
    }
    if (known === undefined) this.#know(key, { last: entry, written: 1, folded: 0, untilMs: nowMs + FIRST_MS });
    else known.written += 1;
    if (this.#hasQuota(entry, nowMs)) this.#write(entry);
  }

  /** Writes what has been counted for long enough. */
  sweep(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [key, known] of this.#equal) {
      if (known.untilMs > nowMs) continue;
      if (known.folded === 0) this.#equal.delete(key);
      this.#writeFolded(known);
      known.untilMs = nowMs + NEXT_MS;
    }
    for (const door of this.#doors.values()) this.#writeLost(door);
    if (this.#equal.size === 0) this.#rest();
    this.#swept();
  }

  /** Writes all counts; nothing is taken after that. */
  close(): void {
    this.#rest();
    for (const known of this.#equal.values()) this.#writeFolded(known);
    for (const door of this.#doors.values()) this.#writeLost(door);
  }

  #rest(): void {
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  #know(key: string, known: Equal): void {
    const dropped = keepFew(this.#equal, key, known);
    if (dropped !== undefined) this.#writeFolded(dropped);
  }

  #hasQuota(entry: AuditEntry, nowMs: number): boolean {
    const { most, hourly } = entry.door === 'forward' ? QUOTAS.forward : QUOTAS.other;
    const key = plainJson([entry.door, entry.host]);
    const door = this.#doors.get(key) ?? { left: most, atMs: nowMs, last: entry, lost: 0 };
    keepFew(this.#doors, key, door);
    door.left = Math.min(most, door.left + ((nowMs - door.atMs) * hourly) / HOUR_MS);
    door.atMs = nowMs;
    door.last = entry;
    const has = door.left >= 1;
    if (has) door.left -= 1;
    else door.lost += 1;
    return has;
  }

  #writeFolded(known: Equal): void {
    if (known.folded > 0) this.#write({ ...known.last, times: known.folded });
    known.folded = 0;
  }

  #writeLost(door: Door): void {
    if (door.lost === 0) return;
    const { time, door: name, host } = door.last;
    const detail = `${door.lost} records were not kept: too many came from there`;
    this.#write(present({ time, event: 'lost' as const, outcome: 'refused' as const, detail, door: name, host }));
    door.lost = 0;
  }
}

/** Returns what was dropped to make room. */
function keepFew<T>(map: Map<string, T>, key: string, value: T): T | undefined {
  map.set(key, value);
  const [oldest] = map;
  if (map.size <= MAX_KNOWN || oldest === undefined) return undefined;
  map.delete(oldest[0]);
  return oldest[1];
}
