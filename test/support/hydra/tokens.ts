/** The stand-in's token side: client authentication, device codes, the three grants, revocation and introspection. */
import { createPublicKey, createSign, generateKeyPairSync, type JsonWebKey, verify } from 'node:crypto';
import type { RawRequest } from '../http/traffic.ts';
import { HydraRefusal } from './refusal.ts';
import { type HydraState, type Json, type StoredClient, s256, type Token } from './state.ts';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const DEVICE_CODE_LIFETIME_S = 600;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const refuse = (error: string, description: string, status = 400) => new HydraRefusal(status, error, description);
const noClient = (why: string) => refuse('invalid_client', `Client authentication failed (${why}).`, 401);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Proof {
  readonly method: string;
  readonly id: string;
  readonly secret?: string;
}

/** RFC 6749 section 2.3: one method; section 2.3.1: id and secret are form-urlencoded before Basic. */
function proofOf({ headers, form }: RawRequest): Proof {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (basic !== undefined && form.has('client_secret')) throw noClient('more than one method');
  if (basic !== undefined) {
    const [id = '', secret = ''] = Buffer.from(basic, 'base64')
      .toString()
      .split(':')
      .map((one) => new URLSearchParams(`v=${one}`).get('v') ?? '');
    return { method: 'client_secret_basic', id, secret };
  }
  const id = form.get('client_id') ?? '';
  const secret = form.get('client_secret');
  const statement = form.get('client_assertion');
  if (statement !== null) {
    if (secret !== null) throw noClient('more than one method');
    return { method: 'private_key_jwt', id, secret: statement };
  }
  return secret === null ? { method: 'none', id } : { method: 'client_secret_post', id, secret };
}

