/** Logins that git and container tools stored belong to no profile: you can be asked about them by a rule of their own. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../src-main/core/caller.ts';
import { loginPlace } from '../../../src-main/core/logins/login-place.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { loginRules, type Settings } from '../../../src-main/core/settings.ts';
import { Desk } from '../../support/engine/desk.ts';
import { settle } from '../../support/engine/fake-clock.ts';
import { answer, asks, caller, outcomeOf, questions } from '../gate/asking.ts';

const HERE = loginPlace('git', 'git.example.com');
const THERE = loginPlace('git', 'other.example.com');
const REGISTRY = loginPlace('docker', 'git.example.com');
const GIT = caller(100, '/usr/bin/git');

let settings: Settings;
let desk: Desk;

async function start(ask: Settings['ask_logins'], canAsk = true): Promise<void> {
  settings = { ask_logins: ask };
  desk = new Desk();
  desk.canAsk = canAsk;
  desk.loginRules = loginRules({
    now: () => settings,
    change: async (patch) => {
      settings = { ...settings, ...(patch as Settings) };
      return settings;
    },
  });
  await desk.restart();
  for (const place of [HERE, THERE, REGISTRY]) {
    await desk.agent.logins.store(place, { username: 'ada', password: secret('stored') }, { caller: GIT });
  }
}

const find = (place = HERE, by: Caller = GIT) => outcomeOf(desk.agent.logins.find(place, { caller: by }));

describe('stored logins', () => {
  beforeEach(() => start('new'));

  it('security 18: a stored login is a question, which says for which server', async () => {
    const asked = await find();
    expect(asked.outcome).toBeUndefined();
    expect(questions(desk)).toMatchObject([{ login: 'git.example.com', program: 'git', can_remember: true }]);
    expect(questions(desk)[0]).not.toHaveProperty('profile');
    await answer(desk, 'once');
    expect(asked.outcome).toBe('ok');
    expect((await find()).outcome).toBe('ok');
    expect((await find(HERE, caller(200, '/usr/bin/git'))).outcome).toBeUndefined();
  });

  it('security 18: no gives nothing, and is recorded', async () => {
    const asked = await find();
    await answer(desk, 'no');
    expect(asked.outcome).toBe('ask_denied');
    expect(desk.audit.facts).toContainEqual(
      expect.objectContaining({
        event: 'login',
        outcome: 'refused',
        code: 'ask_denied',
        detail: 'git git.example.com',
      }),
    );
    expect(asks(desk).map(({ detail }) => detail)).toEqual(['asked: git.example.com', 'no: git.example.com']);
  });

  it('security 18: always is for this program, kind of tool and server, and outlives a restart', async () => {
    await find();
    await answer(desk, 'always');
    expect(settings.logins_allowed).toEqual([{ program: '/usr/bin/git', kind: 'git', host: 'git.example.com' }]);
    await desk.restart();
    expect((await find(HERE, caller(200, '/usr/bin/git'))).outcome).toBe('ok');
    for (const [place, by] of [
      [THERE, GIT],
      [REGISTRY, GIT],
      [HERE, caller(300, '/tmp/git')],
    ] as const) {
      expect((await find(place, by)).outcome).toBeUndefined();
    }
  });

  it('security 18: a profile that is named like it has nothing to do with it', async () => {
    await desk.agent.addProfile({ name: 'git', provider: 'scripted', settings: { issuer: 'https://id.example' } });
    const asked = await find();
    await desk.agent.removeProfile('git');
    await settle();
    expect([asked.outcome, questions(desk).length]).toEqual([undefined, 1]);
  });
});

it('security 18: with `always`, each run is asked about', async () => {
  await start('always');
  await find();
  expect(questions(desk)).toMatchObject([{ can_remember: false }]);
  await answer(desk, 'once');
  expect((await find(HERE, caller(200, '/usr/bin/git'))).outcome).toBeUndefined();
});

it('security 18: where no one can answer, they are denied at once', async () => {
  await start('new', false);
  await expect(desk.agent.logins.find(HERE, { caller: GIT })).rejects.toMatchObject({
    code: 'ask_unavailable',
    message: 'Latchkey asks before a program uses the stored login for git.example.com, and no one can answer here.',
  });
});

it('by default, no one is asked; nor about storing one, or forgetting one that was refused', async () => {
  await start(undefined, false);
  expect((await find()).outcome).toBe('ok');
  settings = { ask_logins: 'always' };
  expect((await outcomeOf(desk.agent.logins.erase(HERE, { caller: GIT }))).outcome).toBe('ok');
});
