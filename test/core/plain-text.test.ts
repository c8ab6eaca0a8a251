/** A name from a provider, an account or a program is always shown as one line, in its own reading order. */

import { describe, expect, it } from 'vitest';
import { LatchkeyError } from '../../src-main/core/errors.ts';
import { plainName, plainText } from '../../src-main/core/plain-text.ts';
import { identityFrom } from '../../src-main/providers/oidc/identity.ts';
import { readableText } from '../../src-main/providers/shared/readable.ts';

/** An escape sequence, a C1 control, a direction override, a zero-width space, an Arabic mark, a tag, two line ends, half a surrogate pair. */
const UNSEEN = '\u001b[2J\u009b\u202e\u200b\u061c\u{e0041}\n\u2028\ud800';
const ANY = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('invisible characters', () => {
  it('are removed from every error and its hint, and a message has a length limit', () => {
    const error = new LatchkeyError('provider_error', `a${UNSEEN}b`, { hint: `c${UNSEEN}d` });
    expect([error.message, error.hint].filter((text) => ANY.test(text))).toEqual([]);
    expect(error.message).toMatch(/^a.+b$/);
    expect(new LatchkeyError('internal', 'x'.repeat(100_000)).message.length).toBeLessThanOrEqual(1_000);
  });

  it('are removed from a provider’s text and a person’s identity; provider text cannot mark commands', () => {
    expect(readableText(`no${UNSEEN}way, run \`curl evil\``)).toBe("no [2J way, run 'curl evil'");
    const identity = identityFrom({ sub: `s${UNSEEN}`, name: `${UNSEEN}Wanda`, email: '\u202e' });
    expect(identity).toEqual({ subject: 's [2J', name: '[2J Wanda' });
  });

  it('are all that is removed: other scripts stay as they are', () => {
    for (const text of ['Zoë Müller', '山田 太郎', 'עברית', '🙂'])
      expect([plainText(text), plainName(text)]).toEqual([text, text]);
  });
});
