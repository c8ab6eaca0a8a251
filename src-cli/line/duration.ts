/** Durations: parsed from the command line, and shown in short form. Pure; loaded by `latchkey token`. */
import { usageError } from './errors.ts';

const UNIT_S: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** The agent's limit: thirty days. */
const MAX_S = 30 * 86_400;

/** Whole seconds of "90s", "5m", "1h", "2d" or plain seconds. Throws `usage`, naming the option. */
export function parseDurationS(text: string, option: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? [];
  const seconds = Number(amount) * (UNIT_S[unit] ?? 1);
  if (seconds > MAX_S) throw usageError(`--${option} cannot be more than 30 days.`, 'No access token lasts that long.');
  if (amount !== '') return seconds;
  throw usageError(`--${option} cannot be '${text}'.`, 'Give a time such as 90s, 5m or 1h, or a number of seconds.');
}

/** "45 s", "1 min 56 s", "42 min", "3 h 05 min", "2 d". Rounded down, so that it never promises too much. */
export function formatDuration(seconds: number): string {
  if (seconds < 5 * 60) return formatCountdown(seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d`;
}

/** "9 min 58 s", for a countdown. */
export function formatCountdown(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return formatDuration(whole);
}
