/** What a locked agent still does, what it refuses, and how it is unlocked. */
import { describe, expect, it } from 'vitest';
import type { CallerDoor } from '../../../src-main/core/caller.ts';
import { asLatchkeyError } from '../../../src-main/core/errors.ts';
import { loginPlace } from '../../../src-main/core/logins/login-place.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { Desk } from '../../support/engine/desk.ts';
import { settle } from '../../support/engine/fake-clock.ts';

const RIGHT = secret('open sesame');
const WRONG = secret('open barley');

async function locked(): Promise<Desk> {
  const desk = new Desk();
  await desk.signedIn();
  await desk.agent.guard.lock(RIGHT);
  return desk;
}

/** `now` becomes 'ok' or the failure's code once the work settles. */
function outcome(work: Promise<unknown>): { now: string | undefined } {
  const found: { now: string | undefined } = { now: undefined };
  work.then(
    () => {
      found.now = 'ok';
    },
    (thrown) => {
      found.now = asLatchkeyError(thrown).code;
    },
  );
  return found;
}

describe('a locked agent', () => {
  it('hands out no token or credentials to anyone', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.agent.addRole('work', { name: 'admin', account_id: '1', role_id: 'Admin' });
    await desk.agent.guard.lock(RIGHT);
    const caller = { door: 'socket', processes: [] } as const;
    for (const by of [{}, { caller }, { minTtlS: 7200 }]) {
      await expect(desk.agent.token('work', by)).rejects.toMatchObject({ code: 'agent_locked' });
      await expect(desk.agent.roleCredentials('work', 'admin', by)).rejects.toMatchObject({ code: 'agent_locked' });
    }
    expect(desk.agent.view().agent.locked).toBe(true);
  });

  it('keeps the sign-in alive in the background', async () => {
    const desk = await locked();
    await desk.clock.advance(3600_000);
    expect(desk.count('refresh')).toBeGreaterThan(0);
    expect(desk.profile().state).toBe('active');
    await desk.agent.guard.unlock(RIGHT);
    const { accessToken, expiresIn } = await desk.agent.token('work');
    expect(accessToken.reveal()).toBe('access-1');
    expect(expiresIn).toBeGreaterThan(0);
  });

  it('security 11: withholds a stored login that was being read when it was locked', async () => {
    const desk = new Desk();
    await desk.signedIn();
    const place = loginPlace('git', 'git.example.com');
    await desk.agent.logins.store(place, { username: 'ada', password: secret('pw') });
    const asked = outcome(desk.agent.logins.find(place));
    await desk.agent.guard.lock(RIGHT);
    await settle();
    expect(asked.now).toBe('agent_locked');
  });

  it('withholds a token that was being fetched when it was locked', async () => {
    const desk = new Desk();
    await desk.signedIn();
    let give = () => {};
    desk.script.refresh = (n) =>
      new Promise((resolve) => {
        give = () => resolve(desk.tokens(n));
      });
    await desk.clock.advance(3600_000);
    const asked = outcome(desk.agent.token('work', { minTtlS: 60 }));
    await settle();
    await desk.agent.guard.lock(RIGHT);
    give();
    await settle();
    expect(asked.now).toBe('agent_locked');
  });

  it('leaves no question open', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.agent.setUses('work', { ask: 'new' });
    desk.canAsk = true;
    const program = { pid: 7, name: 'aws', executable: '/bin/aws' };
    const asked = outcome(desk.agent.token('work', { caller: { door: 'socket', program, processes: [program] } }));
    await settle();
    expect(desk.agent.view().asks).toHaveLength(1);
    await desk.agent.guard.lock(RIGHT);
    await settle();
    expect([asked.now, desk.agent.view().asks]).toEqual(['agent_locked', undefined]);
  });

  it('notifies all subscribers', async () => {
    const desk = await locked();
    const seen: unknown[] = [];
    desk.agent.subscribe(({ agent }) => seen.push(agent.locked));
    await desk.agent.guard.unlock(RIGHT);
    await settle();
    await desk.agent.guard.lock(WRONG);
    await settle();
    expect(seen).toEqual([undefined, true]);
  });

  it('cannot be locked again, even with another passphrase', async () => {
    const desk = await locked();
    await expect(desk.agent.guard.lock(WRONG)).rejects.toMatchObject({ code: 'agent_locked' });
    await desk.agent.guard.unlock(RIGHT);
    expect(desk.agent.view().agent.locked).toBeUndefined();
  });

  it('only one of two concurrent locks succeeds', async () => {
    const desk = new Desk();
    await desk.signedIn();
    const both = [outcome(desk.agent.guard.lock(RIGHT)), outcome(desk.agent.guard.lock(WRONG))];
    await settle();
    expect(both.map(({ now }) => now)).toEqual(['ok', 'lock_passphrase']);
    await desk.agent.guard.unlock(RIGHT);
  });
});

