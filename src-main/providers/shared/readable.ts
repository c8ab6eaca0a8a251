/** Cleans what a server says about a failure, so that it can be shown without leaking a secret. */
import { plainText } from '../../core/plain-text.ts';

/** Our tables are looked up by a server's word; a member that every object has is not one. */
const EVERY_OBJECT: object = {};

/** A server's code as far as it looks like one. RFC 6749 allows nearly anything here, including a repeated token. */
export function readableCode(value: unknown): string {
  if (typeof value !== 'string' || value in EVERY_OBJECT) return '';
  return /^[a-z]{2,24}([_.-][a-z0-9]{1,24}){0,6}$/.test(value) ? value : '';
}

/**
 * A server's free text for people: one line, bounded, and without anything that could be a token or code, since some
 * servers repeat what they were sent.
 */
export function readableText(value: unknown): string {
  if (typeof value !== 'string') return '';
  const words = plainText(value.slice(0, 500))
    // The window shows text between backticks as a command.
    .replaceAll('`', "'")
    .split(/\s/)
    .filter(Boolean)
    .map((word) => (/[A-Za-z0-9_~+/=-]{20,}/.test(word) ? '…' : word));
  return words
    .join(' ')
    .slice(0, 200)
    .replace(/[.\s]+$/, '');
}
