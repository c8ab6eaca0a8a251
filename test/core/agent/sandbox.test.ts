/** The sandbox has a single profile, and is the only place outside test mode where plain http is allowed. */
import { describe, expect, it } from 'vitest';
import type { Agent } from '../../../src-main/core/agent/agent.ts';
import { sandboxStarter } from '../../../src-main/core/agent/sandbox.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { opensHttp, takesHttp } from '../../../src-main/core/provider/plain-http.ts';
import { fakeAgent } from '../../support/engine/fake-agent.ts';
import { profileView } from '../../support/engine/fake-views.ts';

const ORIGIN = 'http://127.0.0.1:4444';

function desk(...names: string[]) {
  const agent = fakeAgent();
  const show = (profiles: ReturnType<typeof profileView>[]) => agent.emit({ ...agent.view(), profiles });
  show(names.map((name) => profileView(name)));
  agent.addProfile = async ({ name, provider, settings }) => {
    const added = profileView(name, { provider, settings });
    show([...agent.view().profiles, added]);
    return added;
  };
  agent.removeProfile = async (gone) => show(agent.view().profiles.filter(({ name }) => name !== gone));
  const present = () => agent.view().profiles.map(({ name }) => name);
  return { agent, names: present };
}
const host = (origin = ORIGIN) => ({ origin: () => origin, start: async () => origin });

describe('the sandbox profile', () => {
  it('is added only once, even by concurrent requests', async () => {
    const { agent, names } = desk('work');
    const start = sandboxStarter(agent, host());
    await Promise.all([start(), start(), start()]);
    expect(names()).toEqual(['work', 'sandbox']);
  });

  it('leaves an unrelated profile of the same name alone', async () => {
    const { agent, names } = desk('sandbox');
    await sandboxStarter(agent, host())();
    expect(names()).toEqual(['sandbox', 'sandbox-2']);
  });

  it('replaces the one from an earlier run', async () => {
    const { agent, names } = desk('work');
    await sandboxStarter(agent, host('http://127.0.0.1:1111'))();
    const restarted = await sandboxStarter(agent, host())();
    expect(names()).toEqual(['work', 'sandbox']);
    expect(restarted.settings).toEqual({ issuer: ORIGIN });
  });

  it('is not added while the agent is locked or when the sandbox cannot start', async () => {
    const { agent, names } = desk();
    const refused = new LatchkeyError('loopback_unavailable', 'The sandbox could not be started.');
    const broken = { origin: () => undefined, start: () => Promise.reject(refused) };
    await expect(sandboxStarter(agent, broken)()).rejects.toBe(refused);
    const locked = new LatchkeyError('agent_locked', 'The agent is locked.');
    const guard: Agent['guard'] = {
      ...agent.guard,
      demandUnlocked: () => {
        throw locked;
      },
    };
    await expect(sandboxStarter({ ...agent, guard }, host())()).rejects.toBe(locked);
    expect(names()).toEqual([]);
  });
});

describe('plain http', () => {
  const world = (origin: string | undefined) => ({ allowLoopbackHttp: false, sandboxOrigin: () => origin });

  it.each([
    [ORIGIN, true],
    [`${ORIGIN}/`, false],
    ['http://127.0.0.1:4445', false],
    ['http://localhost:4444', false],
    ['http://127.0.0.1.example.com:4444', false],
  ])('allowed for the issuer %s: %s', (issuer, taken) => {
    expect(takesHttp(world(ORIGIN), { issuer })).toBe(taken);
    expect(takesHttp(world(undefined), { issuer })).toBe(false);
  });

  it.each([
    [`${ORIGIN}/device?user_code=A`, true],
    ['http://127.0.0.1:4445/device', false],
    ['http://127.0.0.1:4444@example.com/', false],
    ['nowhere', false],
  ])('allowed for the link %s: %s', (link, opened) => {
    expect(opensHttp(world(ORIGIN), link)).toBe(opened);
    expect(opensHttp(world(undefined), link)).toBe(false);
  });
});
