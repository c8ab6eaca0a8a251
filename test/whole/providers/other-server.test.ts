/** The generic provider against an OpenID provider that none of us wrote (Glewlwyd, from Debian): both flows, refresh, sign-out. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client, TokenSet } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import type { OidcSettings } from '../../../src-main/providers/oidc/protocol/settings.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { failureCode, world } from '../../support/engine/provider-world.ts';
import { CLIENT_SECRET, type Glewlwyd, glewlwydMissing, startGlewlwyd } from '../../support/servers/glewlwyd.ts';

const REDIRECT = 'http://127.0.0.1:49152/callback';
const missing = glewlwydMissing();
if (missing !== undefined) console.warn(`Not run: ${missing}`);

describe.skipIf(missing !== undefined)(`Glewlwyd${missing === undefined ? '' : ` (not run: ${missing})`}`, () => {
  const { context } = world();
  let op: Glewlwyd;
  let server: Server;
  let client: Client;
  let settings: OidcSettings;

  beforeAll(async () => {
    op = await startGlewlwyd();
    settings = { issuer: op.issuer, client_id: 'latchkey', scopes: ['openid'] };
    server = await oidc.discover(context, settings);
    client = oidc.configuredClient(server, settings, {}) as Client;
  });
  afterAll(() => op?.close());

  const refresh = async ({ refreshToken }: TokenSet) => {
    if (!refreshToken) throw new Error('no refresh token');
    return (await oidc.refresh({ context, server, settings, client }, refreshToken)).tokens();
  };

  it('offers both flows', () => {
    expect(server.flows).toEqual(['device', 'browser']);
  });

  it('signs in with a code, renews with rotation, and refuses a token that is used twice', async () => {
    const device = await oidc.startDevice({ context, server, settings, client });
    expect((await oidc.pollDevice({ context, server, settings, client }, device)).kind).toBe('pending');
    await op.approveDevice(device.userCode);
    let poll = await oidc.pollDevice({ context, server, settings, client }, device);
    // It counts the interval of a second strictly.
    while (poll.kind === 'slow-down') {
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      poll = await oidc.pollDevice({ context, server, settings, client }, device);
    }
    if (poll.kind !== 'tokens') throw new Error(`still ${poll.kind}`);
    expect(poll.tokens.identity?.subject).toBeDefined();
    const next = await refresh(poll.tokens);
    expect(next.accessToken.reveal()).not.toBe(poll.tokens.accessToken.reveal());
    expect(next.refreshToken?.reveal()).not.toBe(poll.tokens.refreshToken?.reveal());
    // It answers 400 without JSON where RFC 6749 section 5.2 has invalid_grant, which is not a word that ends a sign-in.
    expect(await failureCode(refresh(poll.tokens))).toBe('provider_error');
  });

  it('signs in through the browser with PKCE as a client with a secret, and signs out', async () => {
    // It does not decode what Basic has encoded (RFC 6749 section 2.3.1), so the secret goes into the body.
    settings = { ...settings, client_id: 'confidential', token_endpoint_auth_method: 'client_secret_post' };
    client = oidc.configuredClient(server, settings, { clientSecret: secret(CLIENT_SECRET) }) as Client;
    const request = await oidc.authorizationRequest({ context, server, settings, client }, REDIRECT);
    const end = new URL(await op.answerLink(request.url));
    expect(end.origin).toBe('http://127.0.0.1:49152');
    const tokens = await oidc.redeemCode({ context, server, settings, client }, request, end.searchParams, REDIRECT);
    const next = await refresh(tokens);
    expect(await oidc.revoke({ context, server, settings, client }, next)).toBe('revoked');
    expect(await failureCode(refresh(next))).toBe('provider_error');
  });
});
