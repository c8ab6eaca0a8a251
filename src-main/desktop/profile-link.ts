/**
 * `latchkey://profile/NAME`, which any page in a browser can send: it opens the window at that profile. The rest of a link
 * is ignored, and no link does anything else.
 */

import { PROFILE } from '../../src-shared/names.ts';
import { present } from '../../src-shared/present.ts';

export const LINK_SCHEME = 'latchkey';
const LINK = new RegExp(`^latchkey://profile/(${PROFILE})/?$`);
const ANY_LINK = /^latchkey:/i;
const LONGEST = 256;

/** What a start asked for. */
export interface Wanted {
  /** No one asked for the window: a start at login. */
  readonly hidden: boolean;
  /** Someone opened one of our links, whatever it says. */
  readonly byLink: boolean;
  /** Undefined: just the window. */
  readonly profile?: string;
}

/** The arguments after the program; anything that is not one of our links is ignored. */
export function wantedBy(argv: readonly string[]): Wanted {
  const link = argv.find((word) => ANY_LINK.test(word));
  const profile = link === undefined ? undefined : profileOfLink(link);
  return {
    hidden: link === undefined && argv.includes('--hidden'),
    byLink: link !== undefined,
    ...present({ profile }),
  };
}

export function profileOfLink(link: string): string | undefined {
  return link.length > LONGEST ? undefined : LINK.exec(link)?.[1];
}
