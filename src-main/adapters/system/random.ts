/** The operating system's random numbers; the product has no other source. */
import { randomFillSync } from 'node:crypto';
import type { Random } from '../../core/ports.ts';

export function systemRandom(): Random {
  return { bytes: (count) => randomFillSync(new Uint8Array(count)) };
}
