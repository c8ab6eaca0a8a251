/** Discovery for the generic provider: where it looks, what it accepts, and what it refuses. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { failure, failureCode, world } from '../../support/engine/provider-world.ts';
import { context, DEVICE_GRANT, type Scripted, startScripted } from './scripted.ts';

const OPENID = '/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server';
let scripted: Scripted;

beforeEach(async () => {
  scripted = await startScripted();
});
afterEach(() => scripted.http.close());

const paths = () => scripted.http.received.map(({ path }) => path);

describe('where it looks', () => {
  it('F31: requests the OpenID address first, and no other if it answers', async () => {
    await scripted.server();
    expect(paths()).toEqual([OPENID]);
  });

  it('F31: finds OAuth metadata if OpenID discovery gives a 404, a page or other JSON', async () => {
    for (const miss of [{ status: 404, html: 'no' }, { html: '<html>Welcome</html>' }, { json: { hello: 1 } }]) {
      scripted.http.routes.set(`GET ${OPENID}`, miss);
      scripted.http.routes.set(`GET ${OAUTH}`, { json: scripted.metadata() });
      expect((await oidc.discover(context, { issuer: scripted.issuer })).issuer).toBe(scripted.issuer);
    }
  });

  it('F31: with a path, appends for OpenID, then inserts for OAuth and OpenID', async () => {
    const issuer = `${scripted.issuer}/realms/dev`;
    scripted.http.routes.set(`GET ${OPENID}/realms/dev`, { json: scripted.metadata({ issuer }) });
    expect((await oidc.discover(context, { issuer })).issuer).toBe(issuer);
    expect(paths()).toEqual([`/realms/dev${OPENID}`, `${OAUTH}/realms/dev`, `${OPENID}/realms/dev`]);
  });

  it('F31: does not double the slash at the end of an issuer', async () => {
    const issuer = `${scripted.issuer}/realms/dev/`;
    scripted.http.routes.set(`GET /realms/dev${OPENID}`, { json: scripted.metadata({ issuer }) });
    expect((await oidc.discover(context, { issuer })).issuer).toBe(issuer);
  });
});

describe('what it refuses', () => {
  it('F32: another issuer is refused with an error that names both, without looking further', async () => {
    const other = 'https://other.example.com';
    scripted.http.routes.set(`GET ${OPENID}`, { json: scripted.metadata({ issuer: other }) });
    const error = await failure(oidc.discover(context, { issuer: scripted.issuer }));
    expect(error.code).toBe('issuer_mismatch');
    expect(error.message).toContain(other);
    expect(error.message).toContain(scripted.issuer);
    expect(paths()).toEqual([OPENID]);
  });

  it('F32: a trailing slash makes another issuer', async () => {
    scripted.http.routes.set(`GET ${OPENID}`, { json: scripted.metadata() });
    expect(await failureCode(oidc.discover(context, { issuer: `${scripted.issuer}/` }))).toBe('issuer_mismatch');
  });

  it('F33: http is refused outside test mode and beyond loopback, without a request', async () => {
    const strict = world({ allowLoopbackHttp: false }).context;
    const issuers = [
      scripted.issuer,
      'http://id.example.com',
      'https://id.example.com/?tenant=1',
      'https://x.example/#',
    ];
    const codes = [];
    for (const issuer of issuers) codes.push(await failureCode(oidc.discover(strict, { issuer })));
    expect(codes).toEqual(Array(4).fill('issuer_invalid'));
    expect(await failureCode(oidc.discover(context, { issuer: 'http://id.example.com' }))).toBe('issuer_invalid');
    expect(paths()).toEqual([]);
  });

  it('F35, security 18: an endpoint that is not https, or has user info, makes the metadata unusable, and is named', async () => {
    for (const endpoint of [
      'token_endpoint',
      'registration_endpoint',
      'revocation_endpoint',
      'authorization_endpoint',
    ]) {
      for (const address of ['http://id.example.com/x', 'https://id.example.com@evil.example/x']) {
        const error = await failure(scripted.server({ [endpoint]: address }));
        expect(error.code).toBe('discovery_failed');
        expect(error.message).toContain(endpoint);
      }
    }
  });

  it('F39: a 500 is a transient error, not a reason to look elsewhere', async () => {
    scripted.http.routes.set(`GET ${OPENID}`, { status: 500, html: 'oops' });
    expect(await failureCode(oidc.discover(context, { issuer: scripted.issuer }))).toBe('provider_error');
    expect(paths()).toEqual([OPENID]);
  });

  it('pages are not metadata, and the message says what was found', async () => {
    for (const path of [OPENID, OAUTH]) scripted.http.routes.set(`GET ${path}`, { html: '<html>Hi</html>' });
    const error = await failure(oidc.discover(context, { issuer: scripted.issuer }));
    expect(error.code).toBe('discovery_failed');
    expect(error.message).toContain('a page instead of JSON');
  });

  it('inputs 29: a redirect to another origin is not followed, and the error names its target', async () => {
    const headers = { location: 'https://sso.example.com/adfs/ls?token=hidden' };
    for (const path of [OPENID, OAUTH]) scripted.http.routes.set(`GET ${path}`, { status: 302, headers });
    const error = await failure(oidc.discover(context, { issuer: scripted.issuer }));
    expect(error.code).toBe('discovery_failed');
    expect(error.message).toContain('redirects to https://sso.example.com/adfs/ls');
    expect(error.message).not.toContain('hidden');
    expect(error.hint).toContain('--token-endpoint');
  });

  it('a missing server is unreachable; an error from the network adapter keeps its code', async () => {
    const { issuer } = scripted;
    const port = new URL(issuer).port;
    const gone = world({ fetch: () => Promise.reject(new TypeError('fetch failed')) }).context;
    const error = await failure(oidc.discover(gone, { issuer }));
    expect(error.code).toBe('provider_unreachable');
    expect(error.message).toContain(port);
    const untrusted = new LatchkeyError('tls_untrusted', 'The certificate is not trusted.');
    const odd = world({ fetch: () => Promise.reject(untrusted) }).context;
    expect(await failureCode(oidc.discover(odd, { issuer }))).toBe('tls_untrusted');
  });
});

describe('which flows it finds', () => {
  it('F11: the device flow needs its endpoint', async () => {
    expect((await scripted.server({ device_authorization_endpoint: undefined })).flows).toEqual(['browser']);
    expect((await scripted.server({ authorization_endpoint: undefined })).flows).toEqual(['device']);
  });

  it('F34: no list of grants means the authorization code grant; a list must name the grants used', async () => {
    expect((await scripted.server()).flows).toEqual(['device', 'browser']);
    expect((await scripted.server({ grant_types_supported: ['authorization_code'] })).flows).toEqual(['browser']);
    expect((await scripted.server({ grant_types_supported: [DEVICE_GRANT] })).flows).toEqual(['device']);
  });

  it('F46: a server with neither flow, or without a token endpoint, cannot be used', async () => {
    const implicit = { grant_types_supported: ['implicit', 'password'] };
    expect(await failureCode(scripted.server(implicit))).toBe('discovery_failed');
    expect(await failureCode(scripted.server({ token_endpoint: undefined }))).toBe('discovery_failed');
  });

  it('F36: members of the wrong type count as absent; unknown ones do no harm', async () => {
    const odd = { grant_types_supported: 'authorization_code', scopes_supported: null, x: { y: 1 } };
    expect((await scripted.server(odd)).flows).toEqual(['device', 'browser']);
  });
});

describe('inputs 29: a redirect within the origin', () => {
  const issuer = () => `${scripted.issuer}/o`;
  const at = (path: string, location: string, status = 301) =>
    scripted.http.routes.set(`GET ${path}`, { status, headers: { location } });

  it.each([301, 302, 303, 307, 308])('is followed, status %i', async (status) => {
    at(`/o${OPENID}`, `/o${OPENID}/`, status);
    scripted.http.routes.set(`GET /o${OPENID}/`, { json: scripted.metadata({ issuer: issuer() }) });
    expect((await oidc.discover(context, { issuer: issuer() })).issuer).toBe(issuer());
  });

  it('does not make another issuer acceptable', async () => {
    at(`/o${OPENID}`, OPENID);
    scripted.http.routes.set(`GET ${OPENID}`, { json: scripted.metadata() });
    expect(await failureCode(oidc.discover(context, { issuer: issuer() }))).toBe('issuer_mismatch');
  });

  it('ends in an error if it loops or has no target', async () => {
    at(`/o${OPENID}`, `/o${OPENID}`);
    scripted.http.routes.set(`GET ${OAUTH}/o`, { status: 302 });
    const error = await failure(oidc.discover(context, { issuer: issuer() }));
    expect(error).toMatchObject({ code: 'discovery_failed', message: expect.stringContaining('more than 5 times') });
    expect(error.message).toContain('redirects to nowhere');
  });
});

describe('inputs 29: configured endpoints', () => {
  const settings = (given: Readonly<Record<string, string>>) =>
    oidc.settings.parse({ issuer: scripted.issuer, ...given });

  it('are enough to sign in without discovery', async () => {
    const token_endpoint = `${scripted.issuer}/t`;
    const browser = await oidc.discover(
      context,
      settings({ token_endpoint, authorization_endpoint: `${scripted.issuer}/a` }),
    );
    expect(browser).toMatchObject({ flows: ['browser'], metadata: { token_endpoint } });
    const device = await oidc.discover(
      context,
      settings({ token_endpoint, device_authorization_endpoint: `${scripted.issuer}/d` }),
    );
    expect(device.flows).toEqual(['device']);
    expect(paths()).toEqual([]);
  });

  it('replace what the server publishes, and add what it does not', async () => {
    const device_authorization_endpoint = `${scripted.issuer}/codes`;
    const changes = { device_authorization_endpoint: undefined, grant_types_supported: ['authorization_code'] };
    scripted.http.routes.set(`GET ${OPENID}`, { json: scripted.metadata(changes) });
    const found = await oidc.discover(context, settings({ device_authorization_endpoint }));
    expect(found).toMatchObject({ flows: ['device', 'browser'], metadata: { device_authorization_endpoint } });
    expect(found.metadata['token_endpoint']).toBe(`${scripted.issuer}/token`);
  });

  it('must be https, and another one means another sign-in', async () => {
    const bad = oidc.settings.safeParse({ issuer: scripted.issuer, token_endpoint: 'http://id.example.com/t' });
    expect(bad.success).toBe(false);
    const keys = [{}, { token_endpoint: 'https://a.example/t' }, { token_endpoint: 'https://b.example/t' }];
    expect(new Set(keys.map((given) => oidc.signInKey?.(settings(given as Record<string, string>)))).size).toBe(3);
  });
});

describe('inputs 26: capital letters', () => {
  it('in the host of an issuer are stored in lower case, and the path is unchanged', () => {
    const stored = (issuer: string) => oidc.settings.parse({ issuer }).issuer;
    expect(stored('HTTPS://Id.Example.COM:8443/Realms/Main')).toBe('https://id.example.com:8443/Realms/Main');
    const tenant = '810017AF-C1D4-4A3B-9E18-0F6B6D1D1A2B';
    const entra = (host: string) => `https://${host}/${tenant}/v2.0`;
    for (const host of ['login.microsoftonline.com', 'Login.MicrosoftOnline.us', 'contoso.ciamlogin.com']) {
      expect(stored(entra(host))).toBe(entra(host).toLowerCase());
    }
    expect(stored(`https://id.example.com/${tenant}`)).toBe(`https://id.example.com/${tenant}`);
  });

  it('in the published host make no difference, and the spelling of the server is used', async () => {
    const published = scripted.issuer.replace('http', 'HTTP');
    scripted.http.routes.set(`GET ${OPENID}`, { json: scripted.metadata({ issuer: published }) });
    expect((await oidc.discover(context, { issuer: scripted.issuer })).issuer).toBe(published);
  });
});
