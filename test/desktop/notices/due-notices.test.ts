/** A person is notified in time, once per event, and never of something that no longer applies. */
import { describe, expect, it } from 'vitest';
import type { ProfileView, SignInView, View } from '../../../src-main/core/view.ts';
import { type Circumstances, type Due, dueNotices } from '../../../src-main/desktop/notices/due-notices.ts';
import type { NotifiedEndings } from '../../../src-main/desktop/notices/notified.ts';

const NOW_S = 1_800_000_000;
const MINUTE_S = 60;

function profile(part: Partial<ProfileView> = {}): ProfileView {
  return {
    name: 'work',
    provider: 'oidc',
    provider_title: 'OpenID Connect',
    display_name: 'id.example.com',
    settings: {},
    state: 'active',
    renewable: false,
    signed_in_at: NOW_S - 3600,
    expires_at: NOW_S + 3600,
    ...part,
  };
}

const code: SignInView = {
  id: 'attempt-1',
  flow: 'device',
  phase: 'waiting',
  display_name: 'id.example.com',
  user_code: 'ABCD-EFGH',
};

/** A desk on which time passes and Views arrive; returns what each look shows and withdraws. */
function desk(notified?: NotifiedEndings) {
  const due = dueNotices(notified);
  let last: View;
  const circumstances = { locked: false, windowOpen: false, unwanted: new Set<string>() };
  const at = (seconds: number, ...profiles: ProfileView[]): Due & { titles: string[] } => {
    if (profiles.length > 0)
      last = { overall: 'fine', profiles, agent: { version: '0', vault: 'memory', started_at: 0 } };
    const now: Circumstances = {
      ...circumstances,
      nowMs: (NOW_S + seconds) * 1000,
      isLocked: () => circumstances.locked,
      wanted: (kind) => !circumstances.unwanted.has(kind),
    };
    const seen = due.look(last, now);
    return { ...seen, titles: seen.show.map(({ title }) => title) };
  };
  return {
    at,
    due,
    circumstances,
    gone: () =>
      due.look({ ...last, profiles: [] }, { windowOpen: false, nowMs: 0, isLocked: () => false, wanted: () => true }),
  };
}

const BEFORE_S = 3600 - 10 * MINUTE_S;
const LAST_S = 3600 - 2 * MINUTE_S;

describe('a sign-in that will expire and cannot be refreshed', () => {
  it('is announced 10 and 2 minutes before, whatever else the View contains, and says when to look again', () => {
    const { at } = desk();
    expect(at(0, profile())).toMatchObject({ show: [], nextMs: BEFORE_S * 1000 });
    const first = at(BEFORE_S);
    expect(first.titles).toEqual(['work: the sign-in expires in 10 min']);
    expect(first.show[0]?.body).toBe('Click to sign in to id.example.com again.');
    expect(first.nextMs).toBe(8 * MINUTE_S * 1000);
    expect(at(BEFORE_S + 1, profile({ scope: 'openid' })).titles).toEqual([]);
    expect(at(LAST_S).titles).toEqual(['work: the sign-in expires in 2 min']);
    expect(at(LAST_S + 1).titles).toEqual([]);
  });

  it('is announced once if both moments passed unseen', () => {
    const { at } = desk();
    at(0, profile());
    expect(at(3600 - 90).titles).toEqual(['work: the sign-in expires in 2 min']);
    expect(at(3600 - 30).titles).toEqual([]);
  });

  it('is not announced if it refreshes automatically, or while someone signs in again', () => {
    const { at } = desk();
    expect(at(BEFORE_S, profile({ renewable: true, refresh_at: NOW_S + 3000 })).titles).toEqual([]);
    expect(at(BEFORE_S, profile({ sign_in: code }), profile({ name: 'lab', state: 'signed-out' })).show).toMatchObject([
      { kind: 'asked' },
    ]);
  });

  it('is announced even if only a refresh that comes too late could move its end', () => {
    const { at } = desk();
    const ends = { renewable: true, refresh_at: NOW_S + 3600, sign_in_ends_at: NOW_S + 3000 };
    expect(at(BEFORE_S - 1, profile(ends)).titles).toEqual([]);
    expect(at(BEFORE_S).titles).toEqual(['work: the sign-in expires in 10 min']);
  });

  it('goes when the person has signed in again, and the next sign-in is a new event', () => {
    const { at } = desk();
    at(BEFORE_S, profile());
    const again = profile({ signed_in_at: NOW_S + BEFORE_S, expires_at: NOW_S + BEFORE_S + 3600 });
    expect(at(BEFORE_S + 5, again)).toMatchObject({ show: [], close: ['ending work'] });
    expect(at(BEFORE_S + BEFORE_S).titles).toHaveLength(1);
  });

  it('is not announced twice when the clock is set two hours back or forward', () => {
    const { at } = desk();
    at(0, profile());
    expect(at(BEFORE_S).titles).toHaveLength(1);
    // The View is from before, until the agent notices.
    expect(at(BEFORE_S - 7200)).toMatchObject({ show: [], close: ['ending work'] });
    expect(at(BEFORE_S - 7195, profile({ expires_at: NOW_S + 3600 - 7200 })).show).toEqual([]);
    expect(at(LAST_S - 7200).titles).toEqual(['work: the sign-in expires in 2 min']);
    expect(at(LAST_S).show).toEqual([]);
    expect(at(LAST_S, profile()).show).toEqual([]);
  });

  it('is not announced while its end is in question, and what is shown stays', () => {
    const { at } = desk();
    const soon = { expires_at: NOW_S + 300 };
    const away = { code: 'provider_unreachable', message: 'No answer.', hint: 'Wait.' } as const;
    at(0, profile());
    expect(at(1, profile({ ...soon, state: 'refreshing' })).titles).toEqual([]);
    expect(at(2, profile({ ...soon, problem: away })).titles).toEqual([]);
    expect(at(3, profile()).titles).toEqual([]);
    expect(at(BEFORE_S, profile()).titles).toEqual(['work: the sign-in expires in 10 min']);
    expect(at(BEFORE_S + 1, profile({ state: 'refreshing' }))).toMatchObject({ show: [], close: [] });
    expect(at(BEFORE_S + 2, profile())).toMatchObject({ show: [], close: [] });
  });

  it('goes with its profile', () => {
    const { at, gone } = desk();
    at(BEFORE_S, profile());
    expect(gone().close).toEqual(['ending work']);
  });
});

