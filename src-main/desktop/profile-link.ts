/**
 * `latchkey://profile/NAME`, which any page in a browser can send: it shows the window at that profile. Whatever else stands in
 * a link is not looked at, and no link does anything.
 */

import { PROFILE } from '../../src-shared/names.ts';
import { present } from '../../src-shared/present.ts';

export const LINK_SCHEME = 'latchkey';
const LINK = new RegExp(`^latchkey://profile/(${PROFILE})/?$`);
const ANY_LINK = /^latchkey:/i;
const LONGEST = 256;

/** What a start was given. */
export interface Wanted {
  /** Nobody asked for the window: a start at login. */
  readonly hidden: boolean;
  /** Somebody followed a link of ours, whatever it says. */
  readonly byLink: boolean;
  /** Undefined: just the window. */
  readonly profile?: string;
}

/** The words behind the program; a word that is no link of ours is passed over. */
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
