/** What a browser asks of the stand-in: the start page, the device page, and /authorize with PKCE (RFC 7636). */
import type { RawRequest } from '../http/traffic.ts';
import { approvedPage, codePage, deniedPage, portalPage, problemPage, questionPage } from './pages.ts';
import { type Authorization, type AwsState, type Device, type Registration, unguessable } from './state.ts';

export interface BrowserAnswer {
  readonly status: number;
  readonly html?: string;
  readonly location?: string;
}

const CODE_LIFETIME_MS = 60_000;
const html = (text: string, status = 200): BrowserAnswer => ({ status, html: text });

function deviceOf(state: AwsState, typed: string): Device | undefined {
  const plain = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return [...state.devices.values()].find(
    ({ userCode, state: now, expiresAtMs }) =>
      plain(userCode) === plain(typed) && now === 'pending' && state.nowMs() < expiresAtMs,
  );
}

/** Enter the code, compare it, decide: the three steps of RFC 8628 section 3.3. */
function devicePage(state: AwsState, request: RawRequest): BrowserAnswer {
  const typed = request.form.get('user_code') ?? request.query.get('user_code');
  if (typed === null) return html(codePage());
  const device = deviceOf(state, typed);
  if (device === undefined) return html(codePage('That code is wrong or no longer valid.'), 400);
  const client = state.registrations.get(device.clientId);
  const clientName = client?.clientName ?? 'An application';
  const decision = request.form.get('decision');
  if (decision === null) {
    const { userCode } = device;
    const hidden = { user_code: userCode };
    return html(questionPage({ clientName, scopes: client?.scopes ?? [], action: '/device', hidden, userCode }));
  }
  device.state = decision === 'approve' ? 'approved' : 'denied';
  device.account = request.form.get('login') ?? '';
  return html(decision === 'approve' ? approvedPage(clientName) : deniedPage());
}

/** RFC 8252 section 7.3: the registered redirect with any port. */
function redirectAllowed(client: Registration, uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, port, pathname, search, hash } = new URL(uri);
  if (uri !== `http://127.0.0.1:${port}${pathname}` || search + hash !== '' || port === '') return false;
  return client.redirectUris.some((known) => {
    const registered = new URL(known);
    return registered.protocol === protocol && registered.hostname === hostname && registered.pathname === pathname;
  });
}

function back(uri: string, answer: Readonly<Record<string, string>>): BrowserAnswer {
  return { status: 302, location: `${uri}?${new URLSearchParams(answer)}` };
}

/** Both spellings are in use: the vendor's client sends `scopes`, others `scope`. */
const scopesOf = (query: URLSearchParams): string[] =>
  (query.get('scopes') ?? query.get('scope') ?? '').split(' ').filter(Boolean);

function wrongWith(client: Registration, query: URLSearchParams): string | undefined {
  if (new Set(query.keys()).size < [...query.keys()].length) return 'invalid_request';
  if (query.get('response_type') !== 'code') return 'unsupported_response_type';
  if (query.get('code_challenge_method') !== 'S256') return 'invalid_request';
  if (!/^[\w-]{43}$/.test(query.get('code_challenge') ?? '')) return 'invalid_request';
  if (!client.grantTypes.includes('authorization_code')) return 'unauthorized_client';
  return scopesOf(query).every((scope) => client.scopes.includes(scope)) ? undefined : 'invalid_scope';
}

function authorize(state: AwsState, { query }: RawRequest): BrowserAnswer {
  const client = state.registrations.get(query.get('client_id') ?? '');
  if (client === undefined || state.nowMs() >= client.expiresAtMs) return html(problemPage('Unknown client.'), 400);
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!redirectAllowed(client, redirectUri)) return html(problemPage('The redirect was not registered.'), 400);
  const requestState = query.get('state') ?? '';
  if (requestState === '') return html(problemPage('There is no state.'), 400);
  const wrong = wrongWith(client, query);
  if (wrong !== undefined) return back(redirectUri, { error: wrong, state: requestState });
  const visit: Authorization = {
    clientId: client.clientId,
    redirectUri,
    state: requestState,
    codeChallenge: query.get('code_challenge') ?? '',
    expiresAtMs: state.nowMs() + (state.options.deviceCodeTtlS ?? 600) * 1000,
    sessionId: undefined,
    account: 'ada',
  };
  if (state.options.warmBrowser) return giveCode(state, visit);
  const id = unguessable(16);
  state.visits.set(id, visit);
  const { clientName, scopes } = client;
  return html(questionPage({ clientName, scopes, action: '/authorize', hidden: { visit: id } }));
}

function giveCode(state: AwsState, visit: Authorization): BrowserAnswer {
  const code = unguessable(96);
  state.codes.set(code, { ...visit, expiresAtMs: state.nowMs() + CODE_LIFETIME_MS });
  return back(visit.redirectUri, { code, state: visit.state });
}

function decide(state: AwsState, { form }: RawRequest): BrowserAnswer {
  const id = form.get('visit') ?? '';
  const visit = state.visits.get(id);
  state.visits.delete(id);
  if (visit === undefined || state.nowMs() >= visit.expiresAtMs) return html(problemPage('This page is too old.'), 400);
  visit.account = form.get('login') ?? '';
  if (form.get('decision') === 'approve') return giveCode(state, visit);
  return back(visit.redirectUri, { error: 'access_denied', error_description: 'Denied', state: visit.state });
}

/** Undefined: no page is there. `/vanity` leads to the first start URL, as a company's own address does. */
export function browse(state: AwsState, request: RawRequest): BrowserAnswer | undefined {
  const { method, path } = request;
  const reading = method === 'GET' || method === 'HEAD';
  if (path === '/device' && (reading || method === 'POST')) return devicePage(state, request);
  if (path === '/authorize' && method === 'POST') return decide(state, request);
  if (!reading) return undefined;
  if (path === '/authorize') return authorize(state, request);
  if (path === '/vanity') return { status: 302, location: state.startUrls[0] ?? '' };
  if (path === '/start' || path === '/start/') return html(portalPage(state.accounts.map((one) => one.accountName)));
  return undefined;
}
