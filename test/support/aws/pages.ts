/** The pages that a person meets at the stand-in (also in the demo): the code, the decision, the end. Plain forms, no script. */
import { escapeHtml, page } from '../oidc/pages.ts';

const NAME = 'Example Corp access portal';

const SCOPES: Readonly<Record<string, string>> = {
  'sso:account:access': 'See your AWS accounts and roles, and get credentials for them',
};

const note = (problem: string): string => `<p class="wrong" role="alert">${escapeHtml(problem)}</p>`;

export function portalPage(accounts: readonly string[]): string {
  const items = accounts.slice(0, 10).map((name) => `<li>${escapeHtml(name)}</li>`);
  const more = accounts.length > 10 ? `<li>and ${accounts.length - 10} more</li>` : '';
  return page('AWS accounts', `<p>A stand-in for AWS IAM Identity Center.</p><ul>${items.join('')}${more}</ul>`, NAME);
}

export function codePage(problem?: string): string {
  const lead = problem === undefined ? '<p>Enter the code that Latchkey shows you.</p>' : note(problem);
  return page(
    'Authorization requested',
    `${lead}<form method="post" action="/device">
<label for="user_code">Code</label>
<input type="text" id="user_code" name="user_code" value="" autocomplete="off" autocapitalize="characters" spellcheck="false" autofocus required>
<div class="row"><button>Confirm and continue</button></div></form>`,
    NAME,
  );
}

export interface Question {
  readonly clientName: string;
  readonly scopes: readonly string[];
  /** Where the form goes, and what it must say again. */
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly userCode?: string;
}

export function questionPage({ clientName, scopes, action, hidden, userCode }: Question): string {
  const compare =
    userCode === undefined
      ? ''
      : `<p><strong>${escapeHtml(clientName)}</strong> should be showing exactly this code:</p><span class="code">${escapeHtml(userCode)}</span>`;
  const wishes = scopes.map((scope) => `<li>${escapeHtml(SCOPES[scope] ?? scope)}</li>`).join('');
  const fields = Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
  return page(
    `Allow ${clientName} to access your data?`,
    `${compare}${wishes === '' ? '' : `<p>It would like to:</p><ul>${wishes}</ul>`}
<form method="post" action="${escapeHtml(action)}">${fields}
<label for="login">Signed in as</label>
<input type="text" id="login" name="login" value="ada" autocomplete="username" required>
<div class="row"><button name="decision" value="deny" class="quiet">Deny access</button>
<button name="decision" value="approve" autofocus>Allow access</button></div></form>`,
    NAME,
  );
}

export function approvedPage(clientName: string): string {
  const text = `<p><strong>${escapeHtml(clientName)}</strong> can access your data. You can close this page.</p>`;
  return page('Request approved', text, NAME);
}

export const deniedPage = (): string =>
  page('Request denied', '<p>Nothing was given. You can close this page.</p>', NAME);

export const problemPage = (problem: string): string => page('That did not work', note(problem), NAME);
