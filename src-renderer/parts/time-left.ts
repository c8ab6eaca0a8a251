/** Durations as people read them. Pure: seconds in, text out. The words come from Intl, so other languages follow. */
import { amount } from '../../src-languages/locale.ts';

/** A duration in at most two units, rounded down: `45 sec`, `42 min`, `3 hr 5 min`, `2 days`. Never negative. */
export function duration(seconds: number): string {
  const wholeS = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(wholeS / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days >= 2) return amount(days, 'day');
  if (hours >= 1)
    return minutes % 60 === 0 ? amount(hours, 'hour') : `${amount(hours, 'hour')} ${amount(minutes % 60, 'minute')}`;
  return minutes >= 1 ? amount(minutes, 'minute') : amount(wholeS, 'second');
}

/** The time left until `endS` (epoch seconds); undefined below one second, so that `0 sec` is never shown. */
export function timeLeft(endS: number, nowMs: number): string | undefined {
  const leftS = endS - nowMs / 1000;
  return leftS >= 1 ? duration(leftS) : undefined;
}

/** A countdown: `9:41`, `0:05`, `1:02:03`. Rounded up, so that `0:00` appears only when it is over. */
export function countdown(endS: number, nowMs: number): string {
  const leftS = Math.max(0, Math.ceil(endS - nowMs / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(leftS / 60);
  const tail = two(leftS % 60);
  return minutes < 60 ? `${minutes}:${tail}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${tail}`;
}