/** RFC 7523 section 3, as Hydra reads it: RS256, for the token endpoint and nothing else, by a key of the client. */
function refuseBadStatement(state: HydraState, id: string, client: StoredClient, form: URLSearchParams, jwt: string) {
  const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  if (form.get('client_assertion_type') !== jwtBearer) throw refuse('invalid_request', 'Unknown assertion type.');
  const [head = '', body = '', signature = ''] = jwt.split('.');
  const read = (one: string): Json => JSON.parse(Buffer.from(one, 'base64url').toString()) as Json;
  const { alg } = read(head);
  const { iss, sub, aud, jti, exp } = read(body);
  const [key] = ((client.fields['jwks'] as { keys?: JsonWebKey[] } | undefined)?.keys ?? []) as JsonWebKey[];
  if (alg !== 'RS256' || key === undefined) throw noClient('no key of the client for this signature');
  const publicKey = createPublicKey({ key, format: 'jwk' });
  if (!verify('sha256', Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url'))) {
    throw noClient('bad signature');
  }
  if (iss !== id || sub !== id || !text(jti) || !(Number(exp) > Date.now() / 1000)) throw noClient('bad claims');
  if (aud !== `${state.publicUrl}/oauth2/token`) throw noClient("claim 'audience' must match the token endpoint");
}

/** Exactly the method that the client is registered with. */
export function authenticated(state: HydraState, request: RawRequest): { id: string; client: StoredClient } {
  const { method, id, secret } = proofOf(request);
  const client = state.clients.get(id);
  if (!client) throw noClient('unknown client');
  const wanted = client.fields['token_endpoint_auth_method'];
  if (wanted !== method) throw noClient(`it supports ${String(wanted)}, but ${method} was used`);
  if (method === 'private_key_jwt') refuseBadStatement(state, id, client, request.form, secret ?? '');
  else if (method !== 'none' && !client.secrets.includes(secret ?? '')) throw noClient('wrong secret');
  return { id, client };
}

export function checkedScope(client: StoredClient, wanted: string): string {
  const allowed = text(client.fields['scope']).split(' ');
  const scopes = wanted.split(' ').filter(Boolean);
  const not = scopes.find((scope) => !allowed.includes(scope));
  if (not !== undefined)
    throw refuse('invalid_scope', `The OAuth 2.0 Client is not allowed to request scope '${not}'.`);
  return scopes.join(' ');
}

export function mayUse(client: StoredClient, grant: string): boolean {
  return ((client.fields['grant_types'] ?? []) as string[]).includes(grant);
}

export function startDevice(state: HydraState, request: RawRequest): Json {
  const { id, client } = authenticated(state, request);
  // In the body, whatever the method.
  if (request.form.get('client_id') !== id) throw refuse('invalid_request', 'Provided client_id mismatch.');
  if (!mayUse(client, DEVICE_GRANT)) throw refuse('invalid_grant', 'The client may not use the device grant.');
  const scope = checkedScope(client, request.form.get('scope') ?? '');
  const [code, userCode] = [state.random('ory_dc_'), state.userCode()];
  const expiresAtMs = state.nowMs() + DEVICE_CODE_LIFETIME_S * 1000;
  state.devices.set(code, { code, userCode, clientId: id, scope, expiresAtMs });
  const verify = `${state.publicUrl}/oauth2/device/verify`;
  return {
    device_code: code,
    user_code: userCode,
    verification_uri: verify,
    verification_uri_complete: `${verify}?user_code=${userCode}`,
    expires_in: DEVICE_CODE_LIFETIME_S,
    interval: state.options.deviceInterval ?? 5,
  };
}

export function token(state: HydraState, request: RawRequest): Json {
  const { id, client } = authenticated(state, request);
  const grant = request.form.get('grant_type') ?? '';
  if (!mayUse(client, grant)) throw refuse('unauthorized_client', 'The client may not use this grant.');
  if (grant === DEVICE_GRANT) return deviceTokens(state, request, id, client);
  if (grant === 'authorization_code') return codeTokens(state, request, id, client);
  if (grant === 'refresh_token') return refreshed(state, request, id, client);
  throw refuse('unsupported_grant_type', 'The stand-in does not have this grant.');
}

function deviceTokens(state: HydraState, { form }: RawRequest, id: string, client: StoredClient): Json {
  const device = state.devices.get(form.get('device_code') ?? '');
  if (!device || device.clientId !== id) throw refuse('invalid_grant', 'The device code is not known.');
  if (device.chain !== undefined) {
    state.endChain(device.chain);
    throw refuse('invalid_grant', 'The device code was used before; its tokens are revoked.');
  }
  if (device.expiresAtMs <= state.nowMs()) throw refuse('expired_token', 'The device code has expired.');
  // Hydra answers a denial with 403, not with 400.
  if (device.decision === 'deny') throw refuse('access_denied', 'The resource owner denied the request.', 403);
  if (device.decision === undefined)
    throw refuse('authorization_pending', 'The authorization request is still pending.');
  const chain = state.newId();
  device.chain = chain;
  return tokensFor(state, client, { clientId: id, account: device.account ?? '', scope: device.scope, chain });
}

function codeTokens(state: HydraState, { form }: RawRequest, id: string, client: StoredClient): Json {
  const code = state.codes.get(form.get('code') ?? '');
  if (!code || code.clientId !== id) throw refuse('invalid_grant', 'The authorization code is not known.');
  if (code.chain !== undefined) {
    state.endChain(code.chain);
    throw refuse('invalid_grant', 'The authorization code was used before; its tokens are revoked.');
  }
  if (form.get('redirect_uri') !== code.redirectUri) throw refuse('invalid_grant', 'The redirect_uri is another one.');
  if (s256(form.get('code_verifier') ?? '') !== code.challenge)
    throw refuse('invalid_grant', 'The PKCE verifier is wrong.');
  const chain = state.newId();
  code.chain = chain;
  return tokensFor(state, client, { clientId: id, account: code.account, scope: code.scope, chain }, code.nonce);
}

/** Rotation at every refresh; reuse ends the whole chain. A scope in the request counts for nothing. */
function refreshed(state: HydraState, { form }: RawRequest, id: string, client: StoredClient): Json {
  const known = state.tokens.get(form.get('refresh_token') ?? '');
  if (known?.kind !== 'refresh_token' || known.clientId !== id)
    throw refuse('invalid_grant', 'The refresh token is not known.');
  if (known.used || known.expiresAtMs <= state.nowMs()) {
    state.endChain(known.chain);
    throw refuse('invalid_grant', 'The refresh token was used before; the sign-in is revoked.');
  }
  known.used = true;
  for (const [value, other] of state.tokens) {
    if (other.chain === known.chain && other.kind === 'access_token') state.tokens.delete(value);
  }
  return tokensFor(state, client, known);
}

type From = Pick<Token, 'clientId' | 'account' | 'scope' | 'chain'>;

function tokensFor(
  state: HydraState,
  client: StoredClient,
  { clientId, account, scope, chain }: From,
  nonce?: string,
): Json {
  const from = { clientId, account, scope, chain };
  const scopes = scope.split(' ');
  const mayRefresh =
    mayUse(client, 'refresh_token') && (scopes.includes('offline') || scopes.includes('offline_access'));
  return {
    access_token: state.mint('access_token', from),
    expires_in: state.options.accessTokenTtlS ?? 3600,
    ...(mayRefresh && { refresh_token: state.mint('refresh_token', from) }),
    ...(scopes.includes('openid') && { id_token: idToken(state, clientId, account, nonce) }),
    scope,
    token_type: 'bearer',
  };
}

function idToken(state: HydraState, clientId: string, account: string, nonce: string | undefined): string {
  const iat = Math.floor(state.nowMs() / 1000);
  const claims = { iss: state.publicUrl, sub: account, aud: [clientId], iat, exp: iat + 3600, ...(nonce && { nonce }) };
  const signed = `${part({ alg: 'RS256', kid: 'stand-in' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey).toString('base64url')}`;
}

/** 200 says nothing: also for tokens that are unknown or another client's. */
export function revoke(state: HydraState, request: RawRequest): void {
  const { id } = authenticated(state, request);
  const known = state.tokens.get(request.form.get('token') ?? '');
  if (known?.clientId === id) state.endChain(known.chain);
}

export function introspect(state: HydraState, { form }: RawRequest): Json {
  const found = state.live(form.get('token') ?? '');
  if (!found || found.used) return { active: false };
  const { clientId, account, scope, kind } = found;
  return { active: true, client_id: clientId, sub: account, scope, token_use: kind, iss: state.publicUrl };
}

export function userinfo(state: HydraState, authorization: string | undefined): Json {
  const found = state.live(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
  if (found?.kind !== 'access_token') throw refuse('request_unauthorized', 'The request could not be authorized.', 401);
  return { sub: found.account, name: 'Ada Lovelace', email: `${found.account}@example.test` };
}
