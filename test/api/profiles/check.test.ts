/** The live check of a provider: what it finds, how it reports problems, that it changes nothing, and its timing. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/adapters/system/clock.ts';
import { systemRandom } from '../../../src-main/adapters/system/random.ts';
import type { Door } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import { CheckResponse } from '../../../src-main/api/schemas/check-schemas.ts';
import type { AuditFact } from '../../../src-main/core/audit.ts';
import { type CheckWorld, checkProvider } from '../../../src-main/core/provider/check.ts';
import { providers } from '../../../src-main/providers/index.ts';
import { fakeAgent, fakeInfo } from '../../support/engine/fake-agent.ts';
import { FakeClock } from '../../support/engine/fake-clock.ts';
import { type ScriptedServer, startScriptedServer } from '../../support/http/scripted-server.ts';

const METADATA = '/.well-known/openid-configuration';
const WINDOW: Door = { name: 'window', rights: { tokens: false } };
let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.routes.clear();
  server.received.length = 0;
});

const metadata = (more: object = {}) => ({
  issuer: server.origin,
  authorization_endpoint: `${server.origin}/auth`,
  token_endpoint: `${server.origin}/token`,
  device_authorization_endpoint: `${server.origin}/device`,
  registration_endpoint: `${server.origin}/register`,
  ...more,
});

function api(more: Partial<CheckWorld> = {}, ports: Partial<CheckWorld['ports']> = {}) {
  const log = { info: () => undefined, warn: () => undefined };
  const world: CheckWorld = {
    ports: { clock: systemClock(), fetch, random: systemRandom(), log, ...ports },
    providers,
    allowLoopbackHttp: true,
    ...more,
  };
  const agent = fakeAgent();
  const recorded: AuditFact[] = [];
  const handler = createHandler(agent, {
    ...fakeInfo(),
    check: (input, signal) => checkProvider(world, input, signal),
    audit: { record: (fact) => void recorded.push(fact) },
  });
  const ask = (provider: string, settings: object, door: Door = WINDOW) =>
    handler(
      new Request('http://localhost/v1/check', {
        method: 'POST',
        body: JSON.stringify({ provider, settings }),
        headers: { 'content-type': 'application/json' },
      }),
      door,
    );
  const check = async (provider: string, settings: object, door?: Door) => {
    const answer = await ask(provider, settings, door);
    expect(answer.status).toBe(200);
    return CheckResponse.parse(await answer.json());
  };
  return { agent, recorded, ask, check };
}

describe('what it finds', () => {
  it('a provider that answers, with its sign-in flows; nothing is registered, changed or recorded', async () => {
    server.routes.set(`GET ${METADATA}`, { json: metadata() });
    const { agent, recorded, check } = api();
    expect(await check('oidc', { issuer: server.origin })).toEqual({
      ok: true,
      display_name: new URL(server.origin).host,
      flows: ['device', 'browser'],
      issuer: server.origin,
    });
    expect(server.received.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET ${METADATA}`]);
    expect(agent.calls).toEqual([]);
    expect(recorded).toEqual([]);
  });

  it.each([
    ['missing metadata', { issuer: 'ORIGIN' }, 'discovery_failed'],
    ['an unknown setting', { issuer: 'ORIGIN', colour: 'red' }, 'profile_invalid'],
    ['an invalid address', { issuer: 'nowhere' }, 'issuer_invalid'],
    ['a missing address', {}, 'profile_invalid'],
  ])('%s is a problem with a hint, not a failed request', async (_what, settings, code) => {
    const { check } = api();
    const given =
      'issuer' in settings ? { ...settings, issuer: settings.issuer?.replace('ORIGIN', server.origin) } : {};
    const found = await check('oidc', given);
    expect(found).toMatchObject({ ok: false, problem: { code } });
    expect(found.problem?.hint).not.toBe('');
  });

  it('an issuer other than the given one', async () => {
    server.routes.set(`GET ${METADATA}`, { json: metadata({ issuer: 'https://elsewhere.example' }) });
    const found = await api().check('oidc', { issuer: server.origin });
    expect(found.problem?.code).toBe('issuer_mismatch');
    expect(found.problem?.message).toContain('https://elsewhere.example');
  });

  it('a server cannot lead it to another one: it does not follow such a redirect, and stops reading an endless answer', async () => {
    const other = await startScriptedServer();
    server.routes.set(`GET ${METADATA}`, { status: 302, headers: { location: `${other.origin}${METADATA}` } });
    expect(await api().check('oidc', { issuer: server.origin })).toMatchObject({ ok: false });
    // Another port of the same machine is another origin.
    expect(other.received).toEqual([]);
    await other.close();
    server.routes.set(`GET ${METADATA}`, { json: metadata({ more: 'x'.repeat(2 * 1024 * 1024) }) });
    const found = await api().check('oidc', { issuer: server.origin });
    expect(found.problem?.message).toContain('more than 1 MiB');
  });

  it('http is refused outside test mode, except for the sandbox at its exact address', async () => {
    server.routes.set(`GET ${METADATA}`, { json: metadata() });
    const outside = await api({ allowLoopbackHttp: false }).check('oidc', { issuer: server.origin });
    expect(outside.problem?.code).toBe('issuer_invalid');
    const another = api({ allowLoopbackHttp: false, sandboxOrigin: () => 'http://127.0.0.1:1' });
    expect((await another.check('oidc', { issuer: server.origin })).problem?.code).toBe('issuer_invalid');
    expect(server.received).toEqual([]);
    const sandbox = api({ allowLoopbackHttp: false, sandboxOrigin: () => server.origin });
    expect((await sandbox.check('oidc', { issuer: server.origin })).ok).toBe(true);
  });

  it('the start URLs of AWS and Huawei Cloud, by their form alone', async () => {
    const { check } = api();
    const aws = await check('aws', { start_url: 'https://my-company.awsapps.com/start', region: 'eu-central-1' });
    expect(aws).toMatchObject({ ok: true, flows: ['device', 'browser'] });
    const lacking = await check('aws', { start_url: 'https://my-company.awsapps.com/start' });
    expect(lacking.problem?.message).toMatch(/region/i);
    const start_url = 'https://idcenter.huaweicloud.com/d-1234567890/portal';
    expect(await check('huawei', { start_url, region: 'ap-southeast-1' })).toMatchObject({
      ok: true,
      flows: ['device'],
    });
  });
});

describe('timing', () => {
  it('a server that does not answer within 8 seconds is unreachable', async () => {
    const clock = new FakeClock();
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const silence = () => {
      asked();
      return new Promise<Response>(() => undefined);
    };
    const pending = api({}, { clock, fetch: silence }).check('oidc', { issuer: server.origin });
    await isAsked;
    await clock.advance(8_000);
    const found = await pending;
    expect(found.problem).toMatchObject({ code: 'provider_unreachable' });
    expect(found.problem?.message).toContain('8 s');
  });

  it("a new check ends the door's previous one, but not another door's", async () => {
    const ended: string[] = [];
    const held = (url: string, init?: RequestInit) =>
      new URL(url).pathname.startsWith('/slow')
        ? new Promise<Response>((_, reject) => {
            init?.signal?.addEventListener('abort', () => {
              ended.push(url);
              reject(new Error('aborted'));
            });
          })
        : Promise.resolve(Response.json(metadata()));
    const { ask, check } = api({}, { fetch: held });
    const former = ask('oidc', { issuer: `${server.origin}/slow` });
    const other = ask('oidc', { issuer: `${server.origin}/slow-too` }, { name: 'socket', rights: { tokens: true } });
    expect((await check('oidc', { issuer: server.origin })).ok).toBe(true);
    expect((await former).status).toBe(409);
    expect(ended).toHaveLength(1);
    await check('oidc', { issuer: server.origin }, { name: 'socket', rights: { tokens: true } });
    expect((await other).status).toBe(409);
  });

  it('a socket that is limited to some profiles may not check', async () => {
    const limited: Door = { name: 'socket', rights: { tokens: true, only: new Set(['work']) } };
    expect((await api().ask('oidc', { issuer: server.origin }, limited)).status).toBe(403);
  });
});
