/** Compares a value that a caller sent with the one that opens a door, in a time that reveals nothing about either. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Digests first: `timingSafeEqual` requires equal lengths, and the length must not be revealed either. */
export function sameText(sent: string, expected: string): boolean {
  return timingSafeEqual(digest(sent), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
