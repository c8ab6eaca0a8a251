/**
 * Finds the end of what a client of oidc-agent's protocol says, which has no end mark: a JSON object ends with its last
 * brace, a public key and an encrypted message at their length. Nothing is parsed before it is whole.
 */
import { LatchkeyError } from '../../core/errors.ts';
import { KEY_LENGTH, malformed, sealedLength } from './seal.ts';

/** The longest real request is a twentieth of this. */
export const MAX_REQUEST_BYTES = 16 * 1024;

export type Part =
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'sealed'; readonly text: string };

export class RequestReader {
  #bytes = Buffer.alloc(0);
  #hasKey = false;
  readonly #object = new ObjectEnd();

  /** Undefined: more must come. Throws `request_too_large`, `request_malformed`. */
  push(chunk: Buffer): Part | undefined {
    if (this.#bytes.length + chunk.length > MAX_REQUEST_BYTES) {
      throw new LatchkeyError('request_too_large', `The request is longer than ${MAX_REQUEST_BYTES} bytes.`);
    }
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    if (this.#hasKey) return this.#sealed();
    const start = this.#bytes.findIndex((byte) => byte > 0x20);
    if (start < 0) return undefined;
    return this.#bytes[start] === OPEN ? this.#json(start) : this.#key(start);
  }

  #json(start: number): Part | undefined {
    const end = this.#object.find(this.#bytes, start);
    return end === undefined ? undefined : { kind: 'json', text: this.#bytes.toString('utf8', start, end) };
  }

  #key(start: number): Part | undefined {
    const text = this.#bytes.toString('latin1', start, start + KEY_LENGTH);
    if (!/^[A-Za-z0-9+/]{0,43}=?$/.test(text)) {
      throw malformed('This is neither a JSON request nor a public key.');
    }
    if (text.length < KEY_LENGTH) return undefined;
    this.#hasKey = true;
    this.#bytes = this.#bytes.subarray(start + KEY_LENGTH);
    return { kind: 'key', text };
  }

  #sealed(): Part | undefined {
    const text = this.#bytes.toString('latin1').trimStart();
    const length = sealedLength(text);
    return length === undefined || text.length < length ? undefined : { kind: 'sealed', text: text.slice(0, length) };
  }
}

const OPEN = 0x7b; // {
const CLOSE = 0x7d; // }
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Each byte is examined once, however the object is cut into pieces. */
class ObjectEnd {
  #next = 0;
  #depth = 0;
  #inString = false;

  /** The position after the object's last brace. */
  find(bytes: Buffer, start: number): number | undefined {
    for (let at = Math.max(this.#next, start); at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (this.#inString && byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) this.#inString = !this.#inString;
      else if (!this.#inString && byte === OPEN) this.#depth += 1;
      else if (!this.#inString && byte === CLOSE) this.#depth -= 1;
      if (this.#depth === 0) return at + 1;
      this.#next = at + 1;
    }
    return undefined;
  }
}