const problem = {
  code: 'sign_in_needed',
  message: 'The sign-in to id.example.com has ended.',
  hint: 'Sign in.',
} as const;
const ended = profile({ state: 'needs-sign-in', problem });

describe('a sign-in that has ended', () => {
  it('is announced once, with the reason', () => {
    const { at } = desk();
    at(0, profile({ renewable: true }));
    const seen = at(1, ended);
    expect(seen.titles).toEqual(['work: sign in again']);
    expect(seen.show[0]?.body).toContain('The sign-in to id.example.com has ended.');
    expect(at(2, ended, profile({ name: 'lab' })).show).toEqual([]);
  });

  it('is not news at the start, after a sign-out, or while the network is down', () => {
    const { at } = desk();
    expect(at(0, ended).show).toEqual([]);
    at(1, profile());
    at(2, profile({ state: 'signed-out' }));
    expect(at(3, ended).show).toEqual([]);
    const away = { code: 'provider_unreachable', message: 'Not reached.', hint: 'Wait.' } as const;
    at(4, profile({ renewable: true }));
    expect(at(5, profile({ renewable: true, problem: away })).show).toEqual([]);
  });

  it('goes while the person signs in, and does not return when they give up or in another View', () => {
    const { at } = desk();
    at(0, profile());
    at(1, ended);
    expect(at(2, { ...ended, state: 'awaiting-user' }).close).toEqual(['failed work']);
    expect(at(3, ended).show).toEqual([]);
    at(4, profile());
    expect(at(5, ended).titles).toEqual(['work: sign in again']);
  });
});

describe('a code that is waiting', () => {
  it('is announced once when the window is closed, without the code, and goes with it', () => {
    const { at } = desk();
    const waiting = profile({ state: 'awaiting-user', sign_in: code });
    const { show } = at(0, waiting);
    expect(show).toMatchObject([{ kind: 'asked', title: 'work: a sign-in is waiting for you' }]);
    expect(JSON.stringify(show)).not.toContain('ABCD');
    expect(at(1, { ...waiting, sign_in: { ...code, phase: 'slowed-down' } }).show).toEqual([]);
    expect(at(2, { ...waiting, sign_in: { ...code, phase: 'expired' } }).close).toEqual(['asked work']);
    expect(at(3, { ...waiting, sign_in: { ...code, id: 'attempt-2' } }).show).toHaveLength(1);
  });

  it('is not announced if it was seen in the window, nor after the window is closed', () => {
    const { at, circumstances } = desk();
    circumstances.windowOpen = true;
    expect(at(0, profile({ state: 'awaiting-user', sign_in: code })).show).toEqual([]);
    circumstances.windowOpen = false;
    expect(at(1).show).toEqual([]);
  });

  it('goes when the window opens', () => {
    const { at, circumstances } = desk();
    at(0, profile({ state: 'awaiting-user', sign_in: code }));
    circumstances.windowOpen = true;
    expect(at(1).close).toEqual(['asked work']);
  });
});

