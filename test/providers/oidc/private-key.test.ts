/** Which private keys private_key_jwt accepts, what they sign, and the errors for the rest. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { hydra } from '../../../src-main/providers/hydra/provider.ts';
import { authentication } from '../../../src-main/providers/oidc/protocol/client.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { failure } from '../../support/engine/provider-world.ts';

const issuer = 'https://id.example.com';
const settings = { issuer, client_id: 'ci' };
const server = (changes: Readonly<Record<string, unknown>> = {}): Server => ({
  issuer,
  displayName: 'id.example.com',
  flows: ['device'],
  metadata: { issuer, token_endpoint: `${issuer}/token`, ...changes },
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8') =>
  key.export({ type, format: 'pem' }).toString();
const jwk = (key: KeyObject, more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });

/** The client assertion that a request with this key would send. */
async function statement(key: string, at = server(), provider: Pick<typeof oidc, 'configuredClient'> = oidc) {
  const client = provider.configuredClient(at, settings, { privateKey: secret(key) });
  if (!client) throw new Error('no client');
  const body = new URLSearchParams();
  await authentication(client)({ issuer }, { client_id: 'ci' }, body, new Headers());
  const [head = '', claims = ''] = (body.get('client_assertion') ?? '').split('.');
  const read = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { body, header: read(head), claims: read(claims) };
}

describe('a private key', () => {
  it.each([
    ['RSA as PEM', pem(rsa), 'RS256'],
    ['EC P-256 as PEM', pem(p256), 'ES256'],
    ['EC P-384 as PEM', pem(p384), 'ES384'],
    ['Ed25519 as PEM', pem(ed25519), 'EdDSA'],
    ['RSA as JWK', jwk(rsa), 'RS256'],
    ['RSA as JWK for PS256', jwk(rsa, { alg: 'PS256' }), 'PS256'],
    ['EC P-256 as JWK', jwk(p256, { use: 'sig', key_ops: ['sign'] }), 'ES256'],
    ['Ed25519 as JWK', jwk(ed25519, { alg: 'EdDSA' }), 'EdDSA'],
    ['PEM with Windows line endings and text around it', `Key:\r\n${pem(p256).replace(/\n/g, '\r\n')}`, 'ES256'],
  ])('%s signs', async (_name, key, alg) => {
    await oidc.checkSecrets?.({ privateKey: secret(key) });
    const { body, header, claims } = await statement(key);
    expect(header).toEqual({ alg });
    expect(body.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    expect(claims).toMatchObject({ iss: 'ci', sub: 'ci', aud: issuer, jti: expect.stringMatching(/.{20}/) });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBeLessThanOrEqual(300);
  });

  it('sends its key ID if it has one', async () => {
    expect((await statement(jwk(p256, { kid: 'mine-1' }))).header).toEqual({ alg: 'ES256', kid: 'mine-1' });
  });

  it('never signs the same assertion twice', async () => {
    const [one, two] = [await statement(pem(p256)), await statement(pem(p256))];
    expect(one.claims['jti']).not.toBe(two.claims['jti']);
  });

  it('of type RSA signs with PS256 for a server that does not accept RS256', async () => {
    const strict = server({ token_endpoint_auth_signing_alg_values_supported: ['PS256', 'ES256'] });
    expect((await statement(pem(rsa), strict)).header).toEqual({ alg: 'PS256' });
    const both = server({ token_endpoint_auth_signing_alg_values_supported: ['PS256', 'RS256'] });
    expect((await statement(pem(rsa), both)).header).toEqual({ alg: 'RS256' });
  });

  it('signs for the token endpoint of Ory Hydra, which accepts no other audience', async () => {
    expect((await statement(pem(rsa), server(), hydra)).claims['aud']).toBe(`${issuer}/token`);
  });
});

describe('a private key that cannot be read', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const encrypted = rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
  const { d: _d, ...open } = p256.export({ format: 'jwk' });
  it.each([
    ['text', 'hunter2-canary-hunter2', 'neither PEM nor a JWK', 'openssl pkcs8'],
    ['PKCS #1', pem(rsa, 'pkcs1'), 'of the type RSA PRIVATE KEY', 'openssl pkcs8'],
    ['SEC 1', pem(p256, 'sec1'), 'of the type EC PRIVATE KEY', 'openssl pkcs8'],
    ['an encrypted key', encrypted, 'of the type ENCRYPTED PRIVATE KEY', 'openssl pkcs8'],
    ['half a key', pem(rsa).replace(/\n[^-]{200}/, '\n'), 'damaged', 'RSA, EC'],
    ['PEM that is not base64', pem(rsa).replace(/\nM/, '\n%'), 'damaged', 'RSA, EC'],
    ['a key type that cannot sign', pem(generateKeyPairSync('x25519').privateKey), 'unknown type', 'RSA, EC'],
    ['half a JWK', jwk(p256).slice(0, 90), 'not a private JWK', 'member d'],
    ['a public JWK', JSON.stringify(open), 'not a private JWK', 'member d'],
    ['a JWK of another curve', jwk(p256, { crv: 'P-384' }), 'damaged', 'RSA, EC'],
    ['a short RSA key', pem(small), '1024 bits', '2048 bits'],
  ])('%s: profile_invalid, and no part of it is repeated', async (_name, key, said, hint) => {
    const error = await failure(oidc.checkSecrets?.({ privateKey: secret(key) }) ?? Promise.resolve());
    expect(error.code).toBe('profile_invalid');
    expect(error.message).toContain(said);
    expect(error.hint).toContain(hint);
    const told = `${error.message} ${error.hint} ${String(error.cause)} ${JSON.stringify(error)}`;
    const pieces = key.match(/[A-Za-z0-9+/_-]{16,}/g) ?? [];
    expect(pieces.length).toBeGreaterThan(0);
    expect(pieces.filter((piece) => told.includes(piece))).toEqual([]);
  });
});

describe('the method', () => {
  const configured = (method: string | undefined, secrets: Parameters<typeof oidc.configuredClient>[2]) => () =>
    oidc.configuredClient(
      server(),
      oidc.settings.parse({ ...settings, ...(method && { token_endpoint_auth_method: method }) }),
      secrets,
    );
  const privateKey = secret(pem(p256));
  const clientSecret = secret('s');

  it('is private_key_jwt if there is a key and no other method is configured', () => {
    expect(configured(undefined, { privateKey })()).toMatchObject({ authMethod: 'private_key_jwt' });
    expect(configured(undefined, { privateKey, clientSecret })()).toMatchObject({ authMethod: 'private_key_jwt' });
  });

  it('is the configured one, and only the secret it needs is included', () => {
    const both = { privateKey, clientSecret };
    expect(configured('client_secret_post', both)()).not.toHaveProperty('privateKey');
    expect(configured('private_key_jwt', both)()).not.toHaveProperty('clientSecret');
    expect(configured('none', both)()).toMatchObject({ authMethod: 'none' });
  });

  it('says what is missing', () => {
    expect(configured('private_key_jwt', { clientSecret })).toThrow(
      'private_key_jwt needs the private key of client ci',
    );
    expect(configured('client_secret_basic', { privateKey })).toThrow('client_secret_basic needs the secret');
    const noClientId = { issuer, token_endpoint_auth_method: 'private_key_jwt' } as const;
    expect(() => oidc.configuredClient(server(), noClientId, { privateKey })).toThrow('needs a client');
  });
});
