/** The routes for container runs: who may create one, what is checked first, and what the errors say. */
import { describe, expect, it } from 'vitest';
import type { Door } from '../../../src-main/api/frame/door.ts';
import type { ContainerHost, WantedRun } from '../../../src-main/api/frame/info.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { fakeAgent, fakeInfo } from '../../support/engine/fake-agent.ts';

const SOCKET: Door = {
  name: 'socket',
  rights: { tokens: true },
  caller: { door: 'socket', processes: [{ pid: 77, name: 'sh' }] },
};
const RUN = {
  id: 'AAAAAAAAAAAAAAAA',
  url: 'http://127.0.0.1:1/runs/AAAAAAAAAAAAAAAA',
  authorization: 'v',
  expires_at: 1,
};

function host(create: ContainerHost['create'] = () => Promise.resolve(RUN)) {
  const wanted: WantedRun[] = [];
  const ended: string[] = [];
  const containerRuns: ContainerHost = {
    create(run) {
      wanted.push(run);
      return create(run);
    },
    end: (id) => Promise.resolve(ended.push(id) > 1),
  };
  return { wanted, ended, handler: createHandler(fakeAgent(), { ...fakeInfo(), containerRuns }) };
}

const post = (body: unknown) =>
  new Request('http://localhost/v1/container-runs', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
const remove = (id: string) => new Request(`http://localhost/v1/container-runs/${id}`, { method: 'DELETE' });

describe('POST /v1/container-runs', () => {
  it('returns the address and the authorization to a caller that may read tokens; the run belongs to the caller', async () => {
    const { handler, wanted } = host();
    const answer = await handler(post({ profile: 'work', role: 'prod-admin' }), SOCKET);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(await answer.json()).toEqual(RUN);
    expect(wanted).toEqual([{ profile: 'work', role: 'prod-admin', owner: 'caller', caller: SOCKET.caller }]);
  });

  it.each<[string, Door]>([
    ['the window', { name: 'window', rights: { tokens: false, answers: true } }],
    ['the page', { name: 'page', rights: { tokens: false } }],
    [
      'a socket that is limited to some profiles',
      { name: 'forward', rights: { tokens: true, only: new Set(['work']) } },
    ],
  ])('F50: refuses %s', async (_name, door) => {
    const { handler, wanted, ended } = host();
    for (const request of [post({ profile: 'work', role: 'prod-admin' }), remove('x')]) {
      const answer = await handler(request, door);
      expect(answer.status).toBeGreaterThanOrEqual(403);
    }
    expect([wanted, ended]).toEqual([[], []]);
  });

  it.each([
    {},
    { profile: 'work' },
    { profile: 'work', role: '' },
    { profile: 'work', role: 'x', owner: 'init' },
    { profile: 'work', role: 'x', pid: 0 },
    { profile: 'work', role: 'x', url: 'http://evil.example' },
  ])('refuses %j', async (body) => {
    const { handler, wanted } = host();
    const answer = await handler(post(body), SOCKET);
    expect([answer.status, (await answer.json()).code]).toEqual([400, 'request_malformed']);
    expect(wanted).toEqual([]);
  });

  it('says why there are no credentials', async () => {
    const { handler } = host(() => Promise.reject(new LatchkeyError('sign_in_needed', 'Signed out.')));
    const answer = await handler(post({ profile: 'work', role: 'x' }), SOCKET);
    expect([answer.status, await answer.json()]).toMatchObject([
      409,
      { code: 'sign_in_needed', detail: 'Signed out.' },
    ]);
  });

  it('an agent without the endpoint says so', async () => {
    const answer = await createHandler(fakeAgent(), fakeInfo())(post({ profile: 'work', role: 'x' }), SOCKET);
    expect((await answer.json()).code).toBe('loopback_unavailable');
  });
});

it('DELETE /v1/container-runs/{id} ends the run, and answers the same for one that is over', async () => {
  const { handler, ended } = host();
  for (const id of ['AAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBB'])
    expect((await handler(remove(id), SOCKET)).status).toBe(204);
  expect(ended).toEqual(['AAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBB']);
});
