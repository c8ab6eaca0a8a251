/** A new refresh token is durable before the rest of the answer is checked, and a refusal that does not end the sign-in asks for the person. */
import { describe, expect, it } from 'vitest';
import { type ErrorCode, LatchkeyError } from '../../../src-main/core/errors.ts';
import type { View } from '../../../src-main/core/view.ts';
import { watchEnds } from '../../../src-main/desktop/notices/ends.ts';
import { Desk, fault, tokens, unusable } from '../../support/engine/desk.ts';

const HOUR_MS = 3600_000;

/** The profile is signed in and its token has expired. */
async function overdue(): Promise<Desk> {
  const desk = new Desk();
  await desk.signedIn();
  desk.clock.suspend(2 * HOUR_MS);
  return desk;
}

describe('the new refresh token', () => {
  it.each(['provider_error', 'provider_refused', 'sign_in_mismatch', 'internal'] as const)(
    'inputs 20: survives an answer that fails with %s, and the next refresh uses it',
    async (code) => {
      const desk = await overdue();
      const spent: string[] = [];
      desk.script.refresh = (n, token) => {
        spent.push(token);
        return n === 1 ? unusable(1, fault(code)) : tokens(n);
      };
      await expect(desk.agent.token('work')).rejects.toMatchObject({ code });
      expect(desk.vault.items.get('work')).toContain('"refresh-1"');
      await desk.restart();
      expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-2');
      expect(spent).toEqual(['refresh-0', 'refresh-1']);
    },
  );

  it('inputs 20: is durable before the rest of the answer is read', async () => {
    const desk = await overdue();
    let kept: string | undefined;
    desk.script.refresh = (n) => ({
      ...tokens(n),
      tokens: async () => {
        kept = desk.vault.items.get('work');
        return tokens(n);
      },
    });
    await desk.agent.token('work');
    expect(kept).toContain('"refresh-1"');
  });

  it('inputs 20: waits for room on a full disk, even when the answer is unusable', async () => {
    const desk = await overdue();
    desk.script.refresh = (n) => (n === 1 ? unusable(1, fault('provider_refused')) : tokens(n));
    desk.vault.writeFault = fault('vault_full');
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'vault_full' });
    desk.vault.writeFault = undefined;
    await desk.clock.advance(10_000);
    expect(desk.vault.items.get('work')).toMatch(/"refresh-[12]"/);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-2');
  });

  it('inputs 20: is in no error, log or View', async () => {
    const desk = await overdue();
    desk.script.refresh = () => unusable(1, fault('provider_error'));
    const error = await desk.agent.token('work').catch((thrown) => thrown);
    expect(`${error.message} ${error.hint} ${desk.logged} ${JSON.stringify(desk.agent.view())}`).not.toContain(
      'refresh-1',
    );
  });

  it('security 18: is kept when the answer names another person, whose token is never handed out', async () => {
    const desk = new Desk();
    desk.script.poll = () => ({ kind: 'tokens', tokens: tokens(0, { identity: { subject: 'ada' } }) });
    await desk.signedIn();
    for (const other of [{ identity: { subject: 'eve' } }, { namedSubject: 'eve' }]) {
      desk.script.refresh = (n) => tokens(n, other);
      desk.clock.suspend(2 * HOUR_MS);
      await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_mismatch' });
      expect(desk.profile()).toMatchObject({ state: 'needs-sign-in', identity: { subject: 'ada' } });
    }
    expect(desk.vault.items.get('work')).toContain('"refresh-2"');
    desk.script.refresh = (n) => tokens(n, { identity: { subject: 'ada' } });
    await desk.clock.advance(2_000);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-3');
  });

  it('is used as usual if the ID token names the same person but is invalid in another way', async () => {
    const desk = new Desk();
    desk.script.poll = () => ({ kind: 'tokens', tokens: tokens(0, { identity: { subject: 'ada', name: 'Ada' } }) });
    desk.script.refresh = (n) => tokens(n, { namedSubject: 'ada' });
    await desk.signedIn();
    desk.clock.suspend(2 * HOUR_MS);
    await desk.agent.token('work');
    expect(desk.profile().identity).toEqual({ subject: 'ada', name: 'Ada' });
  });
});

describe('a device code', () => {
  it('inputs N1: that brought an unusable answer is reported at once and not polled again', async () => {
    const desk = new Desk();
    desk.script.poll = () => ({ kind: 'unusable', error: fault('provider_error') });
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(10 * 60_000);
    expect(desk.count('poll')).toBe(1);
    const { sign_in } = desk.profile();
    expect(sign_in).toMatchObject({
      phase: 'failed',
      error: { code: 'provider_error', message: 'planted provider_error' },
    });
    expect(sign_in?.error?.hint).not.toContain('network');
  });
});

