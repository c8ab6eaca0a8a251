/** The pages of the stand-in that a person sees: one for the code of a device, one for the browser sign-in. */

import type { RawRequest } from '../http/traffic.ts';
import { escapeHtml, page as shell } from '../oidc/pages.ts';
import { HydraRefusal } from './refusal.ts';
import type { HydraState, StoredClient } from './state.ts';
import { checkedScope, mayUse } from './tokens.ts';

export interface Page {
  readonly status: number;
  readonly html?: string;
  readonly location?: string;
}

const page = (title: string, body: string, status = 200): Page => ({ status, html: shell(title, body, 'Ory Hydra') });

function form(action: string, hidden: URLSearchParams, before: string): string {
  const fields = [...hidden].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return `<form method="post" action="${action}">${fields.join('')}${before}
<p><label>Account <input name="login" value="ada"></label></p>
<button name="decision" value="approve">Allow</button> <button name="decision" value="deny">Deny</button></form>`;
}

const nameOf = (client: StoredClient | undefined): string => String(client?.fields['client_name'] || 'An application');

export function devicePage(state: HydraState, { method, query, form: sent }: RawRequest): Page {
  if (method === 'GET') {
    const code = escapeHtml(query.get('user_code') ?? '');
    const field = `<p><label>Code <input name="user_code" value="${code}"></label></p>`;
    return page('Confirm the code', form('/oauth2/device/verify', new URLSearchParams(), field));
  }
  const device = [...state.devices.values()].find(({ userCode }) => userCode === sent.get('user_code'));
  if (!device || device.decision !== undefined || device.expiresAtMs <= state.nowMs()) {
    return page('This code is not known', '<p role="alert">The code is wrong, used or expired.</p>', 400);
  }
  device.decision = sent.get('decision') === 'deny' ? 'deny' : 'approve';
  device.account = sent.get('login') || 'ada';
  const name = escapeHtml(nameOf(state.clients.get(device.clientId)));
  if (device.decision === 'deny') return page('Request denied', `<p>${name} gets no access.</p>`);
  return page('You are signed in', `<p>${name} may go on; you can close this page.</p>`);
}

/** Loopback literals may have any port; everything else, `localhost` too, is compared exactly. */
function sameRedirect(registered: string, given: string): boolean {
  if (registered === given) return true;
  const portless = (uri: string) => uri.replace(/^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d+)?(?=\/|$)/, '$1');
  return /^http:\/\/(127\.0\.0\.1|\[::1\])[:/]/.test(given) && portless(registered) === portless(given);
}

/** Before these hold, no one is sent anywhere. */
function checkedClient(state: HydraState, sent: URLSearchParams): StoredClient {
  const client = state.clients.get(sent.get('client_id') ?? '');
  if (!client) throw new HydraRefusal(400, 'invalid_client', 'The requested OAuth 2.0 Client does not exist.');
  const redirects = (client.fields['redirect_uris'] ?? []) as string[];
  if (!redirects.some((uri) => sameRedirect(uri, sent.get('redirect_uri') ?? ''))) {
    throw new HydraRefusal(400, 'invalid_request', "The 'redirect_uri' does not match any of the registered ones.");
  }
  return client;
}

function problemOf(client: StoredClient, sent: URLSearchParams): string | undefined {
  if (!mayUse(client, 'authorization_code') || sent.get('response_type') !== 'code') return 'unsupported_response_type';
  if ((sent.get('state') ?? '').length < 8) return 'invalid_state';
  if (sent.get('code_challenge_method') !== 'S256' || !sent.get('code_challenge')) return 'invalid_request';
  try {
    checkedScope(client, sent.get('scope') ?? '');
  } catch {
    return 'invalid_scope';
  }
  return sent.get('decision') === 'deny' ? 'access_denied' : undefined;
}

export function authorizePage(state: HydraState, request: RawRequest): Page {
  const sent = request.method === 'GET' ? request.query : request.form;
  const client = checkedClient(state, sent);
  const problem = problemOf(client, sent);
  const back = new URL(sent.get('redirect_uri') ?? '');
  back.searchParams.set('state', sent.get('state') ?? '');
  if (problem !== undefined) {
    back.searchParams.set('error', problem);
    return { status: 302, location: back.href };
  }
  if (request.method === 'GET') {
    return page(
      'Sign in',
      form(
        '/oauth2/auth',
        sent,
        `<p>${escapeHtml(nameOf(client))} asks for: ${escapeHtml(sent.get('scope') ?? '')}</p>`,
      ),
    );
  }
  const code = state.random('ory_ac_');
  state.codes.set(code, {
    clientId: sent.get('client_id') ?? '',
    redirectUri: sent.get('redirect_uri') ?? '',
    scope: sent.get('scope') ?? '',
    challenge: sent.get('code_challenge') ?? '',
    nonce: sent.get('nonce') ?? undefined,
    account: sent.get('login') || 'ada',
  });
  back.searchParams.set('code', code);
  back.searchParams.set('scope', sent.get('scope') ?? '');
  return { status: 303, location: back.href };
}