describe('unlocking', () => {
  it('a wrong passphrase is answered after 1 s, then 2 s, at most 30 s; the right one still works and resets the delay', async () => {
    const desk = await locked();
    for (const delayS of [1, 2, 4, 8, 16, 30, 30]) {
      const tried = outcome(desk.agent.guard.unlock(WRONG));
      await desk.clock.advance(delayS * 1000 - 1);
      expect(tried.now).toBeUndefined();
      await desk.clock.advance(1);
      expect(tried.now).toBe('lock_passphrase');
    }
    await desk.agent.guard.unlock(RIGHT);
    expect(desk.agent.view().agent.locked).toBeUndefined();
    await desk.agent.guard.lock(RIGHT);
    const tried = outcome(desk.agent.guard.unlock(WRONG));
    await desk.clock.advance(1000);
    expect(tried.now).toBe('lock_passphrase');
  });

  it('takes one attempt at a time, so concurrent attempts do not get around the delay', async () => {
    const desk = await locked();
    const wrong = outcome(desk.agent.guard.unlock(WRONG));
    const concurrent = outcome(desk.agent.guard.unlock(RIGHT));
    await settle();
    expect([wrong.now, concurrent.now]).toEqual([undefined, 'lock_passphrase']);
    await desk.clock.advance(1000);
    await desk.agent.guard.unlock(RIGHT);
  });

  it.each<CallerDoor>(['window', 'page'])(
    'security 13: programs’ wrong attempts do not keep out the person at the %s',
    async (door) => {
      const desk = await locked();
      const programs = (['socket', 'oidc-agent', 'container'] as const).map((at) =>
        outcome(desk.agent.guard.unlock(WRONG, { door: at, processes: [] })),
      );
      await settle();
      expect(programs.map(({ now }) => now)).toEqual([undefined, 'lock_passphrase', 'lock_passphrase']);
      await desk.agent.guard.unlock(RIGHT, { door, processes: [] }, 'person');
      expect(desk.agent.view().agent.locked).toBeUndefined();
    },
  );

  it('security 13: programs’ delays do not apply to the person', async () => {
    const desk = await locked();
    for (const delayS of [1, 2, 4, 8, 16, 30]) {
      outcome(desk.agent.guard.unlock(WRONG, { door: 'socket', processes: [] }));
      await desk.clock.advance(delayS * 1000);
    }
    const tried = outcome(desk.agent.guard.unlock(WRONG, { door: 'window', processes: [] }, 'person'));
    await desk.clock.advance(1000);
    expect(tried.now).toBe('lock_passphrase');
  });

  it('fails when the agent is not locked', async () => {
    const desk = new Desk();
    await desk.withProfile();
    await expect(desk.agent.guard.unlock(RIGHT)).rejects.toMatchObject({ code: 'agent_not_locked' });
  });

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(1025)],
  ])('refuses a passphrase that is %s', async (_what, text) => {
    const desk = new Desk();
    await desk.withProfile();
    await expect(desk.agent.guard.lock(secret(text))).rejects.toMatchObject({ code: 'lock_passphrase' });
    expect(desk.agent.view().agent.locked).toBeUndefined();
  });

  it('a stopping agent does not wait out the delay for a wrong passphrase', async () => {
    const desk = await locked();
    const tried = outcome(desk.agent.guard.unlock(WRONG));
    await settle();
    await desk.agent.stop();
    await settle();
    expect(tried.now).toBe('lock_passphrase');
  });

  it('records right and wrong attempts, but never the passphrase', async () => {
    const desk = await locked();
    outcome(desk.agent.guard.unlock(WRONG));
    await desk.clock.advance(1000);
    await desk.agent.guard.unlock(RIGHT);
    const facts = desk.audit.facts.filter(({ event }) => event === 'lock' || event === 'unlock');
    expect(facts.map(({ event, outcome, code }) => [event, outcome, code])).toEqual([
      ['lock', 'ok', undefined],
      ['unlock', 'refused', 'lock_passphrase'],
      ['unlock', 'ok', undefined],
    ]);
    expect(JSON.stringify([desk.audit.facts, desk.logged, desk.agent.view()])).not.toMatch(/sesame|barley/);
  });
});