describe('while the screen is locked', () => {
  it('nothing is announced; afterwards it is, once, and only if it still applies', () => {
    const { at, circumstances } = desk();
    at(0, profile(), profile({ name: 'lab' }));
    circumstances.locked = true;
    expect(at(BEFORE_S).show).toEqual([]);
    at(LAST_S, ended, profile({ name: 'lab', state: 'needs-sign-in' }));
    at(LAST_S + 5, ended, profile({ name: 'lab', signed_in_at: NOW_S + LAST_S, expires_at: NOW_S + 9000 }));
    circumstances.locked = false;
    expect(at(LAST_S + 9)).toMatchObject({ titles: ['work: sign in again'] });
    expect(at(LAST_S + 10).show).toEqual([]);
  });
});

describe('snooze', () => {
  it('withdraws the notification and shows it again ten minutes later, if it still applies', () => {
    const { at, due } = desk();
    at(0, profile());
    at(1, ended);
    expect([...due.snoozable()]).toEqual(['work']);
    expect(due.snooze('work', (NOW_S + 2) * 1000)).toEqual(['failed work']);
    expect(due.snoozable().size).toBe(0);
    expect(at(2)).toMatchObject({ show: [], nextMs: 600_000 });
    expect(at(601).show).toEqual([]);
    expect(at(602).titles).toEqual(['work: sign in again']);
    expect(at(603).show).toEqual([]);
  });

  it('does not put off the last reminder', () => {
    const { at, due } = desk();
    at(BEFORE_S, profile());
    due.snooze('work', (NOW_S + BEFORE_S + 1) * 1000);
    expect(at(LAST_S).titles).toEqual(['work: the sign-in expires in 2 min']);
  });

  it('is over when the person has signed in', () => {
    const { at, due } = desk();
    at(0, profile());
    at(1, ended);
    due.snooze('work', (NOW_S + 2) * 1000);
    at(3, profile({ signed_in_at: NOW_S + 3, expires_at: NOW_S + 9000 }));
    expect(at(700).show).toEqual([]);
  });
});

describe('a restart', () => {
  it('does not repeat what was announced, only what is more urgent, and the next sign-in', () => {
    const told: NotifiedEndings = new Map();
    expect(desk(told).at(BEFORE_S, profile()).titles).toEqual(['work: the sign-in expires in 10 min']);
    const { at } = desk(told);
    expect(at(BEFORE_S + 60, profile()).show).toEqual([]);
    expect(at(LAST_S).titles).toEqual(['work: the sign-in expires in 2 min']);
    const third = desk(told);
    expect(third.at(LAST_S + 30, profile()).show).toEqual([]);
    const again = profile({ signed_in_at: NOW_S + 3600, expires_at: NOW_S + 7200 });
    expect(third.at(3600 + BEFORE_S, again).titles).toEqual(['work: the sign-in expires in 10 min']);
  });

  it('announces what became due while nothing ran', () => {
    const told: NotifiedEndings = new Map();
    desk(told).at(0, profile());
    expect(desk(told).at(BEFORE_S + 60, profile()).titles).toEqual(['work: the sign-in expires in 9 min']);
  });

  it('remembers nothing of a removed profile', () => {
    const told = new Map();
    const { at, gone } = desk(told);
    at(BEFORE_S, profile());
    expect([...told.keys()]).toEqual(['work']);
    gone();
    expect(told.size).toBe(0);
  });
});

describe('settings', () => {
  it('removes what is no longer wanted from the screen, and does not show it again when it is', () => {
    const { at, circumstances } = desk();
    at(BEFORE_S, profile());
    circumstances.unwanted.add('ending');
    expect(at(BEFORE_S + 1).close).toEqual(['ending work']);
    expect(at(BEFORE_S + 2)).toMatchObject({ show: [], close: [] });
    circumstances.unwanted.delete('ending');
    expect(at(BEFORE_S + 3).show).toEqual([]);
    expect(at(LAST_S).titles).toEqual(['work: the sign-in expires in 2 min']);
  });

  it('does not announce what is not wanted, only the rest', () => {
    const { at, circumstances } = desk();
    circumstances.unwanted.add('ending');
    expect(at(BEFORE_S, profile()).show).toEqual([]);
    expect(at(BEFORE_S + 1, ended).titles).toEqual(['work: sign in again']);
  });
});
