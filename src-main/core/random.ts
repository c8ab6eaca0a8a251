/** Random numbers and names from the port's bytes. */
import type { Random } from './ports.ts';

/** From 0 up to 1; for jitter. */
export function fraction(random: Random): number {
  const [a = 0, b = 0] = random.bytes(2);
  return (a * 256 + b) / 65_536;
}

/** 128 bits in hexadecimal. */
export function randomId(random: Random): string {
  return Array.from(random.bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
