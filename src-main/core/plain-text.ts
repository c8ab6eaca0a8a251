/**
 * Text that came from outside, made fit to be shown: a provider's sentence, a person's or an account's name, what a program
 * calls itself. One line, in the order that it was written in.
 */

/** Control characters, those without width, those that turn the direction of writing, ends of lines, halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const LONGEST_NAME = 256;

/** `instead` takes the place of each character that cannot be seen. */
export function plainText(text: string, instead = ' '): string {
  return text.replaceAll(UNSEEN, instead);
}

/** A name, of at most 256 characters; may be empty. */
export function plainName(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_NAME);
}
