/** Latchkey signs in at django-oauth-toolkit, which rotates refresh tokens, requires PKCE, and redirects its metadata's address. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpack } from '../support/debian-packages.ts';
import { Person, userinfo } from '../support/person.ts';
import { ADA, type Django, startDjango } from './server.ts';

const REDIRECT = 'http://127.0.0.1/callback';
const BASIC = { id: 'cf-1_x.y~z', secret: 'Se-cr_et.~1', redirect: REDIRECT };
const AWKWARD = { id: 'awkward', secret: "s%c/+ ~?:&'()", redirect: REDIRECT };
const DESK = { id: 'desk', redirect: REDIRECT };

const packages = unpack({ judge: 'django', packages: ['python3-django-oauth-toolkit'] });
const missing = typeof packages === 'string' ? packages : undefined;
const version = typeof packages === 'string' ? `(not run: ${packages})` : packages.version;

describe.skipIf(missing !== undefined)(`django-oauth-toolkit ${version}`, () => {
  let server: Django;
  let person: Person;

  beforeAll(async () => {
    if (typeof packages === 'string') return;
    server = await startDjango(packages, [BASIC, AWKWARD, DESK]);
    person = new Person(ADA);
    await person.start();
  });
  afterAll(async () => {
    await person?.dispose();
    await server?.stop();
  });

  const at = (client: { id: string }) => ['--issuer', server.issuer, '--client-id', client.id, '--scope', 'openid'];
  const me = (token: string) => userinfo(`${server.issuer}/userinfo/`, token);

  it('inputs 29: its metadata is found behind the redirect from the address without a slash', async () => {
    const plain = await fetch(`${server.issuer}/.well-known/openid-configuration`, { redirect: 'manual' });
    expect([plain.status, plain.headers.get('location')]).toEqual([301, '/o/.well-known/openid-configuration/']);
    const { body } = await person.ask('POST', '/v1/check', { provider: 'oidc', settings: { issuer: server.issuer } });
    expect(body).toMatchObject({ ok: true, flows: ['browser'] });
  });

  it.each([
    ['plain', BASIC],
    ['awkward', AWKWARD],
  ])(
    'inputs 19: a client with %s id and secret signs in with client_secret_basic and stays signed in',
    async (name, client) => {
      await person.add(name, [...at(client), '--token-endpoint-auth-method', 'client_secret_basic'], client.secret);
      expect(await person.logIn(name)).toMatchObject({ exit: 0, stderr: '' });
      const seen = new Set([await person.token(name)]);
      for (const _turn of [1, 2]) {
        expect((await person.cli(['refresh', name])).exit).toBe(0);
        seen.add(await person.token(name));
      }
      expect(seen.size).toBe(3);
      expect(await me(await person.token(name))).toBe(200);
    },
  );

  it('inputs 19: a wrong secret is told as one, and the hint names the option', async () => {
    await person.add('wrong', at(BASIC), 'wrong');
    const { exit, stderr } = await person.logIn('wrong');
    expect(exit).not.toBe(0);
    expect(stderr).toContain('client_rejected');
    expect(stderr).toContain('--token-endpoint-auth-method');
  });

  it('inputs N4: it refuses a scope that it does not know, and the hint says which were asked for', async () => {
    await person.add('scopes', ['--issuer', server.issuer, '--client-id', DESK.id]);
    const { exit, stderr } = await person.logIn('scopes');
    expect(exit).toBe(5);
    expect(stderr).toContain('asked for openid and offline_access.');
    expect(stderr).toContain('latchkey profile edit scopes --scope openid');
  });

  it('a public client signs in with PKCE, and signs out where the endpoint is given', async () => {
    await person.add('desk', [...at(DESK), '--revocation-endpoint', `${server.issuer}/revoke_token/`]);
    expect(await person.logIn('desk')).toMatchObject({ exit: 0, stderr: '' });
    const token = await person.token('desk');
    expect(await me(token)).toBe(200);
    expect((await person.cli(['logout', 'desk'])).exit).toBe(0);
    expect(await me(token)).toBe(401);
  });

  it('inputs 14: a grant withdrawn at the server asks for a sign-in', async () => {
    await person.add('withdrawn', at(DESK));
    expect(await person.logIn('withdrawn')).toMatchObject({ exit: 0 });
    expect((await fetch(`${server.origin}/withdraw/`)).status).toBe(200);
    const { exit, stderr } = await person.cli(['refresh', 'withdrawn']);
    expect(exit).toBe(3);
    expect(stderr).toContain('latchkey login withdrawn');
  });
});
