/** A profile's latest refreshes over the API. */
import { describe, expect, it } from 'vitest';
import type { Door } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import { fakeAgent, fakeInfo } from '../../support/engine/fake-agent.ts';

const WINDOW: Door = { name: 'window', rights: { tokens: false } };

const ask = (path: string, door: Door = WINDOW) =>
  createHandler(fakeAgent(), fakeInfo())(new Request(`http://localhost${path}`), door);

describe('GET /v1/profiles/{name}/history', () => {
  it('returns the refreshes, including to the window', async () => {
    const answer = await ask('/v1/profiles/work/history');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      refreshes: [{ at: 1_700_000_000, reason: 'due', outcome: 'ok', took_ms: 40 }],
    });
  });

  it('answers 404 for an unknown profile', async () => {
    const answer = await ask('/v1/profiles/nobody/history');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'profile_unknown' });
  });

  it('is refused at a door that is limited to some profiles', async () => {
    const only: Door = { name: 'forward', rights: { tokens: true, only: new Set(['work']) } };
    const answer = await ask('/v1/profiles/work/history', only);
    expect(answer.status).toBe(403);
  });
});
