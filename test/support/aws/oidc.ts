/**
 * The token service (`sso-oidc`): RegisterClient, StartDeviceAuthorization and CreateToken as the real one is known to act.
 * It gets members that the model has allowed already. CreateTokenWithIAM is for servers that sign, and is refused.
 */
import { createHash } from 'node:crypto';
import { Refusal } from './errors.ts';
import type { Members } from './model.ts';
import { registerClient } from './registration.ts';
import { type AwsState, type Device, type Registration, unguessable } from './state.ts';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
const DAY_S = 86_400;
/** Letters that no one mistakes for another. */
const CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
/** A timer may fire a little early. */
const EARLY_MS = 25;

type Output = Readonly<Record<string, unknown>>;
const text = (input: Members, name: string): string => String(input[name] ?? '');

/** RFC 6749 section 5.2 asks for 401; the text of the real answer is unknown. */
function clientOf(state: AwsState, input: Members): Registration {
  const client = state.registrations.get(text(input, 'clientId'));
  if (client === undefined || client.clientSecret !== input['clientSecret']) {
    throw new Refusal('InvalidClientException', 'Invalid client');
  }
  if (state.nowMs() >= client.expiresAtMs) throw new Refusal('InvalidClientException', 'Client registration expired');
  return client;
}

function mayUse(client: Registration, grant: string): void {
  const allowed = client.grantTypes.length === 0 ? [DEVICE_CODE, 'refresh_token'] : client.grantTypes;
  if (!allowed.includes(grant)) {
    throw new Refusal('UnauthorizedClientException', 'The client is not registered for this grant');
  }
}

function newUserCode(state: AwsState): string {
  const letters = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => CODE_LETTERS[byte % 20]).join('');
  const code = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  return state.devices.has(code) ? newUserCode(state) : code;
}

function startDeviceAuthorization(state: AwsState, input: Members): Output {
  const client = clientOf(state, input);
  mayUse(client, DEVICE_CODE);
  // A wrong region or start URL looks like this in the field.
  if (!state.knowsStartUrl(text(input, 'startUrl'))) throw new Refusal('InvalidRequestException', 'Invalid request');
  const { deviceCodeTtlS = 600, intervalS = 1 } = state.options;
  const device: Device = {
    deviceCode: unguessable(64),
    userCode: newUserCode(state),
    clientId: client.clientId,
    expiresAtMs: state.nowMs() + deviceCodeTtlS * 1000,
    state: 'pending',
    account: '',
    polls: 0,
    lastPollMs: Number.NEGATIVE_INFINITY,
    intervalS,
  };
  state.devices.set(device.deviceCode, device);
  const verificationUri = `${state.oidcUrl}/device`;
  return {
    deviceCode: device.deviceCode,
    userCode: device.userCode,
    verificationUri,
    verificationUriComplete: `${verificationUri}?user_code=${device.userCode}`,
    expiresIn: deviceCodeTtlS,
    interval: intervalS,
  };
}

/** RFC 8628 section 3.5: who polls too early must wait 5 seconds longer from then on. */
function paceOf(state: AwsState, device: Device): void {
  const { polling = 'tolerant' } = state.options;
  const nowMs = state.nowMs();
  const early = nowMs - device.lastPollMs < device.intervalS * 1000 - EARLY_MS;
  device.polls += 1;
  device.lastPollMs = nowMs;
  if (polling === 'off' || !early || (polling === 'tolerant' && device.polls <= 2)) return;
  device.intervalS += 5;
  throw new Refusal('SlowDownException');
}

function redeemDevice(state: AwsState, client: Registration, input: Members): Output {
  const device = state.devices.get(text(input, 'deviceCode'));
  if (device === undefined || device.clientId !== client.clientId || device.state === 'used') {
    throw new Refusal('InvalidGrantException', 'Invalid device code');
  }
  if (state.nowMs() >= device.expiresAtMs) throw new Refusal('ExpiredTokenException', 'Device code expired');
  if (device.state === 'denied') throw new Refusal('AccessDeniedException');
  paceOf(state, device);
  if (device.state === 'pending') throw new Refusal('AuthorizationPendingException');
  device.state = 'used';
  return tokensOf(state, client, openSession(state, device.account));
}

