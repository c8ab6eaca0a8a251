/** The sandbox on the built agent, outside test mode: added, signed in by code and in the browser, refreshed, gone with the agent. */
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { walk } from '../../support/oidc/person.ts';
import { getAs, isRoot } from '../../support/processes/another-user.ts';
import { AgentProcess } from '../agent-process.ts';

let agent: AgentProcess;
beforeEach(async () => {
  agent = new AgentProcess({ LATCHKEY_TEST_MODE: '' });
  await agent.start();
});
afterEach(() => agent.dispose());

const PERSON = { account: 'anyone', decision: 'approve' as const };
const profile = async () => (await agent.ask('GET', '/v1/profiles/sandbox')).body;

async function signInByCode(): Promise<void> {
  const { body } = await agent.ask('POST', '/v1/profiles/sandbox/sign-in', { flow: 'device' });
  const { verification_uri_complete: link, user_code: userCode } = body.sign_in;
  expect(new URL(link).origin).toBe(body.settings.issuer);
  const end = await walk(link, { ...PERSON, userCode });
  expect(end.html).toContain('You are signed in');
  await expect.poll(async () => (await profile()).state, { timeout: 15_000, interval: 200 }).toBe('active');
}

describe('the sandbox', () => {
  it('is added once, signs in its person by one approval, and refreshes with rotation', async () => {
    const added = await agent.ask('POST', '/v1/sandbox');
    expect(added).toMatchObject({ status: 200, body: { name: 'sandbox', provider: 'sandbox', state: 'signed-out' } });
    expect((await agent.ask('POST', '/v1/sandbox')).body.settings).toEqual(added.body.settings);
    await signInByCode();
    expect((await profile()).identity).toMatchObject({ name: 'Robin Sandbox' });
    const token = await agent.ask('GET', '/v1/profiles/sandbox/token');
    expect(token.body.expires_in).toBeLessThanOrEqual(120);
    expect((await agent.ask('POST', '/v1/profiles/sandbox/refresh')).status).toBe(200);
    expect((await agent.ask('POST', '/v1/profiles/sandbox/refresh')).status).toBe(200);
    const fresh = await agent.ask('GET', '/v1/profiles/sandbox/token');
    expect(fresh.body.access_token).not.toBe(token.body.access_token);
  });

  it('is looked at by the check, and no other address of plain http is', async () => {
    const { body } = await agent.ask('POST', '/v1/sandbox');
    const check = (issuer: string) => agent.ask('POST', '/v1/check', { provider: 'oidc', settings: { issuer } });
    expect((await check(body.settings.issuer)).body).toMatchObject({ ok: true, flows: ['device', 'browser'] });
    expect((await check('http://127.0.0.1:9')).body.problem.code).toBe('issuer_invalid');
    const other = { name: 'other', provider: 'oidc', settings: { issuer: 'http://127.0.0.1:9' } };
    await agent.ask('POST', '/v1/profiles', other);
    const signIn = await agent.ask('POST', '/v1/profiles/other/sign-in', {});
    expect(signIn.body.sign_in.error.code).toBe('issuer_invalid');
  });

  it('hears nothing from a page elsewhere, by whatever name and from whatever origin', async () => {
    const { body } = await agent.ask('POST', '/v1/sandbox');
    const { issuer } = body.settings;
    const status = (headers: Record<string, string>, path = '/reg') =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request(`${issuer}${path}`, { method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on('error', reject);
        sent.end('{}');
      });
    const json = { 'content-type': 'application/json' };
    expect(await status({ ...json, host: 'rebound.example' })).toBe(421);
    expect(await status({ ...json, origin: 'https://evil.example' })).toBe(421);
    expect(await status({ 'content-type': 'text/plain', origin: 'null' }, '/device')).toBe(421);
    expect(await status(json)).toBe(400);
  });

  it.runIf(isRoot)('security 7: is closed to other users', async () => {
    const { body } = await agent.ask('POST', '/v1/sandbox');
    const metadata = `${body.settings.issuer}/.well-known/openid-configuration`;
    expect(await getAs(metadata).said).toBe('421');
    expect(await getAs(metadata, { uid: process.getuid?.() }).said).toBe('200');
  });

  it('has ended with its agent, says so, and is started again under the same name', { timeout: 60_000 }, async () => {
    const before = await agent.ask('POST', '/v1/sandbox');
    await signInByCode();
    await agent.stop();
    await agent.start();
    const gone = await agent.ask('POST', '/v1/profiles/sandbox/sign-in', {});
    expect(gone.body.sign_in).toMatchObject({ phase: 'failed', error: { code: 'sign_in_needed' } });
    expect(gone.body.sign_in.error.message).toContain('start the sandbox again');
    const again = await agent.ask('POST', '/v1/sandbox');
    expect(again).toMatchObject({ status: 200, body: { name: 'sandbox' } });
    expect((await agent.ask('GET', '/v1/profiles')).body.profiles).toHaveLength(1);
    expect(again.body.settings.issuer).not.toBe(before.body.settings.issuer);
    await signInByCode();
  });
});
