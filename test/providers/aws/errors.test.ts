/** Every exception in both models is recognized in every form, and gets our error code and its own hint. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../../src-main/core/errors.ts';
import { exceptionOf, OIDC_MEANINGS, PORTAL_MEANINGS } from '../../../src-main/providers/aws/errors.ts';
import { aws } from '../../../src-main/providers/aws/provider.ts';
import { failure } from '../../support/engine/provider-world.ts';
import { ADMIN, client, context, oidcError, portalError, type Scripted, startScripted, TOKEN } from './scripted.ts';

let aw: Scripted;
beforeAll(async () => {
  aw = await startScripted();
});
afterAll(() => aw.http.close());

const start = () => failure(aws.startDevice({ context, server: aw.server, settings: aw.settings, client }));
const register = () => failure(aws.register({ context, server: aw.server, settings: aw.settings }, 'browser', {}));
const credentials = async () => {
  if (!aws.roles) throw new Error('AWS has roles');
  return failure(aws.roles.credentials({ context, server: aw.server, settings: aw.settings }, TOKEN, ADMIN));
};

type Row = readonly [exception: string, status: number, error: string, code: ErrorCode, hint: RegExp];
const OIDC: readonly Row[] = [
  ['InvalidRequestException', 400, 'invalid_request', 'provider_refused', /region or the start URL is wrong/],
  ['InvalidClientException', 401, 'invalid_client', 'client_rejected', /register itself again/],
  ['InvalidGrantException', 400, 'invalid_grant', 'provider_refused', /code was already used or replaced/],
  ['UnauthorizedClientException', 400, 'unauthorized_client', 'client_rejected', /register itself again/],
  ['UnsupportedGrantTypeException', 400, 'unsupported_grant_type', 'flow_unsupported', /Use the other flow/],
  ['InvalidScopeException', 400, 'invalid_scope', 'invalid_scope', /--scope sso:account:access/],
  ['AuthorizationPendingException', 400, 'authorization_pending', 'provider_refused', /Sign in again/],
  ['SlowDownException', 400, 'slow_down', 'throttled', /slows down/],
  ['AccessDeniedException', 400, 'access_denied', 'sign_in_denied', /approve the request/],
  ['ExpiredTokenException', 400, 'expired_token', 'code_expired', /new code/],
  ['InternalServerException', 500, 'server_error', 'provider_error', /has a problem/],
  [
    'InvalidClientMetadataException',
    400,
    'invalid_client_metadata',
    'invalid_client_metadata',
    /entitled_application_arn/,
  ],
  ['InvalidRedirectUriException', 400, 'invalid_redirect_uri', 'invalid_redirect_uri', /--flow device/],
];

describe('the OIDC service', () => {
  it.each(OIDC)('%s has its code and hint', async (exception, status, error, code, hint) => {
    aw.http.routes.set('POST /device_authorization', oidcError(status, error, exception));
    const thrown = await start();
    expect([thrown.code, thrown.hint]).toEqual([code, expect.stringMatching(hint)]);
    // Registration reads them the same way.
    aw.http.routes.set('POST /client/register', oidcError(status, error, exception));
    expect((await register()).code).toBe(code);
  });

  it('InvalidRequestRegionException, recognized by its name or its members, gives the region to use', async () => {
    const members = { region: 'eu-west-1', endpoint: 'https://oidc.eu-west-1.amazonaws.com' };
    for (const reply of [
      oidcError(400, 'invalid_request', 'InvalidRequestRegionException', members),
      oidcError(400, 'invalid_request', 'InvalidRequestException', members),
    ]) {
      aw.http.routes.set('POST /device_authorization', reply);
      expect(await start()).toMatchObject({ code: 'provider_refused', hint: 'Set --region eu-west-1.' });
    }
    const nameless = oidcError(400, 'invalid_request', 'InvalidRequestRegionException', { region: 'x"; rm -rf' });
    aw.http.routes.set('POST /device_authorization', nameless);
    expect((await start()).hint).toBe('Set --region to the region of the Identity Center.');
  });

  it.each([
    ['AccessDeniedException', 'access_denied', 'KMS_AccessDeniedException', 'sign_in_denied'],
    ['InvalidRequestException', 'invalid_request', 'KMS_DisabledException', 'provider_refused'],
  ])(
    '%s keeps the reason %s in the message and points to the administrator',
    async (exception, error, reason, code) => {
      aw.http.routes.set('POST /device_authorization', oidcError(400, error, exception, { reason }));
      const thrown = await start();
      expect(thrown).toMatchObject({ code, hint: expect.stringContaining('KMS key') });
      expect(thrown.message).toBe(`AWS d-1234567890 gave no code (${error}, ${reason}).`);
    },
  );

  it('quotes the description, minus anything that could be a secret', async () => {
    const description = `Invalid value ${'s3cr3t'.repeat(10)} given.`;
    const more = { error_description: description };
    aw.http.routes.set(
      'POST /device_authorization',
      oidcError(400, 'invalid_request', 'InvalidRequestException', more),
    );
    expect((await start()).message).toBe('AWS d-1234567890 gave no code (invalid_request: Invalid value … given).');
  });

  it('an unknown refusal is reported as received', async () => {
    aw.http.routes.set('POST /device_authorization', { status: 418, json: { error: 'tea_pot' } });
    expect(await start()).toMatchObject({ code: 'provider_refused', message: expect.stringContaining('(tea_pot)') });
    aw.http.routes.set('POST /device_authorization', { status: 418, json: {} });
    expect((await start()).message).toContain('(status 418)');
  });

  it('too many requests are reported as throttling', async () => {
    aw.http.routes.set('POST /device_authorization', { status: 429, html: 'HTTP 429 Unknown Code' });
    expect((await start()).code).toBe('throttled');
  });
});

describe('the portal', () => {
  it.each([
    ['UnauthorizedException', 401, 'Session token not found or invalid', 'access_token_rejected', /Sign in again/],
    ['ForbiddenException', 403, 'No access', 'role_forbidden', /choose another role/],
    ['ResourceNotFoundException', 404, 'Not here', 'role_forbidden', /is gone/],
    ['TooManyRequestsException', 429, 'HTTP 429 Unknown Code', 'throttled', /slows down/],
    ['InvalidRequestException', 400, 'Bad account', 'provider_refused', /account number and the role name/],
  ] as const)(
    '%s has its code and hint, by name and by status alone',
    async (exception, status, message, code, hint) => {
      for (const reply of [portalError(status, exception, message), { status, json: { message } }]) {
        aw.http.routes.set('GET /federation/credentials', reply);
        const thrown = await credentials();
        expect([thrown.code, thrown.hint]).toEqual([code, expect.stringMatching(hint)]);
        expect(thrown.message).toContain('gave no credentials for Admin in 111111111111');
        expect(thrown.message).toContain(message);
      }
    },
  );

  it('F39: a proxy page, a redirect and a 5xx are transient errors, whatever their status', async () => {
    const pages = [401, 403, 404].map((status) => ({ status, html: '<h1>Blocked</h1>' }));
    for (const reply of [
      ...pages,
      portalError(500, 'InternalFailure', 'x'),
      { status: 302 },
      { status: 200, html: '' },
    ]) {
      aw.http.routes.set('GET /federation/credentials', reply);
      expect((await credentials()).code).toBe('provider_error');
    }
  });

  it('MethodNotAllowed and other refusals missing from the model are reported as received', async () => {
    aw.http.routes.set('GET /federation/credentials', portalError(405, 'MethodNotAllowedException', 'no'));
    expect((await credentials()).code).toBe('provider_refused');
  });
});

describe('the exception name', () => {
  const name = (json: Readonly<Record<string, unknown>>, header?: string) =>
    exceptionOf(json, new Headers(header === undefined ? {} : { 'x-amzn-ErrorType': header }));

  it('is read from `error` in the body first, then the header, then __type', () => {
    const __type = 'com.amazonaws.x#InvalidScopeException';
    expect(name({ error: 'slow_down', __type }, 'ExpiredTokenException')).toBe('SlowDownException');
    expect(name({ error: 'unheard_of', __type }, 'ExpiredTokenException:http://x/')).toBe('ExpiredTokenException');
    expect(name({ __type }, 'UnheardOfException')).toBe('InvalidScopeException');
    expect(name({ error: 'server_error' })).toBe('InternalServerException');
  });

  it('is stripped of anything around it, and is empty if there is none', () => {
    expect(name({}, 'SlowDownException:http://internal.amazon.com/coral/#x')).toBe('SlowDownException');
    expect(name({}, 'SlowDownException,whatever')).toBe('SlowDownException');
    expect(name({ __type: 'aws.sso#SlowDownException' })).toBe('SlowDownException');
    for (const type of ['constructor', '__proto__', '', 7, null]) expect(name({ __type: type, error: type })).toBe('');
  });
});

it('no two exceptions that reach the person share both code and hint', () => {
  for (const table of [OIDC_MEANINGS, PORTAL_MEANINGS]) {
    const ours = Object.entries(table).filter(([name]) => !/^(Unauthorized|Invalid)Client|SlowDown|TooMany/.test(name));
    const pairs = ours.map(([, { code, hint }]) => `${code} ${hint ?? ERRORS[code].hint}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  }
});