function redeemCode(state: AwsState, client: Registration, input: Members): Output {
  const code = state.codes.get(text(input, 'code'));
  if (code === undefined || code.clientId !== client.clientId)
    throw new Refusal('InvalidGrantException', 'Invalid code');
  if (code.sessionId !== undefined) {
    // RFC 6749 section 4.1.2: a code that comes twice was stolen; what it gave is withdrawn.
    state.endSession(code.sessionId);
    throw new Refusal('InvalidGrantException', 'The code was used before');
  }
  if (state.nowMs() >= code.expiresAtMs) throw new Refusal('InvalidGrantException', 'The code expired');
  // RFC 6749 section 4.1.3: byte for byte, the port too.
  if (input['redirectUri'] !== code.redirectUri) throw new Refusal('InvalidGrantException', 'Invalid redirect URI');
  // RFC 7636 section 4.6.
  const challenge = createHash('sha256').update(text(input, 'codeVerifier')).digest('base64url');
  if (challenge !== code.codeChallenge) throw new Refusal('InvalidGrantException', 'Invalid code verifier');
  code.sessionId = openSession(state, code.account);
  return tokensOf(state, client, code.sessionId);
}

function redeemRefreshToken(state: AwsState, client: Registration, input: Members): Output {
  const value = text(input, 'refreshToken');
  const token = state.refreshTokens.get(value);
  if (token === undefined || token.clientId !== client.clientId) {
    throw new Refusal('InvalidGrantException', 'Invalid refresh token');
  }
  if (token.spent && state.options.reuse === 'end-session') state.endSession(token.sessionId);
  if (token.spent || !state.sessionAlive(token.sessionId)) {
    throw new Refusal('InvalidGrantException', 'Invalid refresh token provided');
  }
  token.spent = state.options.refreshTokens !== 'keep';
  return tokensOf(state, client, token.sessionId, !token.spent);
}

function openSession(state: AwsState, account: string): string {
  const id = unguessable(12);
  const endsAtMs = state.nowMs() + (state.options.sessionTtlS ?? DAY_S / 3) * 1000;
  state.sessions.set(id, { id, account, endsAtMs, ended: false });
  return id;
}

/** A registration without scopes is of the old kind: a long token that nothing renews. */
function tokensOf(state: AwsState, client: Registration, sessionId: string, keepRefresh = false): Output {
  const { accessTokenTtlS = 3600, legacyTokenTtlS = DAY_S / 3 } = state.options;
  const legacy = client.scopes.length === 0;
  const expiresIn = legacy ? legacyTokenTtlS : accessTokenTtlS;
  const accessToken = `aoa${unguessable(240)}`;
  state.accessTokens.set(accessToken, {
    sessionId,
    expiresAtMs: state.nowMs() + expiresIn * 1000,
    scopes: client.scopes,
  });
  const answer = { accessToken, tokenType: 'Bearer', expiresIn };
  const renewable = client.grantTypes.length === 0 || client.grantTypes.includes('refresh_token');
  if (legacy || !renewable || keepRefresh) return answer;
  const refreshToken = `aor${unguessable(240)}`;
  state.refreshTokens.set(refreshToken, { sessionId, clientId: client.clientId, spent: false });
  return { ...answer, refreshToken };
}

interface Grant {
  readonly needs: readonly string[];
  readonly redeem: (state: AwsState, client: Registration, input: Members) => Output;
}

const GRANTS: Readonly<Record<string, Grant>> = {
  [DEVICE_CODE]: { needs: ['deviceCode'], redeem: redeemDevice },
  authorization_code: { needs: ['code', 'codeVerifier', 'redirectUri'], redeem: redeemCode },
  refresh_token: { needs: ['refreshToken'], redeem: redeemRefreshToken },
};
const ALWAYS = ['clientId', 'clientSecret', 'grantType', 'scope'];

/** The model says of each member for which grant alone it is; anything else beside it is a mistake of the client. */
function createToken(state: AwsState, input: Members): Output {
  const grant = GRANTS[text(input, 'grantType')];
  if (grant === undefined) throw new Refusal('UnsupportedGrantTypeException');
  const missing = grant.needs.find((name) => input[name] === undefined);
  if (missing !== undefined) throw new Refusal('InvalidRequestException', `${missing} is required for this grant.`);
  const foreign = Object.keys(input).find((name) => !ALWAYS.includes(name) && !grant.needs.includes(name));
  if (foreign !== undefined) throw new Refusal('InvalidRequestException', `${foreign} is not for this grant.`);
  const client = clientOf(state, input);
  mayUse(client, text(input, 'grantType'));
  return grant.redeem(state, client, input);
}

export const OIDC_OPERATIONS: Readonly<Record<string, (state: AwsState, input: Members) => Output>> = {
  RegisterClient: registerClient,
  StartDeviceAuthorization: startDeviceAuthorization,
  CreateToken: createToken,
};
