/** The operating system's random numbers; there is no other source of them in the product. */
import { randomFillSync } from 'node:crypto';
import type { Random } from '../../core/ports.ts';

export function systemRandom(): Random {
  return { bytes: (count) => randomFillSync(new Uint8Array(count)) };
}
