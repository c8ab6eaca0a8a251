/** Certificate authorities in a PEM file: those that can be used, and how many cannot. Reads; decides nothing. */
import { X509Certificate } from 'node:crypto';
import { readRegularFile } from '../files/regular-file.ts';

export interface Authorities {
  /** One block of PEM each. */
  readonly usable: readonly string[];
  /** Which blocks are damaged, counted from 1. */
  readonly damaged: readonly number[];
}

/** Bundles of whole systems have a quarter of this. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Also OpenSSL's two other labels. OpenSSL respects what a TRUSTED block says about its use. */
const BLOCK = /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----[^-]*(?:-----END \1-----)?/g;

/** Throws what the system says, or that there is no certificate. A damaged block does not spoil the others. */
export function readAuthorities(path: string): Authorities {
  const blocks = readRegularFile(path, MAX_BYTES).toString('utf8').match(BLOCK) ?? [];
  const usable = blocks.filter(isCertificate);
  if (usable.length === 0) throw new Error('there is no certificate in it');
  const damaged = blocks.flatMap((block, at) => (usable.includes(block) ? [] : [at + 1]));
  return { usable, damaged };
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
