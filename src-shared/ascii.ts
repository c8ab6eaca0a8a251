/** Printable ASCII: what tokens, scopes and addresses consist of. */

/** No spaces: a token, a key, an address. */
export const VISIBLE = /^[\x21-\x7e]+$/;

/** One character of a scope, RFC 6749 section 3.3: without space, quote and backslash. For use inside a character class. */
const SCOPE_CHARS = '\\x21\\x23-\\x5b\\x5d-\\x7e';
export const SCOPE = new RegExp(`^[${SCOPE_CHARS}]{1,256}$`);
/** Any number of them, as they are typed. */
export const SCOPES = new RegExp(`^[${SCOPE_CHARS}\\s]*$`);
