import { describe, expect, it } from 'vitest';
import { Desk, fault } from '../../support/engine/desk.ts';

const query = (text: string) => new URLSearchParams(text);

async function waiting(): Promise<Desk> {
  const desk = new Desk();
  await desk.withProfile();
  await desk.agent.signIn('work', { flow: 'browser', openBrowser: true });
  return desk;
}

describe('browser sign-in', () => {
  it('F13: opens the authorization link in the system browser, once, and shows it', async () => {
    const desk = await waiting();
    expect(desk.opened).toHaveLength(1);
    expect(desk.opened[0]).toMatch(/^https:\/\/id\.example\/auth\?/);
    expect(desk.profile().sign_in).toMatchObject({
      flow: 'browser',
      phase: 'waiting',
      authorization_uri: desk.opened[0],
    });
  });

  it('F14, F20: listens before the browser opens, redeems once with the same redirect URI, and closes', async () => {
    const desk = await waiting();
    expect(desk.redirect?.(query('code=c&state=state-1'))).toBe('done');
    await desk.clock.advance(1);
    expect(desk.profile().state).toBe('active');
    expect(desk.calls.filter((call) => call.startsWith('redeem'))).toEqual(['redeem http://127.0.0.1:40000/callback']);
    expect(desk.redirect).toBeUndefined();
  });

  it('F17: a wrong, missing or repeated state does not affect the pending sign-in', async () => {
    const desk = await waiting();
    for (const bad of ['code=x&state=other', 'code=x', 'error=access_denied', 'code=x&state=state-1&state=state-1']) {
      expect(desk.redirect?.(query(bad))).toBe('not-for-us');
    }
    await desk.clock.advance(1);
    expect(desk.profile().sign_in?.phase).toBe('waiting');
    expect(desk.redirect?.(query('code=c&state=state-1'))).toBe('done');
    await desk.clock.advance(1);
    expect(desk.profile().state).toBe('active');
  });

  it('F17: a state is valid for one response', async () => {
    const desk = await waiting();
    const { redirect } = desk;
    expect(redirect?.(query('code=c&state=state-1'))).toBe('done');
    expect(redirect?.(query('code=stolen&state=state-1'))).toBe('not-for-us');
    await desk.clock.advance(1);
    expect(desk.calls.filter((call) => call.startsWith('redeem'))).toHaveLength(1);
  });

  it('F20: a code is not redeemed a second time after a network error', async () => {
    const desk = await waiting();
    desk.script.redeem = () => Promise.reject(fault('provider_unreachable'));
    desk.redirect?.(query('code=c&state=state-1'));
    await desk.clock.advance(3600_000);
    expect(desk.calls.filter((call) => call.startsWith('redeem'))).toHaveLength(1);
    expect(desk.profile().sign_in).toMatchObject({ phase: 'failed', error: { code: 'provider_unreachable' } });
  });

  it('expires after ten minutes without a response, and closes the listener', async () => {
    const desk = await waiting();
    await desk.clock.advance(601_000);
    expect(desk.profile().sign_in).toMatchObject({ phase: 'expired', error: { code: 'code_expired' } });
    expect(desk.redirect).toBeUndefined();
  });

  it('inputs N8: after a minute without a response, says what the browser may be showing, until it succeeds', async () => {
    const desk = await waiting();
    await desk.clock.advance(59_000);
    expect(desk.profile().sign_in?.error).toBeUndefined();
    await desk.clock.advance(2_000);
    expect(desk.profile().sign_in).toMatchObject({
      phase: 'waiting',
      error: { code: 'browser_waiting', hint: expect.stringContaining('redirect') },
    });
    expect(desk.redirect?.(query('code=c&state=state-1'))).toBe('done');
    await desk.clock.advance(1);
    expect(desk.profile().state).toBe('active');
    expect(desk.profile().sign_in?.error).toBeUndefined();
  });

  describe('inputs N8: a client registered with a port', () => {
    const at = (port: number) => `http://127.0.0.1:${port}/callback`;
    async function signedInAt(desk: Desk): Promise<string> {
      await desk.agent.signIn('work', { flow: 'browser', openBrowser: true });
      expect(desk.redirect?.(query('code=c&state=state-1'))).toBe('done');
      await desk.clock.advance(1);
      expect(desk.profile().state).toBe('active');
      return new URL(desk.opened.at(-1) ?? '').searchParams.get('redirect_uri') ?? '';
    }

    it('uses that port at every sign-in', async () => {
      const desk = new Desk();
      desk.script.registration = () => ({ redirectUri: at(61_111) });
      await desk.withProfile();
      expect([await signedInAt(desk), await signedInAt(desk)]).toEqual([at(61_111), at(61_111)]);
      expect(desk.count('register')).toBe(1);
    });

    it('gets another port when its own is in use, by an update or a new registration', async () => {
      for (const registrationClientUri of ['https://id.example/clients/1', undefined]) {
        const desk = new Desk();
        const where = registrationClientUri && { registrationClientUri };
        desk.script.registration = () => ({ redirectUri: at(desk.takenPorts.size ? 61_222 : 61_111), ...where });
        desk.script.updated = () => ({ redirectUri: at(61_222) });
        await desk.withProfile();
        await signedInAt(desk);
        desk.takenPorts.add('61111');
        expect([await signedInAt(desk), await signedInAt(desk)]).toEqual([at(61_222), at(61_222)]);
        expect(desk.count('register')).toBe(registrationClientUri ? 1 : 2);
      }
    });

    it('signs in on any port when its own is in use and the server registers no other', async () => {
      const desk = new Desk();
      desk.script.registration = () => {
        if (desk.takenPorts.size > 0) throw fault('registration_unauthorized');
        return { redirectUri: at(61_111) };
      };
      await desk.withProfile();
      await signedInAt(desk);
      desk.takenPorts.add('61111');
      expect(await signedInAt(desk)).toBe(at(40_000));
    });
  });

  it('inputs N8: on expiry the hint mentions the redirect', async () => {
    const desk = await waiting();
    await desk.clock.advance(601_000);
    expect(desk.profile().sign_in?.error?.hint).toContain('redirect');
  });

  it('cancelling closes the listener at once', async () => {
    const desk = await waiting();
    await desk.agent.cancelSignIn('work');
    expect(desk.redirect).toBeUndefined();
    expect(desk.profile().sign_in?.phase).toBe('cancelled');
  });
});
