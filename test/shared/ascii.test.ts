/** The patterns of what providers and people send, spelled out once more. */
import { expect, it } from 'vitest';
import { SCOPE, SCOPES, VISIBLE } from '../../src-shared/ascii.ts';

it.each([
  [VISIBLE, /^[\x21-\x7e]+$/],
  [SCOPE, /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/],
  [SCOPES, /^[\x21\x23-\x5b\x5d-\x7e\s]*$/],
])('%s', (pattern, written) => expect([pattern.source, pattern.flags]).toEqual([written.source, written.flags]));
