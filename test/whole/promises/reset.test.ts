/** `latchkey reset`: what it says first, and that afterwards neither the agent nor the provider knows a sign-in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { AgentProcess } from '../agent-process.ts';

let agent: AgentProcess;
let provider: OidcServer;

beforeAll(async () => {
  provider = await startOidcServer({ accessTokenTtlS: 300, deviceInterval: 1 });
  agent = new AgentProcess();
  await agent.start();
  for (const name of ['work', 'lab']) await agent.addProfile(name, provider.issuer);
  await agent.signIn('work', (code) => provider.approveDevice(code));
  const login = { kind: 'git', server: 'git.example.test', username: 'ada', password: 'a password' };
  expect((await agent.ask('POST', '/v1/logins', login)).status).toBe(200);
});
afterAll(async () => {
  await agent.dispose();
  await provider.close();
});

describe('latchkey reset', () => {
  it('newcomer A16: says what it would forget, forgets nothing, and does not succeed', async () => {
    expect(await agent.cli(['reset'])).toEqual({
      exit: 2,
      stdout: 'This would forget 2 profiles (work, lab) and 1 stored login.\n',
      stderr: '  hint: To do it, run `latchkey reset --yes`. It cannot be undone.\n',
    });
    expect((await agent.cli(['token', 'work'])).exit).toBe(0);
  });

  it('with --yes signs out at the provider and forgets all of it', async () => {
    const revoked = provider.traffic.count('revocation');
    expect(await agent.cli(['reset', '--yes'])).toMatchObject({
      exit: 0,
      stdout: 'Forgot 2 profiles and 1 stored login.\n',
      stderr: '',
    });
    expect(provider.traffic.count('revocation')).toBeGreaterThan(revoked);
    expect((await agent.ask('GET', '/v1/profiles')).body).toEqual({ profiles: [] });
    expect((await agent.ask('GET', '/v1/logins')).body).toEqual({ logins: [] });
    expect((await agent.cli(['reset'])).stdout).toBe('This would forget 0 profiles and 0 stored logins.\n');
  });
});
