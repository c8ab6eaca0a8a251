/**
 * Outside text made fit to be shown: a provider's sentence, the name of a person or account, what a program calls
 * itself. One line, in the order it was written.
 */

/** Control characters, zero-width characters, direction marks, line ends, lone surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const LONGEST_NAME = 256;

/** `instead` replaces each invisible character. */
export function plainText(text: string, instead = ' '): string {
  return text.replaceAll(UNSEEN, instead);
}

/** A name of at most 256 characters; may be empty. */
export function plainName(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_NAME);
}