describe('a sign-in that fails', () => {
  const hintFor = async (error: LatchkeyError): Promise<string> => {
    const desk = new Desk();
    desk.script.poll = () => ({ kind: 'unusable', error });
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(60_000);
    return desk.profile().sign_in?.error?.hint ?? '';
  };

  it('inputs N4: has its own error’s hint and promises no retry', async () => {
    const codes: readonly ErrorCode[] = ['provider_unreachable', 'provider_error', 'throttled', 'tls_untrusted'];
    const hints = await Promise.all(codes.map((code) => hintFor(fault(code))));
    expect(new Set(hints).size).toBe(hints.length);
    expect(hints.filter((hint) => hint.includes('by itself') || hint.includes('on its own'))).toEqual([]);
    expect(hints.filter((hint) => hint.includes('VPN'))).toHaveLength(1);
  });

  it('inputs N4: keeps a hint that is more specific than its code’s', async () => {
    const hint = 'Set it like http://proxy.example:3128, or unset it.';
    expect(await hintFor(new LatchkeyError('provider_unreachable', 'The proxy is not an address.', { hint }))).toBe(
      hint,
    );
  });
});

/** How many notifications the desktop would show that the sign-in of `work` has ended. */
function noticesOf(desk: Desk): () => number {
  const ends = watchEnds();
  const shown = new Set<string>();
  const look = ({ profiles }: View) => {
    ends.seen(profiles);
    for (const profile of profiles) {
      const reason = ends.failed(profile);
      if (reason) shown.add(reason.id);
    }
  };
  look(desk.agent.view());
  desk.agent.subscribe(look);
  return () => shown.size;
}

describe('a refused refresh', () => {
  const REFUSED: readonly ErrorCode[] = ['provider_refused', 'client_rejected', 'invalid_scope', 'sign_in_denied'];

  it.each(REFUSED)('inputs 14: with %s ends the sign-in when its token expires, not before', async (code) => {
    const desk = new Desk();
    // A rejected client ends the sign-in if Latchkey registered it; one that the person configured can be fixed.
    desk.script.registration = () => ({ source: 'configured' });
    await desk.signedIn();
    const notices = noticesOf(desk);
    desk.script.refresh = () => Promise.reject(fault(code));
    await desk.clock.advance(0.99 * HOUR_MS);
    expect(desk.profile().state).toBe('active');
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    await desk.clock.advance(0.02 * HOUR_MS);
    const { state, problem, refresh_at } = desk.profile();
    expect(state).toBe('needs-sign-in');
    expect(problem?.hint).toContain('`latchkey login work`');
    expect(refresh_at).toBeUndefined();
    expect(desk.agent.view().overall).toBe('needs-you');
    await expect(desk.agent.token('work')).rejects.toMatchObject({
      hint: expect.stringContaining('`latchkey login work`'),
    });
    expect(notices()).toBe(1);
    expect(desk.vault.items.get('work')).toContain('refresh-0');
  });

  it('inputs 14: that needs the person asks at once, serves the token until it expires, and recovers when allowed', async () => {
    const desk = new Desk();
    await desk.signedIn();
    const notices = noticesOf(desk);
    desk.script.refresh = () => Promise.reject(fault('sign_in_needed', { grantStays: true }));
    await desk.clock.advance(0.98 * HOUR_MS);
    expect(desk.profile()).toMatchObject({ state: 'needs-sign-in', problem: { code: 'sign_in_needed' } });
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    await desk.clock.advance(HOUR_MS);
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_needed' });
    expect(notices()).toBe(1);
    await desk.restart();
    await desk.clock.advance(1000);
    expect(desk.profile().state).toBe('needs-sign-in');
    // The person has done what was needed elsewhere.
    desk.script.refresh = (n) => tokens(n);
    await desk.clock.advance(HOUR_MS);
    expect(desk.profile()).toMatchObject({ state: 'active' });
    expect(desk.profile()).not.toHaveProperty('problem');
  });

  it('inputs 14: does not affect a new sign-in', async () => {
    const desk = await overdue();
    desk.script.refresh = () => Promise.reject(fault('provider_refused'));
    await desk.agent.token('work').catch(() => undefined);
    desk.script.poll = (n) => (n < 3 ? { kind: 'pending' } : { kind: 'tokens', tokens: tokens(7) });
    await desk.agent.signIn('work');
    expect(desk.profile().state).toBe('awaiting-user');
    await desk.clock.advance(20_000);
    expect(desk.profile().state).toBe('active');
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-7');
  });

  it('inputs 14: stays reported if the provider then becomes unreachable', async () => {
    const desk = await overdue();
    desk.script.refresh = (n) => Promise.reject(fault(n === 1 ? 'provider_refused' : 'provider_error'));
    await desk.agent.token('work').catch(() => undefined);
    await desk.clock.advance(2 * HOUR_MS);
    expect(desk.profile()).toMatchObject({ state: 'needs-sign-in', problem: { code: 'provider_refused' } });
  });
});

describe('a very short-lived token', () => {
  it.each([1, 2, 5])('security 12: of %d s is refreshed in the background at most every 5 s', async (lifetimeS) => {
    const desk = new Desk();
    desk.script.poll = () => ({ kind: 'tokens', tokens: tokens(0, { lifetimeS }) });
    desk.script.refresh = (n) => tokens(n, { lifetimeS });
    await desk.signedIn();
    const before = desk.count('refresh');
    await desk.clock.advance(60_000);
    expect(desk.count('refresh') - before).toBeLessThanOrEqual(12);
    expect((await desk.agent.token('work')).expiresIn).toBeGreaterThanOrEqual(0);
  });
});
