/** Copying a token for the person at the window: the answer has no token, and no program can cause it. */
import { describe, expect, it } from 'vitest';
import type { Door } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import type { Secret } from '../../../src-main/core/secret.ts';
import { atDoor, socketOf, WINDOW } from '../../support/engine/at-door.ts';
import { fakeAgent, fakeInfo } from '../../support/engine/fake-agent.ts';

const ROUTE = '/v1/profiles/work/copy-token';
const SOCKET = socketOf({ door: 'socket', processes: [] });
const GUEST: Door = { name: 'page', rights: { tokens: false } };

function desk(door: Door, hasClipboard = true) {
  const agent = fakeAgent();
  const copied: Secret[] = [];
  const copyToken = async (token: Secret) => void copied.push(token);
  const ask = atDoor(createHandler(agent, { ...fakeInfo(), ...(hasClipboard && { copyToken }) }), door);
  return { agent, copied, ask };
}

describe('POST /v1/profiles/{name}/copy-token', () => {
  it('desktops 4: copies a token from the window, and does not answer with it', async () => {
    const { agent, copied, ask } = desk(WINDOW);
    expect(await ask('POST', ROUTE)).toEqual({ status: 204, body: undefined });
    expect(copied).toHaveLength(1);
    expect(agent.calls.map(([method, name]) => [method, name])).toEqual([['token', 'work']]);
  });

  it.each([
    ['the socket', SOCKET, true],
    ['a page that a program asked for', GUEST, true],
    ['the window of an agent without a clipboard', WINDOW, false],
  ])('desktops 4: refuses %s, and asks for no token', async (_name, door, hasClipboard) => {
    const { agent, copied, ask } = desk(door, hasClipboard);
    const { status, body } = await ask('POST', ROUTE);
    expect([status, body.code, copied, agent.calls]).toEqual([403, 'not_allowed', [], []]);
  });

  it('desktops 4: says why there is no token', async () => {
    const { agent, copied, ask } = desk(WINDOW);
    agent.failWith = new LatchkeyError('sign_in_needed', 'The sign-in has ended.');
    expect([(await ask('POST', ROUTE)).body.code, copied]).toEqual(['sign_in_needed', []]);
  });
});
