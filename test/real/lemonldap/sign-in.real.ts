/** Latchkey signs in at LemonLDAP::NG, which does not decode Basic, and compares every character of a redirect. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpack } from '../support/debian-packages.ts';
import { Person, userinfo } from '../support/person.ts';
import { freePort } from '../support/server-process.ts';
import { DWHO, type LemonLdap, startLemonLdap } from './server.ts';

const PLAIN = { id: 'cf_1-x.y', secret: 'Se-cr_et.1~a' };
/** It reads Basic only up to the first `+` or `/` of the base64, which is in this one after the `y`. */
const MISREAD = { id: 'cf-1_x.y~z', secret: 'Se-cr_et.~1', refresh: true };

const packages = unpack({
  judge: 'lemonldap',
  packages: ['liblemonldap-ng-portal-perl', 'libstring-random-perl', 'libio-string-perl'],
});
const missing = typeof packages === 'string' ? packages : undefined;
const version = typeof packages === 'string' ? `(not run: ${packages})` : packages.version;

describe.skipIf(missing !== undefined)(`LemonLDAP::NG ${version}`, () => {
  let server: LemonLdap;
  let person: Person;
  let redirect: string;

  beforeAll(async () => {
    if (typeof packages === 'string') return;
    redirect = `http://127.0.0.1:${await freePort()}/callback`;
    server = await startLemonLdap(
      packages,
      [PLAIN, MISREAD].map((client) => ({ ...client, redirect })),
    );
    person = new Person(DWHO);
    await person.start();
  });
  afterAll(async () => {
    await person?.dispose();
    await server?.stop();
  });

  const at = (id: string, ...more: string[]) => [
    ...['--issuer', server.issuer, '--client-id', id, '--redirect-uri', redirect],
    ...more,
  ];
  const me = (token: string) => userinfo(`${server.issuer}oauth2/userinfo`, token);
  const OFFLINE = ['--scope', 'openid', '--scope', 'offline_access'];

  async function staysSignedIn(name: string): Promise<void> {
    expect(await person.logIn(name)).toMatchObject({ exit: 0, stderr: '' });
    const first = await person.token(name);
    expect((await person.cli(['refresh', name])).exit).toBe(0);
    const second = await person.token(name);
    expect(second).not.toBe(first);
    expect(await me(second)).toBe(200);
  }

  it('inputs 19: signs in with client_secret_basic, and stays signed in with an offline session', async () => {
    const basic = ['--token-endpoint-auth-method', 'client_secret_basic'];
    await person.add('basic', at(PLAIN.id, ...basic, ...OFFLINE), PLAIN.secret);
    await staysSignedIn('basic');
    expect((await person.cli(['logout', 'basic'])).exit).toBe(0);
  });

  it('inputs 19: signs in with the secret in the body after the server misread Basic', async () => {
    await person.add('misread', at(MISREAD.id), MISREAD.secret);
    await staysSignedIn('misread');
    expect(server.said()).toContain('No registered Relying Party found with client_id cf-1_x.y\n');
  });

  it('inputs 19: a wrong secret is told as one, and the hint names the option', async () => {
    await person.add('wrong', at(PLAIN.id), 'wrong');
    const { exit, stderr } = await person.logIn('wrong');
    expect(exit).not.toBe(0);
    expect(stderr).toContain('client_rejected');
    expect(stderr).toContain('--token-endpoint-auth-method');
  });

  it('inputs N8: registers itself with the redirect that it then asks with', async () => {
    await person.add('itself', ['--issuer', server.issuer]);
    expect(await person.logIn('itself')).toMatchObject({ exit: 0, stderr: '' });
    expect(await me(await person.token('itself'))).toBe(200);
  });

  it('inputs 14: a session that an administrator ended, which it calls invalid_request, is told with the way out', async () => {
    await person.add('ended', at(MISREAD.id), MISREAD.secret);
    expect(await person.logIn('ended')).toMatchObject({ exit: 0 });
    server.endSessions();
    const { exit, stderr } = await person.cli(['refresh', 'ended']);
    expect([exit, stderr]).toEqual([5, expect.stringContaining('latchkey login ended')]);
    expect(await person.logIn('ended')).toMatchObject({ exit: 0 });
    expect((await person.cli(['refresh', 'ended'])).exit).toBe(0);
  });
});
