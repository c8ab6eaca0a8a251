/**
 * Client authentication with a signed statement (private_key_jwt: RFC 7523, OpenID Connect Core section 9). Reads the
 * person's key and lets oauth4webapi sign; sends nothing, and puts nothing of the key into an error.
 */

import { type ClientAuth, modifyAssertion, PrivateKeyJwt } from 'oauth4webapi';
import { z } from 'zod';
import { present } from '../../../../src-shared/present.ts';
import { LatchkeyError } from '../../../core/errors.ts';
import type { Client } from '../../../core/provider/provider.ts';
import type { Secret } from '../../../core/secret.ts';

/** In a configured client's metadata: the algorithm, if the key allows several (RSA), and the statement's audience. */
export const SIGNING_ALG = 'token_endpoint_auth_signing_alg';
export const ASSERTION_AUDIENCE = 'latchkey_assertion_audience';

/** RFC 7518 section 3.3: a key of 2048 bits or larger. */
const RSA_BITS_AT_LEAST = 2048;

type Algorithm = RsaHashedImportParams | EcKeyImportParams | { readonly name: 'Ed25519' };
const PS256: Algorithm = { name: 'RSA-PSS', hash: 'SHA-256' };
const RS256: Algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const ELLIPTIC: Readonly<Record<string, Algorithm>> = {
  'P-256': { name: 'ECDSA', namedCurve: 'P-256' },
  'P-384': { name: 'ECDSA', namedCurve: 'P-384' },
  'P-521': { name: 'ECDSA', namedCurve: 'P-521' },
  Ed25519: { name: 'Ed25519' },
};

const Number64 = z.string().min(1);
/** RFC 7517 section 4, RFC 7518 section 6; `use` and `key_ops` say nothing that signing does not show. */
const PrivateJwk = z.object({
  kty: z.enum(['RSA', 'EC', 'OKP']),
  alg: z.string().optional(),
  kid: z.string().min(1).max(1024).optional(),
  crv: z.string().optional(),
  d: Number64,
  ...Object.fromEntries(['n', 'e', 'p', 'q', 'dp', 'dq', 'qi', 'x', 'y'].map((name) => [name, Number64.optional()])),
});

interface SigningKey {
  readonly key: CryptoKey;
  readonly kid?: string;
}

/** `preferred`: RS256 or PS256, for an RSA key that does not say. Rejects with `profile_invalid`. */
export async function signingKey(privateKey: Secret, preferred = 'RS256'): Promise<SigningKey> {
  const text = privateKey.reveal().trim();
  const found = text.startsWith('{') ? await fromJwk(text, preferred) : { key: await fromPem(text, preferred) };
  const { modulusLength } = found.key.algorithm as Partial<RsaKeyAlgorithm>;
  if (modulusLength === undefined || modulusLength >= RSA_BITS_AT_LEAST) return found;
  throw unreadable(`it is an RSA key of ${modulusLength} bits`, 'Create one with at least 2048 bits.');
}

async function fromJwk(text: string, preferred: string): Promise<SigningKey> {
  const parsed = PrivateJwk.safeParse(jsonOf(text));
  if (!parsed.success)
    throw unreadable('it is not a private JWK', 'Give one key, with its member d, or PEM (PKCS #8).');
  const { alg, kid, ...jwk } = parsed.data;
  const algorithm = jwk.kty === 'RSA' ? rsa(alg ?? preferred) : ELLIPTIC[jwk.crv ?? ''];
  const key =
    algorithm && (await imported(() => crypto.subtle.importKey('jwk', jwk as JsonWebKey, algorithm, false, ['sign'])));
  if (!key) throw unusable();
  return present({ key, kid });
}

async function fromPem(text: string, preferred: string): Promise<CryptoKey> {
  const [, label, body = ''] = /-----BEGIN ([A-Z0-9 ]{1,40})-----([\s\S]*?)-----END \1-----/.exec(text) ?? [];
  if (label === undefined) throw unreadable('it is neither PEM nor a JWK', HOW);
  if (label !== 'PRIVATE KEY') throw unreadable(`it is PEM of the type ${label}, not PRIVATE KEY (PKCS #8)`, HOW);
  const bytes = decoded(body);
  // PKCS #8 names the type of key inside; the matching import accepts it.
  for (const algorithm of [rsa(preferred), ...Object.values(ELLIPTIC)]) {
    const key = await imported(() => crypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign']));
    if (key) return key;
  }
  throw unusable();
}

const rsa = (alg: string): Algorithm => (alg === 'PS256' ? PS256 : RS256);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64.replace(/\s+/g, '')), (character) => character.charCodeAt(0));
  } catch {
    throw unusable();
  }
}

/** The reason is dropped: it may reveal something about the key. */
async function imported(work: () => Promise<CryptoKey>): Promise<CryptoKey | undefined> {
  return work().catch(() => undefined);
}

const HOW = 'Convert it: openssl pkcs8 -topk8 -nocrypt -in key.pem. A JWK works, too.';

function unusable(): LatchkeyError {
  return unreadable('it is damaged or of an unknown type', 'Give an RSA, EC (P-256) or Ed25519 key.');
}

function unreadable(why: string, hint: string): LatchkeyError {
  return new LatchkeyError('profile_invalid', `The private key cannot be used: ${why}.`, { hint });
}

/** RFC 7523 section 3: a new statement for each request, signed and short-lived. */
export function signedStatement(client: Client, privateKey: Secret): ClientAuth {
  const { [SIGNING_ALG]: alg, [ASSERTION_AUDIENCE]: audience } = client.metadata;
  return async (server, oauthClient, body, headers) => {
    const key = await signingKey(privateKey, typeof alg === 'string' ? alg : undefined);
    const authenticate = PrivateKeyJwt(key, {
      [modifyAssertion](header, payload) {
        // RFC 8037 section 3.1, which servers know; RFC 9864 gave this curve its own name only recently.
        if (header['alg'] === 'Ed25519') header['alg'] = 'EdDSA';
        if (typeof audience === 'string') payload['aud'] = audience;
      },
    });
    await authenticate(server, oauthClient, body, headers);
  };
}
