/** Digests of passphrases by Node's WebCrypto, which runs in its own thread. Keeps nothing. */
import { webcrypto } from 'node:crypto';
import type { Stretch } from '../../core/ports.ts';

/** As in OWASP's Password Storage Cheat Sheet for PBKDF2 with HMAC-SHA-256; about a quarter of a second. */
const ITERATIONS = 600_000;
const DIGEST_BITS = 256;

export function systemStretch(iterations = ITERATIONS): Stretch {
  return async (passphrase, salt) => {
    // Two keyboards may type the same letter in two ways (Unicode Standard Annex 15).
    const bytes = new TextEncoder().encode(passphrase.reveal().normalize('NFC'));
    const key = await webcrypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveBits']);
    const digest = await webcrypto.subtle.deriveBits(
      { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
      key,
      DIGEST_BITS,
    );
    return new Uint8Array(digest);
  };
}
