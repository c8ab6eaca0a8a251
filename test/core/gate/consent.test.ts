/** Which requests Latchkey asks about, what each answer allows, and that everything else is denied. */
import { describe, expect, it } from 'vitest';
import { fault } from '../../support/engine/desk.ts';
import { settle } from '../../support/engine/fake-clock.ts';
import { answer, ask, asking, asks, caller, outcomeOf, questions, TERRAFORM, UNKNOWN } from './asking.ts';

const ADMIN = { name: 'prod-admin', account_id: '111111111111', role_id: 'Admin' };

describe('a profile that asks about new programs', () => {
  it('shows who wants what and holds back the token until answered', async () => {
    const desk = await asking('new');
    const asked = await ask(desk, TERRAFORM);
    expect(asked.outcome).toBeUndefined();
    expect(questions(desk)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        profile: 'work',
        program: 'terraform',
        executable: '/usr/bin/terraform',
        chain: ['latchkey', 'terraform'],
        can_remember: true,
        expires_at: Math.floor(desk.clock.nowMs() / 1000) + 60,
      },
    ]);
  });

  it('shows the names of programs and machines as plain text but remembers them exactly', async () => {
    const desk = await asking('new');
    const host = 'build\u200bbox';
    const processes = [{ pid: 7, name: 'sh\u2028', executable: '/bin/sh' }];
    await ask(desk, caller(300, '/opt/a\nb\u202ec', { processes }));
    await ask(desk, caller(400, '/usr/bin/git', { host, openedBy: '/usr/bin/bash' }));
    expect(questions(desk)).toMatchObject([
      { program: 'a\u{fffd}b\u{fffd}c', executable: '/opt/a\u{fffd}b\u{fffd}c', chain: ['sh\u{fffd}'] },
      { host: 'build\u{fffd}box' },
    ]);
    await answer(desk, 'always');
    await answer(desk, 'always');
    expect(desk.profile().allowed).toEqual([
      { program: '/opt/a\nb\u202ec' },
      { program: `host:${host}`, opened_by: '/usr/bin/bash' },
    ]);
  });

  it('notifies subscribers when a question opens and closes', async () => {
    const desk = await asking('new');
    const counts: number[] = [];
    desk.agent.subscribe((view) => counts.push(view.asks?.length ?? 0));
    await ask(desk, TERRAFORM);
    await answer(desk, 'once');
    expect(counts).toEqual([1, 0]);
  });

  it('once: this run is not asked about again, the next run is', async () => {
    const desk = await asking('new');
    const first = await ask(desk, TERRAFORM);
    await answer(desk, 'once');
    expect(first.outcome).toBe('ok');
    expect((await ask(desk, TERRAFORM)).outcome).toBe('ok');
    const next = await ask(desk, caller(200));
    expect([next.outcome, questions(desk).length]).toEqual([undefined, 1]);
    expect(desk.profile().allowed).toBeUndefined();
  });

  it('once expires: after 12 hours Latchkey asks about the same process again', async () => {
    const desk = await asking('new');
    await ask(desk, TERRAFORM);
    await answer(desk, 'once');
    await desk.clock.advance(12 * 3600_000);
    expect((await ask(desk, TERRAFORM)).outcome).toBeUndefined();
  });

  it('always: every run of the program passes, even after a restart; another program does not', async () => {
    const desk = await asking('new');
    await ask(desk, TERRAFORM);
    await answer(desk, 'always');
    expect(desk.profile().allowed).toEqual([{ program: '/usr/bin/terraform' }]);
    await desk.restart();
    expect((await ask(desk, caller(200))).outcome).toBe('ok');
    expect((await ask(desk, caller(300, '/tmp/terraform'))).outcome).toBeUndefined();
  });

  it('always: the question stays open if the answer cannot be saved', async () => {
    const desk = await asking('new');
    const asked = await ask(desk, TERRAFORM);
    desk.saveFault = fault('config_unwritable');
    await expect(answer(desk, 'always')).rejects.toMatchObject({ code: 'config_unwritable' });
    expect([asked.outcome, questions(desk).length]).toEqual([undefined, 1]);
    await answer(desk, 'once');
    expect(asked.outcome).toBe('ok');
  });

  it('no: denied, and the same run is not asked about again for a minute', async () => {
    const desk = await asking('new');
    const asked = await ask(desk, TERRAFORM);
    await answer(desk, 'no');
    expect(asked.outcome).toBe('ask_denied');
    await desk.clock.advance(59_000);
    expect([(await ask(desk, TERRAFORM)).outcome, questions(desk)]).toEqual(['ask_denied', []]);
    await desk.clock.advance(2_000);
    expect([(await ask(desk, TERRAFORM)).outcome, questions(desk).length]).toEqual([undefined, 1]);
  });

  it('no one answers: denied after a minute', async () => {
    const desk = await asking('new');
    const asked = await ask(desk, TERRAFORM);
    await desk.clock.advance(59_000);
    expect(asked.outcome).toBeUndefined();
    await desk.clock.advance(1_000);
    expect([asked.outcome, questions(desk)]).toEqual(['ask_unanswered', []]);
  });

  it('no one can answer: denied at once, with a hint', async () => {
    const desk = await asking('new', false);
    await expect(desk.agent.token('work', { caller: TERRAFORM })).rejects.toMatchObject({
      code: 'ask_unavailable',
      hint: expect.stringContaining('latchkey agent --page'),
    });
    expect(questions(desk)).toEqual([]);
  });

  it('50 runs of one program share one question and a lasting answer', async () => {
    const desk = await asking('new');
    const all = await Promise.all(Array.from({ length: 50 }, (_, i) => ask(desk, caller(100 + i))));
    expect(questions(desk)).toHaveLength(1);
    await answer(desk, 'always');
    expect(new Set(all.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
  });

  it('security 6: once allows only the run shown; each other waiting run gets its own question', async () => {
    const desk = await asking('new');
    const [shown, again, other] = [
      await ask(desk, caller(100)),
      await ask(desk, caller(100)),
      await ask(desk, caller(200)),
    ];
    await answer(desk, 'once');
    expect([shown.outcome, again.outcome, other.outcome]).toEqual(['ok', 'ok', undefined]);
    expect(questions(desk)).toHaveLength(1);
    await answer(desk, 'no');
    expect(other.outcome).toBe('ask_denied');
    expect((await ask(desk, caller(100))).outcome).toBe('ok');
  });

  it('security 6: once for another machine covers one connection, not the next', async () => {
    const desk = await asking('new');
    const from = (pid: number) => caller(pid, '/usr/bin/ssh', { door: 'forward', host: 'build.example' });
    const [shown, other] = [await ask(desk, from(7)), await ask(desk, from(8))];
    await answer(desk, 'once');
    expect([shown.outcome, other.outcome]).toEqual(['ok', undefined]);
  });

  it('security 14: no applies to the program, not to a single run', async () => {
    const desk = await asking('always');
    const [first, second] = [await ask(desk, caller(100)), await ask(desk, caller(200))];
    await answer(desk, 'no');
    expect([first.outcome, second.outcome]).toEqual(['ask_denied', 'ask_denied']);
    expect((await ask(desk, caller(300))).outcome).toBe('ask_denied');
    expect(questions(desk)).toEqual([]);
    expect((await ask(desk, caller(400, '/usr/bin/aws'))).outcome).toBeUndefined();
  });

  it('security 14: each no lasts twice as long, up to an hour, until something is allowed', async () => {
    const desk = await asking('new');
    for (const minutes of [1, 2, 4, 8, 16, 32, 60, 60]) {
      await ask(desk, TERRAFORM);
      await answer(desk, 'no');
      await desk.clock.advance(minutes * 60_000 - 1);
      expect([(await ask(desk, TERRAFORM)).outcome, questions(desk)]).toEqual(['ask_denied', []]);
      await desk.clock.advance(1);
    }
    await ask(desk, TERRAFORM);
    await answer(desk, 'once');
    await ask(desk, caller(200));
    await answer(desk, 'no');
    await desk.clock.advance(60_000);
    expect((await ask(desk, caller(200))).outcome).toBeUndefined();
  });

  it('security 14: a program that hides what it runs is counted and refused like any other', async () => {
    const desk = await asking('always');
    const hidden = (pid: number) =>
      caller(pid, undefined, { program: { pid, name: 'x' }, processes: [], origin: 'copyable' });
    const asked = await Promise.all(Array.from({ length: 8 }, (_, i) => ask(desk, hidden(100 + i))));
    expect(asked.filter(({ outcome }) => outcome === undefined)).toHaveLength(5);
    for (const minutes of [1, 2]) {
      await answer(desk, 'no');
      await desk.clock.advance(minutes * 60_000 - 1);
      expect((await ask(desk, hidden(200 + minutes))).outcome).toBe('ask_denied');
      await desk.clock.advance(1);
      await ask(desk, hidden(300 + minutes));
    }
  });

  it('security 14: a refused program is told when it can ask again', async () => {
    const desk = await asking('new');
    for (const _ of [1, 2, 3]) {
      await ask(desk, TERRAFORM);
      await answer(desk, 'no');
      await desk.clock.advance(120_000);
    }
    await expect(desk.agent.token('work', { caller: TERRAFORM })).rejects.toMatchObject({
      hint: expect.stringContaining('try again in 2 minutes'),
    });
  });

  it('security 14: a variant of a refused change does not open another question', async () => {
    const desk = await asking('new');
    const change = (program: string) =>
      outcomeOf(
        desk.agent.guard.mayChange([{ profile: 'work', changes: [{ kind: 'allow', name: program }] }], TERRAFORM),
      );
    await change('/bin/a');
    await answer(desk, 'no');
    expect([(await change('/bin/b')).outcome, questions(desk)]).toEqual(['ask_denied', []]);
  });

  it('security 14: copies of a program do not crowd out other programs', async () => {
    const desk = await asking('always');
    const copies = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(desk, caller(100 + i))));
    expect(copies.filter(({ outcome }) => outcome === undefined)).toHaveLength(5);
    for (const name of ['a', 'b', 'c']) {
      await Promise.all(Array.from({ length: 5 }, (_, i) => ask(desk, caller(200 + i, `/bin/${name}`))));
    }
    expect(questions(desk)).toHaveLength(20);
    const another = await ask(desk, caller(300, '/usr/bin/aws'));
    expect([another.outcome, questions(desk).at(-1)?.program, questions(desk).length]).toEqual([undefined, 'aws', 20]);
  });

  it('asks about a profile and each of its roles separately', async () => {
    const desk = await asking('new');
    await desk.agent.addRole('work', ADMIN);
    const token = await ask(desk, TERRAFORM);
    const keys = await ask(desk, TERRAFORM, 'prod-admin');
    expect(questions(desk).map(({ role }) => role)).toEqual([undefined, 'prod-admin']);
    await desk.agent.guard.answerAsk(questions(desk)[1]?.id ?? '', 'always');
    await settle();
    expect([token.outcome, keys.outcome]).toEqual([undefined, 'ok']);
    expect(desk.profile().allowed).toEqual([
      { program: '/usr/bin/terraform', role: 'prod-admin', account_id: '111111111111', role_id: 'Admin' },
    ]);
  });

  it('asks about an unidentified program each time and cannot remember it', async () => {
    const desk = await asking('new');
    const asked = await ask(desk, UNKNOWN);
    expect(questions(desk)[0]).toMatchObject({ program: 'an unknown program', can_remember: false });
    await expect(answer(desk, 'always')).rejects.toMatchObject({ code: 'request_malformed' });
    await answer(desk, 'once');
    expect(asked.outcome).toBe('ok');
    expect((await ask(desk, UNKNOWN)).outcome).toBeUndefined();
  });

  it('asks separately about two unidentified requests, since they may come from different programs', async () => {
    const desk = await asking('new');
    const [first, second] = [await ask(desk, UNKNOWN), await ask(desk, UNKNOWN)];
    await answer(desk, 'once');
    expect([first.outcome, second.outcome]).toEqual(['ok', undefined]);
  });

  it('security 8: a program that runs another file than the one at its path can be allowed only once, not as the known program', async () => {
    const desk = await asking('new');
    await ask(desk, TERRAFORM);
    await answer(desk, 'always');
    const elsewhere = { pid: 200, name: 'terraform', executable: '/usr/bin/terraform', elsewhere: true };
    const other = caller(200, '/usr/bin/terraform', { program: elsewhere });
    const asked = await ask(desk, other);
    expect(questions(desk)).toMatchObject([{ executable: '/usr/bin/terraform', elsewhere: true, can_remember: false }]);
    await expect(answer(desk, 'always')).rejects.toMatchObject({ code: 'request_malformed' });
    await answer(desk, 'once');
    expect([asked.outcome, (await ask(desk, other)).outcome]).toEqual(['ok', 'ok']);
    expect((await ask(desk, { ...other, run: '300' })).outcome).toBeUndefined();
    await answer(desk, 'no');
    expect((await ask(desk, { ...other, run: '400' })).outcome).toBe('ask_denied');
    expect((await ask(desk, TERRAFORM)).outcome).toBe('ok');
  });

  it('security 14: where the system names no program, a no lasts a minute and up to 20 questions wait', async () => {
    const desk = await asking('new');
    await Promise.all(Array.from({ length: 25 }, () => ask(desk, UNKNOWN)));
    expect(questions(desk)).toHaveLength(20);
    for (const _ of [1, 2]) {
      await answer(desk, 'no');
      expect((await ask(desk, UNKNOWN)).outcome).toBe('ask_denied');
      await desk.clock.advance(60_000);
      expect((await ask(desk, UNKNOWN)).outcome).toBeUndefined();
    }
  });

  it('security 14: copies under other names count as one program, since anyone can make them', async () => {
    const desk = await asking('new');
    const copy = (i: number) => caller(100 + i, `/home/ada/copy-${i}`, { origin: 'copies' });
    const copies = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(desk, copy(i))));
    expect(copies.filter(({ outcome }) => outcome === 'ask_denied')).toHaveLength(15);
    expect((await ask(desk, TERRAFORM)).outcome).toBeUndefined();
  });

  it('security 3: remembers another machine by its name and by who opened the way to it', async () => {
    const desk = await asking('new');
    const host = 'build.example';
    const remote = (pid: number, openedBy: string | undefined, program = '/usr/bin/aws') =>
      caller(pid, program, { door: 'forward', host, openedBy });
    await ask(desk, remote(7, '/usr/bin/bash'));
    expect(questions(desk)[0]).toMatchObject({ host, program: 'aws', can_remember: true });
    await answer(desk, 'always');
    expect(desk.profile().allowed).toEqual([{ program: `host:${host}`, opened_by: '/usr/bin/bash' }]);
    expect((await ask(desk, remote(8, '/usr/bin/bash', '/usr/bin/curl'))).outcome).toBe('ok');
    expect((await ask(desk, remote(9, '/opt/evil'))).outcome).toBeUndefined();
    await answer(desk, 'no');
    expect((await ask(desk, remote(10, undefined))).outcome).toBeUndefined();
    expect(questions(desk)).toMatchObject([{ host, can_remember: false }]);
    expect((await ask(desk, caller(11, '/usr/bin/aws'))).outcome).toBeUndefined();
  });

  it('has at most 20 questions open', async () => {
    const desk = await asking('new');
    const all = await Promise.all(Array.from({ length: 25 }, (_, i) => ask(desk, caller(i * 10, `/bin/tool-${i}`))));
    expect(questions(desk)).toHaveLength(20);
    expect(all.filter(({ outcome }) => outcome === 'ask_denied')).toHaveLength(5);
  });

  it('never asks about Latchkey itself: the tray, and background refreshes', async () => {
    const desk = await asking('new', false);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    expect((await ask(desk, { door: 'tray', processes: [] })).outcome).toBe('ok');
  });

  it('does not ask when there is nothing to give: signed out, or no such role', async () => {
    const desk = await asking('new');
    expect((await ask(desk, TERRAFORM, 'nothing')).outcome).toBe('role_unknown');
    await desk.agent.signOut('work');
    expect((await ask(desk, TERRAFORM)).outcome).toBe('sign_in_needed');
    expect(questions(desk)).toEqual([]);
  });

  it('when the sign-in or profile goes, open questions are denied and permissions end', async () => {
    const desk = await asking('new');
    await ask(desk, TERRAFORM);
    await answer(desk, 'once');
    const asked = await ask(desk, caller(200));
    await desk.agent.signOut('work');
    await settle();
    expect([asked.outcome, questions(desk)]).toEqual(['ask_denied', []]);
    await desk.agent.signIn('work');
    await desk.clock.advance(6000);
    const again = await ask(desk, TERRAFORM);
    expect(again.outcome).toBeUndefined();
    await desk.agent.removeProfile('work');
    await settle();
    expect([again.outcome, questions(desk)]).toEqual(['ask_denied', []]);
  });

  it('stopping the agent leaves no one waiting', async () => {
    const desk = await asking('new');
    const asked = await ask(desk, TERRAFORM);
    await desk.agent.stop();
    await settle();
    expect(asked.outcome).toBe('ask_unanswered');
  });

  it('an answer that comes too late is rejected', async () => {
    const desk = await asking('new');
    await ask(desk, TERRAFORM);
    const { id = '' } = questions(desk)[0] ?? {};
    await desk.clock.advance(60_000);
    await expect(desk.agent.guard.answerAsk(id, 'once')).rejects.toMatchObject({ code: 'ask_unknown' });
  });

  it('security 18: a request for a new token fetches none until the person allows it, then not one for each', async () => {
    const desk = await asking('new');
    const before = desk.count('refresh');
    await desk.clock.advance(6000);
    const anew = () => outcomeOf(desk.agent.token('work', { caller: TERRAFORM, anew: true }));
    const asked = await anew();
    expect([asked.outcome, desk.count('refresh')]).toEqual([undefined, before]);
    await answer(desk, 'once');
    expect([asked.outcome, desk.count('refresh')]).toEqual(['ok', before + 1]);
    for (let more = 0; more < 100; more += 1) await anew();
    expect(desk.count('refresh') - before).toBeLessThanOrEqual(12);
  });

  it('security 18: a program that has it refreshed without end does not flood the provider', async () => {
    const desk = await asking('never');
    const before = desk.count('refresh');
    for (let minute = 0; minute < 2; minute += 1) {
      for (let n = 0; n < 500; n += 1) await desk.agent.refresh('work');
      await desk.clock.advance(60_000);
    }
    expect(desk.count('refresh') - before).toBeLessThanOrEqual(2 * 12);
  });

  it('security 18: requests for new tokens do not each retry a failing provider', async () => {
    const desk = await asking('never');
    await desk.clock.advance(6000);
    desk.script.refresh = () => Promise.reject(fault('provider_unreachable', { sent: false }));
    const before = desk.count('refresh');
    const all = [];
    for (let more = 0; more < 100; more += 1) {
      all.push((await outcomeOf(desk.agent.token('work', { caller: TERRAFORM, anew: true }))).outcome);
    }
    expect(new Set(all)).toEqual(new Set(['provider_unreachable']));
    expect(desk.count('refresh') - before).toBeLessThan(25);
  });

  it('records each question and its answer', async () => {
    const desk = await asking('new');
    await ask(desk, TERRAFORM);
    await answer(desk, 'always');
    await ask(desk, caller(1, '/bin/evil'));
    await answer(desk, 'no');
    await ask(desk, caller(2, '/bin/slow'));
    await desk.clock.advance(60_000);
    expect(asks(desk).map(({ outcome, detail, code }) => [outcome, detail, code])).toEqual([
      ['ok', 'asked', undefined],
      ['ok', 'always', undefined],
      ['ok', 'asked', undefined],
      ['refused', 'no', 'ask_denied'],
      ['ok', 'asked', undefined],
      ['refused', 'unanswered', 'ask_unanswered'],
    ]);
    expect(asks(desk)[3]).toMatchObject({ profile: 'work', caller: { program: { executable: '/bin/evil' } } });
  });
});

describe('a profile that asks about each run', () => {
  it('asks about every run, ignores remembered answers, and cannot remember new ones', async () => {
    const desk = await asking('new');
    await ask(desk, TERRAFORM);
    await answer(desk, 'always');
    await desk.agent.setUses('work', { ask: 'always' });
    const asked = await ask(desk, caller(200));
    expect(questions(desk)[0]).toMatchObject({ can_remember: false });
    await expect(answer(desk, 'always')).rejects.toMatchObject({ code: 'request_malformed' });
    await answer(desk, 'once');
    expect(asked.outcome).toBe('ok');
    expect((await ask(desk, caller(200))).outcome).toBe('ok');
    expect((await ask(desk, caller(300))).outcome).toBeUndefined();
  });

  it('asks separately about two runs at once', async () => {
    const desk = await asking('always');
    await ask(desk, caller(200));
    await ask(desk, caller(300));
    await ask(desk, caller(300));
    expect(questions(desk)).toHaveLength(2);
  });
});
