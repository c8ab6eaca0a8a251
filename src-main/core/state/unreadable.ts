/** Why a text from the vault cannot be used: written by a later version, or damaged. Shows none of it. */
import { z } from 'zod';
import { LatchkeyError } from '../errors.ts';

const Newer = z.looseObject({ v: z.int().min(2) });

/** `hint` is for damage. */
export function unreadable(what: string, text: string, hint?: string): LatchkeyError {
  if (isNewer(text)) {
    return new LatchkeyError('vault_failed', `${what} was written by a newer Latchkey.`, {
      hint: 'Update Latchkey. Nothing was overwritten.',
    });
  }
  return new LatchkeyError('vault_failed', `${what} cannot be read.`, hint === undefined ? {} : { hint });
}

function isNewer(text: string): boolean {
  try {
    return Newer.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
