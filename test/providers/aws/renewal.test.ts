/**
 * The engine with the AWS provider. First, the eight cases that AWS's own clients test their token providers with; a test says
 * where we differ on purpose. Then, registrations that expire.
 */
import { describe, expect, it } from 'vitest';
import { AwsDesk, HOUR_MS, refused } from './desk.ts';

describe('the eight cases of token refresh', () => {
  it('1. a valid token is handed out without a request', async () => {
    const desk = new AwsDesk();
    await desk.signIn();
    expect([await desk.token(), await desk.token(1800), desk.count('refresh')]).toEqual(['access-0', 'access-0', 0]);
  });

  it('2. a token with only a lifetime is handed out, even after a restart, and is not renewable', async () => {
    const desk = new AwsDesk();
    desk.tokens = { accessToken: 'access-0', expiresIn: 28_800 };
    await desk.signIn({ scopes: [] });
    await desk.clock.advance(7 * HOUR_MS);
    await desk.restart();
    expect(await desk.token()).toBe('access-0');
    expect(desk.profile()).toMatchObject({ state: 'active', renewable: false });
    expect(desk.count('refresh')).toBe(0);
  });

  it('3. an expired token without a refresh token means signing in again', async () => {
    const desk = new AwsDesk();
    desk.tokens = { accessToken: 'access-0', expiresIn: 28_800 };
    await desk.signIn({ scopes: [] });
    await desk.clock.advance(8 * HOUR_MS);
    await expect(desk.token()).rejects.toMatchObject({ code: 'sign_in_needed' });
    expect(desk.profile().state).toBe('needs-sign-in');
  });

  it('4. a token without a lifetime does not last forever: it is refreshed soon, and no time left is promised', async () => {
    const desk = new AwsDesk();
    desk.tokens = { accessToken: 'access-0', refreshToken: 'refresh-0' };
    desk.refresh = (n) => ({ json: { accessToken: `access-${n}` } });
    await desk.signIn();
    expect(await desk.token()).toBe('access-0');
    await expect(desk.token(60)).rejects.toMatchObject({ code: 'min_ttl_unavailable' });
    await desk.clock.advance(0.25 * HOUR_MS);
    expect(desk.count('refresh')).toBeGreaterThan(0);
  });

  it('5. inputs 20: an answer without an access token is an error, but its refresh token is used from then on', async () => {
    const desk = new AwsDesk();
    desk.refresh = () => ({ json: { expiresIn: 3600, refreshToken: 'refresh-1' } });
    await desk.signIn();
    desk.clock.suspend(2 * HOUR_MS);
    await expect(desk.token()).rejects.toMatchObject({ code: 'provider_error' });
    expect(desk.profile()).toMatchObject({ state: 'active', problem: { code: 'provider_error' } });
    desk.refresh = (_n, body) => ({
      json: { accessToken: `renewed with ${body['refreshToken']}`.replaceAll(' ', '-') },
    });
    await desk.clock.advance(HOUR_MS);
    expect(await desk.token()).toBe('renewed-with-refresh-1');
  });

  it('6. a refresh with a new refresh token uses the old one once, and the new one survives a restart', async () => {
    const desk = new AwsDesk();
    await desk.signIn();
    await desk.clock.advance(HOUR_MS);
    expect(await desk.token()).toBe('access-1');
    await desk.restart();
    expect(await desk.token()).toBe('access-2');
    const spent = desk.sent.flatMap(({ refreshToken }) => (refreshToken === undefined ? [] : [refreshToken]));
    expect(spent).toEqual(['refresh-0', 'refresh-1']);
    expect(desk.sent.at(-1)).toMatchObject({ clientId: 'client-1', clientSecret: 'secret-1' });
  });

  it('7. F37: a refresh without a new refresh token keeps the old one, unlike the AWS clients', async () => {
    const desk = new AwsDesk();
    desk.refresh = (n) => ({ json: { accessToken: `access-${n}`, expiresIn: 3600 } });
    await desk.signIn();
    await desk.clock.advance(2 * HOUR_MS);
    await desk.restart();
    expect(await desk.token()).toBe(`access-${desk.count('refresh')}`);
    expect(desk.count('refresh')).toBeGreaterThan(1);
    expect(new Set(desk.sent.map(({ refreshToken }) => refreshToken))).toEqual(new Set([undefined, 'refresh-0']));
    expect(desk.profile()).toMatchObject({ state: 'active', renewable: true });
  });

  it('8. an expired registration ends the sign-in with a message, and the next sign-in registers again', async () => {
    const desk = new AwsDesk();
    await desk.signIn();
    desk.refresh = () => refused('invalid_client', 401);
    desk.clock.suspend(2 * HOUR_MS);
    const why = 'AWS d-1234567890 no longer knows the client that work signed in with.';
    await expect(desk.token()).rejects.toMatchObject({ code: 'sign_in_needed', message: why });
    expect(desk.profile().state).toBe('needs-sign-in');
    await desk.signIn();
    expect([desk.count('register'), desk.profile().state]).toEqual([2, 'active']);
  });
});

