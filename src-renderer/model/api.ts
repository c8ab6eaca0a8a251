/**
 * The agent's HTTP API as the page uses it. Every failure becomes an ApiError with the agent's own code, sentence and
 * hint. There is no route for a token here, and the page's door would refuse one.
 */

import { strings } from '../../src-languages/window.ts';
import type {
  AddProfileRequest,
  AskAnswer,
  AuditEntry,
  AvailableRolesResponse,
  EditProfileRequest,
  Flow,
  ProfileView,
  ProvidersResponse,
  RefreshEntry,
  Role,
} from '../../src-main/api/types.ts';

/** A sign-in answers only after discovery and registration, which have their own deadlines in the agent. */
const DEADLINE_MS = 90_000;

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly hint: string;
  /** HTTP status; 0 if there was no answer. */
  readonly status: number;

  constructor(code: string, message: string, hint: string, status: number) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.status = status;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The code for what the window itself reports. */
const OWN = '';

export const silentAgent = (): ApiError => new ApiError(OWN, strings.lost.sentence, strings.lost.hint, 0);

/** RFC 9457 problem details, or the best description of any other answer. */
export async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!isRecord(body) || typeof body['detail'] !== 'string') {
    return new ApiError(OWN, `${strings.lost.unreadable} (${response.status})`, '', response.status);
  }
  const code = typeof body['code'] === 'string' ? body['code'] : 'internal';
  const hint = typeof body['hint'] === 'string' ? body['hint'] : '';
  return new ApiError(code, body['detail'], hint, response.status);
}

export async function call(method: string, path: string, body?: object, until?: AbortSignal): Promise<unknown> {
  const init: RequestInit = { method, signal: until ?? AbortSignal.timeout(DEADLINE_MS), cache: 'no-store' };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { 'content-type': 'application/json' };
  }
  const response = await fetch(path, init).catch(() => {
    throw silentAgent();
  });
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined;
  return response.json().catch(() => {
    throw new ApiError(OWN, strings.lost.unreadable, '', response.status);
  });
}

async function callForProfile(method: string, path: string, body?: object): Promise<ProfileView> {
  const answer = await call(method, path, body);
  if (isRecord(answer) && typeof answer['name'] === 'string') return answer as ProfileView;
  throw new ApiError(OWN, strings.lost.unreadable, '', 200);
}

const profilePath = (name: string, rest = ''): string => `/v1/profiles/${encodeURIComponent(name)}${rest}`;

const rolePath = (name: string, role: string, rest = ''): string =>
  profilePath(name, `/roles/${encodeURIComponent(role)}${rest}`);

export const api = {
  async providers(): Promise<ProvidersResponse> {
    const answer = await call('GET', '/v1/providers');
    const list = (name: keyof ProvidersResponse) =>
      isRecord(answer) && Array.isArray(answer[name]) ? answer[name] : [];
    return { providers: list('providers'), presets: list('presets') };
  },
  addProfile: (profile: AddProfileRequest) => callForProfile('POST', '/v1/profiles', profile),
  editProfile: (name: string, change: EditProfileRequest) => callForProfile('PATCH', profilePath(name), change),
  removeProfile: (name: string) => call('DELETE', profilePath(name)),
  signIn: (name: string, flow?: Flow) =>
    callForProfile('POST', profilePath(name, '/sign-in'), flow === undefined ? {} : { flow }),
  openLink: (name: string) => call('POST', profilePath(name, '/sign-in/open')),
  cancelSignIn: (name: string) => callForProfile('POST', profilePath(name, '/sign-in/cancel')),
  copyToken: (name: string) => call('POST', profilePath(name, '/copy-token')),
  quit: () => call('POST', '/v1/quit'),
  refresh: (name: string) => callForProfile('POST', profilePath(name, '/refresh')),
  /** May take minutes, so the caller sets the deadline; the agent keeps what was listed by then. */
  async availableRoles(name: string, anew: boolean, until: AbortSignal): Promise<AvailableRolesResponse> {
    const path = profilePath(name, `/available-roles${anew ? '?anew=true' : ''}`);
    const answer = await call('GET', path, undefined, until);
    if (isRecord(answer) && Array.isArray(answer['accounts']) && Array.isArray(answer['roles'])) {
      return answer as AvailableRolesResponse;
    }
    throw new ApiError(OWN, strings.lost.unreadable, '', 200);
  },
  addRole: (name: string, role: Role) => callForProfile('POST', profilePath(name, '/roles'), role),
  async history(name: string): Promise<readonly RefreshEntry[]> {
    const answer = await call('GET', profilePath(name, '/history'));
    return isRecord(answer) && Array.isArray(answer['refreshes']) ? answer['refreshes'] : [];
  },
  /** The newest requests for a profile, oldest first. */
  async audit(name: string, limit: number): Promise<readonly AuditEntry[]> {
    const answer = await call('GET', `/v1/audit?profile=${encodeURIComponent(name)}&limit=${limit}`);
    return isRecord(answer) && Array.isArray(answer['entries']) ? answer['entries'] : [];
  },
  removeRole: (name: string, role: string) => callForProfile('DELETE', rolePath(name, role)),
  openConsole: (name: string, role: string) => call('POST', rolePath(name, role, '/console')),
  answerAsk: (id: string, answer: AskAnswer) => call('POST', `/v1/asks/${encodeURIComponent(id)}`, { answer }),
  lock: (passphrase: string) => call('POST', '/v1/lock', { passphrase }),
  unlock: (passphrase: string) => call('POST', '/v1/unlock', { passphrase }),
  async signOut(name: string): Promise<{ revoked: boolean }> {
    const answer = await call('DELETE', profilePath(name, '/sign-in'));
    return { revoked: isRecord(answer) && answer['revoked'] === true };
  },
};
