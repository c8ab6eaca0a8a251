/** What a provider, an account or a program calls itself reaches no one as anything but one line in its own order. */

import { describe, expect, it } from 'vitest';
import { LatchkeyError } from '../../src-main/core/errors.ts';
import { plainName, plainText } from '../../src-main/core/plain-text.ts';
import { identityFrom } from '../../src-main/providers/oidc/identity.ts';
import { readableText } from '../../src-main/providers/shared/readable.ts';

/** An escape sequence, a C1 control, an override of direction, no width, an Arabic mark, a tag, two ends of lines, half a character. */
const UNSEEN = '\u001b[2J\u009b\u202e\u200b\u061c\u{e0041}\n\u2028\ud800';
const ANY = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('what cannot be seen', () => {
  it('is taken out of every error, its hint too, and a message has an end', () => {
    const error = new LatchkeyError('provider_error', `a${UNSEEN}b`, { hint: `c${UNSEEN}d` });
    expect([error.message, error.hint].filter((text) => ANY.test(text))).toEqual([]);
    expect(error.message).toMatch(/^a.+b$/);
    expect(new LatchkeyError('internal', 'x'.repeat(100_000)).message.length).toBeLessThanOrEqual(1_000);
  });

  it('is taken out of what a provider says and of who a person is; a sentence sets nothing as a command', () => {
    expect(readableText(`no${UNSEEN}way, run \`curl evil\``)).toBe("no [2J way, run 'curl evil'");
    const identity = identityFrom({ sub: `s${UNSEEN}`, name: `${UNSEEN}Wanda`, email: '\u202e' });
    expect(identity).toEqual({ subject: 's [2J', name: '[2J Wanda' });
  });

  it('leaves other writing alone', () => {
    for (const text of ['Zoë Müller', '山田 太郎', 'עברית', '🙂'])
      expect([plainText(text), plainName(text)]).toEqual([text, text]);
  });
});
