/** What a permission stands for: an account and a role ID, a server and a client; never a name that can be given to something else. */
import { describe, expect, it } from 'vitest';
import { settle } from '../../support/engine/fake-clock.ts';
import { answer, ask, asking, caller, questions, TERRAFORM } from './asking.ts';

const READ = { name: 'read-only', account_id: '111111111111', role_id: 'ReadOnly' };
const ADMIN = { ...READ, role_id: 'AdministratorAccess' };
const ELSEWHERE = { ...READ, account_id: '222222222222' };
const PROGRAM = '/usr/bin/terraform';

async function withRole(answered: 'once' | 'always') {
  const desk = await asking('new');
  await desk.agent.addRole('work', READ);
  await ask(desk, TERRAFORM, 'read-only');
  await answer(desk, answered);
  return desk;
}

describe('what was allowed for a role', () => {
  it.each([
    ['once', ADMIN],
    ['once', ELSEWHERE],
    ['once', READ],
    ['always', ADMIN],
    ['always', ELSEWHERE],
    ['always', READ],
  ] as const)('security 4: %s ends when the role is removed, even if %j has its name then', async (answered, role) => {
    const desk = await withRole(answered);
    expect((await ask(desk, TERRAFORM, 'read-only')).outcome).toBe('ok');
    await desk.agent.removeRole('work', 'read-only');
    expect(desk.profile().allowed).toBeUndefined();
    await desk.agent.addRole('work', role);
    expect((await ask(desk, TERRAFORM, 'read-only')).outcome).toBeUndefined();
    expect(questions(desk)).toMatchObject([{ profile: 'work', role: 'read-only' }]);
  });

  it('security 4: is kept by account and role ID', async () => {
    const desk = await withRole('always');
    const { account_id, role_id } = READ;
    expect(desk.profile().allowed).toEqual([{ program: PROGRAM, role: 'read-only', account_id, role_id }]);
    await desk.agent.addRole('work', { ...ADMIN, name: 'admin' });
    await desk.restart();
    expect((await ask(desk, caller(200), 'read-only')).outcome).toBe('ok');
    expect((await ask(desk, caller(200), 'admin')).outcome).toBeUndefined();
    expect((await ask(desk, caller(200))).outcome).toBeUndefined();
  });

  it('security 4: a question is over when its role goes, and its answer does not count for the next one', async () => {
    const desk = await asking('new');
    await desk.agent.addRole('work', READ);
    const asked = await ask(desk, TERRAFORM, 'read-only');
    const { id = '' } = questions(desk)[0] ?? {};
    await desk.agent.removeRole('work', 'read-only');
    await desk.agent.addRole('work', ADMIN);
    await settle();
    expect([asked.outcome, questions(desk)]).toEqual(['ask_denied', []]);
    await expect(desk.agent.guard.answerAsk(id, 'always')).rejects.toMatchObject({ code: 'ask_unknown' });
    expect(desk.profile().allowed).toBeUndefined();
  });

  it('other roles, and the token, keep what was allowed for them', async () => {
    const desk = await withRole('always');
    await ask(desk, TERRAFORM);
    await answer(desk, 'always');
    await desk.agent.addRole('work', { ...ADMIN, name: 'admin' });
    await desk.agent.removeRole('work', 'admin');
    expect((await ask(desk, caller(200))).outcome).toBe('ok');
    expect((await ask(desk, caller(200), 'read-only')).outcome).toBe('ok');
  });

  it('entries of an earlier version, which have a name only, stand for the role that has it at the start', async () => {
    const desk = await asking('new');
    await desk.agent.addRole('work', READ);
    const allowed = [
      { program: PROGRAM, role: 'read-only' },
      { program: PROGRAM, role: 'gone' },
      { program: '/bin/a' },
    ];
    desk.profiles = desk.profiles.map((profile) => ({ ...profile, allowed }));
    await desk.restart();
    const { account_id, role_id } = READ;
    expect(desk.profile().allowed).toEqual([
      { program: PROGRAM, role: 'read-only', account_id, role_id },
      { program: '/bin/a' },
    ]);
  });
});

describe('what was allowed for a profile', () => {
  it('security 4: ends when the profile gets another server', async () => {
    const desk = await asking('new');
    await ask(desk, TERRAFORM);
    await answer(desk, 'always');
    await desk.agent.editProfile('work', { scopes: ['a'] });
    expect(desk.profile().allowed).toEqual([{ program: PROGRAM }]);
    await desk.agent.editProfile('work', { issuer: 'https://other.example' });
    expect(desk.profile().allowed).toBeUndefined();
  });

  it('security 4: is not there for another profile of that name', async () => {
    const desk = await asking('new');
    await ask(desk, TERRAFORM);
    await answer(desk, 'always');
    await desk.agent.removeProfile('work');
    await desk.signedIn();
    await desk.agent.setUses('work', { ask: 'new' });
    expect((await ask(desk, TERRAFORM)).outcome).toBeUndefined();
  });
});
