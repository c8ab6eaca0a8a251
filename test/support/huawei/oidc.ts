/**
 * The token service: RegisterClient, StartDeviceAuthorization and CreateToken. It gets members that the description has
 * allowed already; what the description leaves open is decided as RFC 8628 and 6749 do.
 */
import type { Members } from './description.ts';
import { oauth, Refusal } from './errors.ts';
import { type Device, type HuaweiState, type Registration, type Session, unguessable } from './state.ts';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
const DAY_S = 86_400;
/** Letters that no one mistakes for another. */
const CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
/** A timer may fire a little early. */
const EARLY_MS = 25;

type Output = Readonly<Record<string, unknown>>;
const text = (input: Members, name: string): string => String(input[name] ?? '');
const list = (input: Members, name: string): readonly string[] => {
  const value = input[name];
  return Array.isArray(value) ? value : [];
};

function registerClient(state: HuaweiState, input: Members): Output {
  if (list(input, 'grant_types').length === 0 || list(input, 'response_types').length === 0) {
    throw new Refusal(400, '400', 'grant_types and response_types must have values.');
  }
  const scopes = list(input, 'scopes');
  if (scopes.some((scope) => scope !== 'openid')) throw oauth('invalid_scope');
  const nowS = Math.floor(state.nowMs() / 1000);
  const endsAtS = nowS + (state.options.registrationTtlS ?? 90 * DAY_S);
  const client: Registration = {
    clientId: `c.${unguessable(20)}`,
    clientSecret: unguessable(400),
    clientName: text(input, 'client_name'),
    scopes,
    grantTypes: list(input, 'grant_types'),
    expiresAtMs: endsAtS * 1000,
  };
  state.registrations.set(client.clientId, client);
  return {
    client_info: {
      authorization_endpoint: `${state.oidcUrl}/v1/authorize`,
      client_id: client.clientId,
      client_id_issued_at: nowS,
      client_secret: client.clientSecret,
      client_secret_expires_at: endsAtS,
      token_endpoint: `${state.oidcUrl}/v1/tokens`,
      ...(scopes.length > 0 && { scopes }),
    },
  };
}

function clientOf(state: HuaweiState, input: Members): Registration {
  const client = state.registrations.get(text(input, 'client_id'));
  if (client === undefined || client.clientSecret !== input['client_secret']) throw oauth('invalid_client', 401);
  if (state.nowMs() >= client.expiresAtMs) throw oauth('invalid_client', 401);
  return client;
}

function newUserCode(state: HuaweiState): string {
  const letters = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => CODE_LETTERS[byte % 20]).join('');
  const code = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  return [...state.devices.values()].some(({ userCode }) => userCode === code) ? newUserCode(state) : code;
}

function startDeviceAuthorization(state: HuaweiState, input: Members): Output {
  const client = clientOf(state, input);
  if (!client.grantTypes.includes(DEVICE_CODE)) throw oauth('unauthorized_client');
  if (!state.startUrls.includes(text(input, 'start_url'))) {
    throw new Refusal(404, '1002', 'The identity center instance does not exist.');
  }
  const { deviceCodeTtlS = 600, intervalS = 1 } = state.options;
  const device: Device = {
    deviceCode: unguessable(32),
    userCode: newUserCode(state),
    clientId: client.clientId,
    expiresAtMs: state.nowMs() + deviceCodeTtlS * 1000,
    state: 'pending',
    // The first poll counts from the code's issue.
    lastPollMs: state.nowMs(),
    intervalS: intervalS === 'absent' ? 5 : intervalS,
  };
  state.devices.set(device.deviceCode, device);
  const verification_uri = `${state.oidcUrl}/device`;
  return {
    device_code: device.deviceCode,
    expires_in: state.expiresIn(deviceCodeTtlS),
    ...(intervalS !== 'absent' && { interval: intervalS }),
    user_code: device.userCode,
    verification_uri,
    verification_uri_complete: `${verification_uri}?user_code=${device.userCode}`,
  };
}

/** RFC 8628 section 3.5: who polls too early must wait 5 seconds longer from then on. */
function paceOf(state: HuaweiState, device: Device): void {
  const nowMs = state.nowMs();
  const early = nowMs - device.lastPollMs < device.intervalS * 1000 - EARLY_MS;
  device.lastPollMs = nowMs;
  if (state.options.polling === 'off' || !early) return;
  device.intervalS += 5;
  throw oauth('slow_down');
}

function redeemDevice(state: HuaweiState, client: Registration, input: Members): Output {
  const device = state.devices.get(text(input, 'device_code'));
  if (device === undefined || device.clientId !== client.clientId || device.state === 'used') {
    throw oauth('invalid_grant');
  }
  if (state.nowMs() >= device.expiresAtMs) throw oauth('expired_token');
  if (device.state === 'denied') throw oauth('access_denied');
  paceOf(state, device);
  if (device.state === 'pending') throw oauth('authorization_pending');
  device.state = 'used';
  const session: Session = { id: unguessable(12), ended: false };
  state.sessions.set(session.id, session);
  return tokensOf(state, client, session);
}

/** Each refresh gives a new refresh token and the old one is spent. */
function redeemRefreshToken(state: HuaweiState, client: Registration, input: Members): Output {
  const value = text(input, 'refresh_token');
  const token = state.refreshTokens.get(value);
  if (token === undefined || token.clientId !== client.clientId || token.session.ended) throw oauth('invalid_grant');
  state.refreshTokens.delete(value);
  return tokensOf(state, client, token.session);
}

function tokensOf(state: HuaweiState, client: Registration, session: Session): Output {
  const { accessTokenTtlS = 3600, refreshTokens = false } = state.options;
  const accessToken = unguessable(300);
  const expiresAtMs = state.nowMs() + accessTokenTtlS * 1000;
  state.accessTokens.set(accessToken, { session, expiresAtMs });
  const refreshToken = refreshTokens ? unguessable(8) : null;
  if (refreshToken !== null) state.refreshTokens.set(refreshToken, { session, clientId: client.clientId });
  const expires_in = state.expiresIn(accessTokenTtlS);
  const tokens = { access_token: accessToken, expires_in, id_token: unguessable(100) };
  return { token_info: { ...tokens, refresh_token: refreshToken, token_type: 'Bearer' } };
}

interface Grant {
  readonly needs: string;
  readonly redeem: (state: HuaweiState, client: Registration, input: Members) => Output;
}
const GRANTS: Readonly<Record<string, Grant>> = {
  [DEVICE_CODE]: { needs: 'device_code', redeem: redeemDevice },
  refresh_token: { needs: 'refresh_token', redeem: redeemRefreshToken },
};
const ALWAYS = ['client_id', 'client_secret', 'grant_type'];

/** Exactly the members of the grant: anything beside them is a mistake of the client. */
function createToken(state: HuaweiState, input: Members): Output {
  const grant = GRANTS[text(input, 'grant_type')];
  if (grant === undefined) throw oauth('unsupported_grant_type');
  const names = Object.keys(input).filter((name) => !ALWAYS.includes(name));
  if (names.join() !== grant.needs) throw new Refusal(400, '400', `This grant takes ${grant.needs} and nothing else.`);
  return grant.redeem(state, clientOf(state, input), input);
}

export const OIDC_OPERATIONS: Readonly<Record<string, (state: HuaweiState, input: Members) => Output>> = {
  RegisterClient: registerClient,
  StartDeviceAuthorization: startDeviceAuthorization,
  CreateToken: createToken,
};
