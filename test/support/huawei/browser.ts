/** What a browser asks of the stand-in: the device page with its three steps (RFC 8628 section 3.3), and the portal. */
import { approvedPage, codePage, deniedPage, questionPage } from '../aws/pages.ts';
import type { RawRequest } from '../http/traffic.ts';
import { escapeHtml, page } from '../oidc/pages.ts';
import type { Device, HuaweiState } from './state.ts';

export interface BrowserAnswer {
  readonly status: number;
  readonly html: string;
}

const html = (text: string, status = 200): BrowserAnswer => ({ status, html: text });

function deviceOf(state: HuaweiState, typed: string): Device | undefined {
  const plain = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return [...state.devices.values()].find(
    ({ userCode, state: now, expiresAtMs }) =>
      plain(userCode) === plain(typed) && now === 'pending' && state.nowMs() < expiresAtMs,
  );
}

function devicePage(state: HuaweiState, { form, query }: RawRequest): BrowserAnswer {
  const typed = form.get('user_code') ?? query.get('user_code');
  if (typed === null) return html(codePage());
  const device = deviceOf(state, typed);
  if (device === undefined) return html(codePage('That code is wrong or no longer valid.'), 400);
  const client = state.registrations.get(device.clientId);
  const clientName = client?.clientName ?? 'An application';
  const decision = form.get('decision');
  if (decision === null) {
    const { userCode } = device;
    const hidden = { user_code: userCode };
    return html(questionPage({ clientName, scopes: client?.scopes ?? [], action: '/device', hidden, userCode }));
  }
  device.state = decision === 'approve' ? 'approved' : 'denied';
  return html(decision === 'approve' ? approvedPage(clientName) : deniedPage());
}

/** Undefined: no page is there. */
export function browse(state: HuaweiState, request: RawRequest): BrowserAnswer | undefined {
  const { method, path } = request;
  const reading = method === 'GET' || method === 'HEAD';
  if (path === '/device' && (reading || method === 'POST')) return devicePage(state, request);
  if (!reading || !path.endsWith('/portal')) return undefined;
  const items = state.accounts.slice(0, 10).map(({ accountName }) => `<li>${escapeHtml(accountName)}</li>`);
  const text = `<p>A stand-in for Huawei Cloud IAM Identity Center.</p><ul>${items.join('')}</ul>`;
  return html(page('Accounts', text, 'Example Corp user portal'));
}
