/** A moment in the past as people type it: a time ago, a time today, a date, or RFC 3339. Pure. */
import { usageError } from './errors.ts';

const UNIT_S: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Epoch milliseconds; without a time zone, local time is meant. Throws `usage`. */
export function parseSince(text: string, nowMs: number): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (amount !== undefined) return nowMs - Number(amount) * (UNIT_S[unit] ?? 1) * 1000;
  const atMs = Date.parse(asDate(text, nowMs));
  if (Number.isFinite(atMs)) return atMs;
  throw usageError(
    `--since cannot be '${text}'.`,
    'Give a time such as 30m, 2h, 7d, 14:30, 2026-01-31 or 2026-01-31T14:30.',
  );
}

/** In the form that JavaScript defines; it would take a date alone as UTC. */
function asDate(text: string, nowMs: number): string {
  const [, clock] = /^(\d{1,2}:\d\d(?::\d\d)?)$/.exec(text) ?? [];
  if (clock !== undefined) return `${localDate(nowMs)}T${clock.padStart(clock.length < 6 ? 5 : 8, '0')}`;
  const [, date, time, zone = ''] =
    /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)([Zz]|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  return date === undefined ? '' : `${date}T${time ?? '00:00'}${zone.toUpperCase()}`;
}

/** "2026-01-31", in local time. */
export function localDate(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** "14:30:05", in local time. */
export function localClock(atMs: number): string {
  return new Date(atMs).toTimeString().slice(0, 8);
}