describe('registrations', () => {
  it('F30: one serves every sign-in, even across restarts', async () => {
    const desk = new AwsDesk();
    await desk.signIn();
    await desk.agent.signIn('work');
    await desk.clock.advance(2_000);
    await desk.restart();
    await desk.signIn();
    expect([desk.count('register'), desk.count('start')]).toEqual([1, 3]);
  });

  it('F24: one that expires within a day is renewed before a code is requested', async () => {
    const desk = new AwsDesk();
    desk.registrationDays = 1.1;
    await desk.signIn();
    await desk.clock.advance(3 * HOUR_MS);
    await desk.signIn();
    expect(desk.asked.filter((what) => what === 'register' || what === 'start')).toEqual([
      'register',
      'start',
      'register',
      'start',
    ]);
    expect(desk.sent.findLast(({ deviceCode }) => deviceCode !== undefined)).toMatchObject({ clientId: 'client-2' });
  });

  it('one that expires between the code and the approval is replaced, and the person is told what happened', async () => {
    const desk = new AwsDesk();
    desk.poll = () => refused('invalid_client', 401);
    await desk.signIn();
    expect(desk.profile().sign_in).toMatchObject({
      phase: 'failed',
      error: {
        code: 'client_rejected',
        message: 'The registration at AWS d-1234567890 ended while you were signing in.',
        hint: 'Sign in again; Latchkey will register itself again.',
      },
    });
    expect([desk.count('poll'), desk.count('start')]).toEqual([1, 1]);
    desk.poll = () => ({ json: desk.tokens });
    await desk.signIn();
    expect(desk.profile().state).toBe('active');
    expect(desk.sent.at(-1)).toMatchObject({ clientId: 'client-2', clientSecret: 'secret-2' });
  });

  it('other scopes mean another registration at the next sign-in', async () => {
    const desk = new AwsDesk();
    await desk.signIn();
    await desk.agent.editProfile('work', { scopes: ['sso:account:access', 'codecatalyst:read_write'] });
    expect([desk.profile().state, desk.count('register')]).toEqual(['active', 1]);
    await desk.signIn();
    expect(desk.count('register')).toBe(2);
  });
});

describe('errors that do not end the sign-in', () => {
  it.each([
    [refused('access_denied'), 'provider_refused', 'needs-sign-in'],
    [refused('invalid_request'), 'provider_refused', 'needs-sign-in'],
    [refused('interaction_required'), 'sign_in_needed', 'needs-sign-in'],
    [refused('slow_down'), 'throttled', 'active'],
    [refused('server_error', 500), 'provider_error', 'active'],
  ])('F39: inputs 14: a refresh answered with %j keeps the sign-in', async (answer, code, state) => {
    const desk = new AwsDesk();
    await desk.signIn();
    desk.refresh = () => answer;
    desk.clock.suspend(2 * HOUR_MS);
    await expect(desk.token()).rejects.toMatchObject({ code });
    expect(desk.profile()).toMatchObject({ state, renewable: true });
    desk.refresh = () => ({ json: { accessToken: 'again', expiresIn: 3600 } });
    await desk.clock.advance(HOUR_MS);
    expect(desk.profile().state).toBe('active');
  });

  it('F41: invalid_grant does, and is not retried', async () => {
    const desk = new AwsDesk();
    await desk.signIn();
    desk.refresh = () => refused('invalid_grant');
    await desk.clock.advance(6 * HOUR_MS);
    expect([desk.profile().state, desk.count('refresh')]).toEqual(['needs-sign-in', 1]);
  });
});
