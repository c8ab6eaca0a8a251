/** The digest of a passphrase that the lock keeps: compared with published values, and the cost of a guess. */
import { describe, expect, it } from 'vitest';
import { systemStretch } from '../../../src-main/adapters/system/stretch.ts';
import { secret } from '../../../src-main/core/secret.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (digest: Uint8Array) => Buffer.from(digest).toString('hex');

describe('the digest of a passphrase', () => {
  // RFC 7914 section 11; the first 32 of its 64 bytes are the digest that we want.
  it.each([
    ['passwd', 'salt', 1, '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc'],
    ['Password', 'NaCl', 80_000, '4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56'],
  ])('is PBKDF2 with HMAC-SHA-256: %s, %s, %i', async (passphrase, salt, rounds, expected) => {
    expect(hex(await systemStretch(rounds)(secret(passphrase), bytes(salt)))).toBe(expected);
  });

  it('is the same for a letter typed in two ways', async () => {
    const stretch = systemStretch(1);
    const [composed, decomposed] = ['\u00e9t\u00e9', 'e\u0301te\u0301'].map((text) =>
      stretch(secret(text), bytes('salt')),
    );
    expect(hex((await composed) ?? new Uint8Array())).toBe(hex((await decomposed) ?? new Uint8Array(1)));
  });

  it('takes long enough to slow down guessing, and does not block in the meantime', async () => {
    const startedMs = performance.now();
    let turns = 0;
    let isDone = false;
    const digest = systemStretch()(secret('x'), bytes('salt')).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      turns += 1;
    }
    expect(await digest).toHaveLength(32);
    expect(performance.now() - startedMs).toBeGreaterThan(20);
    expect(turns).toBeGreaterThan(5);
  });
});
