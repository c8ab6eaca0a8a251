/** Loosening the rules about asking takes the person's consent: a rogue program would do that first. */
import { describe, expect, it } from 'vitest';
import type { UsesPatch } from '../../../src-main/core/profile.ts';
import type { Desk } from '../../support/engine/desk.ts';
import { type Asked, answer, asking, asks, outcomeOf, questions, TERRAFORM } from './asking.ts';

describe('a change that gives programs more access', () => {
  const change = (desk: Desk, patch: UsesPatch): Promise<Asked> =>
    outcomeOf(desk.agent.guard.mayChangeUses('work', patch, TERRAFORM));

  it.each<[UsesPatch, string]>([
    [{ ask: 'never' }, 'never ask again'],
    [{ ask: null }, 'never ask again'],
    [{ ask: 'new' }, 'ask about new programs only'],
    [{ allowed: [{ program: '/bin/evil' }] }, 'always allow /bin/evil'],
    [{ allowed: [{ program: '/bin/evil', role: 'prod' }] }, 'always allow /bin/evil to use the role prod'],
    [{ git: [{ host: 'evil.example.com', path: 'x' }] }, 'give its token to evil.example.com/x'],
    [{ registries: [{ host: 'evil.example.com' }] }, 'give its token to evil.example.com'],
  ])('needs consent itself: %j', async (patch, words) => {
    const desk = await asking('always');
    const asked = await change(desk, patch);
    expect(questions(desk)).toMatchObject([{ change: words, can_remember: false, program: 'terraform' }]);
    await answer(desk, 'no');
    expect(asked.outcome).toBe('ask_denied');
  });

  it('is allowed only once', async () => {
    const desk = await asking('always');
    const first = await change(desk, { ask: 'new' });
    await answer(desk, 'once');
    expect(first.outcome).toBe('ok');
    expect((await change(desk, { ask: 'new' })).outcome).toBeUndefined();
  });

  it('gives a count when the list of programs is too long to show', async () => {
    const desk = await asking('new');
    const allowed = Array.from({ length: 30 }, (_, i) => ({ program: `/opt/tools/bin/tool-number-${i}` }));
    await change(desk, { ask: 'never', allowed });
    expect(questions(desk)[0]?.change).toBe('never ask again; always allow 30 programs that are not in its list');
  });

  it('gives a count when there are too many servers to show', async () => {
    const desk = await asking('new');
    const git = Array.from({ length: 20 }, (_, i) => ({ host: `server-number-${i}.example.com` }));
    await change(desk, { git });
    expect(questions(desk)[0]?.change).toBe('give its token to 20 servers that are not in its list');
  });

  it('needs no consent to add a server while the profile never asks, or to keep or remove one', async () => {
    const desk = await asking('new');
    const known = { git: [{ host: 'git.example.com' }], registries: [{ host: 'r.example.com' }] };
    await desk.agent.setUses('work', known);
    expect((await change(desk, known)).outcome).toBe('ok');
    expect((await change(desk, { git: null, registries: [] })).outcome).toBe('ok');
    await desk.agent.setUses('work', { ask: null });
    expect((await change(desk, { git: [{ host: 'other.example.com' }] })).outcome).toBe('ok');
    expect(asks(desk)).toEqual([]);
  });

  it('needs no consent to ask more often or to forget programs', async () => {
    const desk = await asking('new');
    await desk.agent.setUses('work', { allowed: [{ program: '/bin/a' }, { program: '/bin/b' }] });
    expect((await change(desk, { ask: 'always', allowed: [{ program: '/bin/a' }] })).outcome).toBe('ok');
    expect((await change(desk, { ask: 'always', allowed: null })).outcome).toBe('ok');
    expect(asks(desk)).toEqual([]);
  });

  it('goes through but is recorded when no one can answer', async () => {
    const desk = await asking('always', false);
    expect((await change(desk, { ask: 'never' })).outcome).toBe('ok');
    expect(asks(desk)).toMatchObject([{ outcome: 'ok', detail: 'no one to ask: never ask again', profile: 'work' }]);
  });
});
