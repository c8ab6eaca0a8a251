/**
 * How oidc-agent's clients and their agent hide their traffic from others: each sends a fresh X25519 public key, and
 * the rest is a NaCl box (crypto_box_beforenm, then crypto_secretbox) written as `LENGTH:NONCE:BOX` in base64.
 */
import { createPublicKey, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { LatchkeyError } from '../../core/errors.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;

/** Characters of a public key in base64. */
export const KEY_LENGTH = 44;
const NONCE_LENGTH = 32;

/** RFC 8410: what precedes the 32 bytes of an X25519 key in its DER form. */
const X25519_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
/** "expand 32-byte k", as in Salsa20. */
const SIGMA = new Uint32Array(new Uint8Array(Buffer.from('expand 32-byte k', 'latin1')).buffer);

/** `request_malformed` in the words of this protocol. */
export function malformed(message: string, cause?: unknown): LatchkeyError {
  const hint = "This socket is for oidc-agent's clients; use agent.sock beside it for HTTP.";
  return new LatchkeyError('request_malformed', message, { hint, cause });
}

export interface Seal {
  /** The agent's public key, for the client. */
  readonly publicKey: string;
  seal(text: string): string;
  /** Throws `request_malformed` if it was not sealed with these keys. */
  open(message: SealedMessage): string;
}

export interface SealedMessage {
  readonly nonce: string;
  readonly box: string;
}

/** Keys of one connection. Throws `request_malformed` if that is not a public key. */
export function sealWith(theirKey: string): Seal {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const key = sharedKey(theirKey, privateKey);
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(X25519_PREFIX.length).toString('base64'),
    seal(text) {
      const plain = Buffer.from(text, 'utf8');
      const nonce = randomBytes(NONCE_BYTES);
      const box = xsalsa20poly1305(key, nonce).encrypt(plain);
      return `${plain.length}:${nonce.toString('base64')}:${Buffer.from(box).toString('base64')}`;
    },
    open({ nonce, box }) {
      try {
        const plain = xsalsa20poly1305(key, Buffer.from(nonce, 'base64')).decrypt(Buffer.from(box, 'base64'));
        return Buffer.from(plain).toString('utf8');
      } catch {
        throw malformed("The request was not encrypted with this connection's keys.");
      }
    },
  };
}

/** crypto_box_beforenm: HSalsa20 over the X25519 result (which refuses keys that would give zero). */
function sharedKey(theirKey: string, privateKey: Parameters<typeof diffieHellman>[0]['privateKey']): Uint8Array {
  const raw = Buffer.from(theirKey, 'base64');
  try {
    if (raw.length !== KEY_BYTES) throw new RangeError('wrong length');
    const der = Buffer.concat([X25519_PREFIX, raw]);
    const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const secret = new Uint8Array(diffieHellman({ privateKey, publicKey }));
    const words = new Uint32Array(8);
    hsalsa(SIGMA, new Uint32Array(secret.buffer), new Uint32Array(4), words);
    return new Uint8Array(words.buffer);
  } catch (cause) {
    throw malformed('This is neither a JSON request nor a public key.', cause);
  }
}

/** What the beginning of a message says about it: undefined while that has not arrived. Throws `request_malformed`. */
export function sealedLength(text: string): number | undefined {
  const head = /^(\d{1,6}):/.exec(text);
  if (head === null) {
    if (/^\d{0,6}$/.test(text)) return undefined;
    throw malformed('The encrypted request does not start with its length.');
  }
  const bytes = Number(head[1]) + TAG_BYTES;
  return head[0].length + NONCE_LENGTH + 1 + 4 * Math.ceil(bytes / 3);
}

/** Throws `request_malformed`. */
export function parseSealed(text: string): SealedMessage {
  const found = /^\d{1,6}:([A-Za-z0-9+/]{32}):([A-Za-z0-9+/]+={0,2})$/.exec(text);
  if (found?.[1] === undefined || found[2] === undefined) {
    throw malformed('The encrypted request does not have the form LENGTH:NONCE:BOX.');
  }
  return { nonce: found[1], box: found[2] };
}
