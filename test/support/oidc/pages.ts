/** The pages that a person meets at the test provider (also in the demo): plain forms, no script, no outside resource. */

export const PROVIDER_NAME = 'Example Identity';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --ground: #eef1f5; --soft: #5b6675; --line: #d4dae2; --accent: #2451c4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9edf3; --paper: #1d232c; --ground: #12161c; --soft: #a3afbe; --line: #39424f; --accent: #8fb0ff; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
main { width: min(26rem, calc(100vw - 2rem)); padding: 2rem; background: var(--paper); border: 1px solid var(--line);
  border-radius: 12px; }
header { color: var(--soft); font-size: .875rem; margin-bottom: 1.25rem; }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 .75rem; }
p, ul { margin: 0 0 1rem; } ul { padding-left: 1.2rem; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
input[type=text] { width: 100%; padding: .625rem .75rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: 8px; margin-bottom: 1rem; }
.code, input[name=user_code] { font: 700 1.75rem/1.2 ui-monospace, "DejaVu Sans Mono", monospace; letter-spacing: .08em; text-align: center; }
.code { display: block; padding: .75rem; border: 1px dashed var(--line); border-radius: 8px; margin-bottom: 1rem; }
.row { display: flex; gap: .75rem; }
button { flex: 1; padding: .625rem 1rem; font: inherit; font-weight: 600; border-radius: 8px; cursor: pointer;
  border: 1px solid var(--accent); background: var(--accent); color: var(--paper); }
button.quiet { background: transparent; color: var(--ink); border-color: var(--line); }
.wrong { color: #c0362c; }
`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

export function page(title: string, body: string, provider = PROVIDER_NAME): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · ${escapeHtml(provider)}</title><style>${STYLE}</style></head>
<body><main><header>${escapeHtml(provider)}</header><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

export function loginPage(action: string, clientName: string): string {
  return page(
    'Sign in',
    `<p>to continue to <strong>${escapeHtml(clientName)}</strong></p>
<form method="post" action="${escapeHtml(action)}">
<label for="login">Account name</label>
<input type="text" id="login" name="login" value="ada" autocomplete="username" autofocus required>
<div class="row"><button name="decision" value="approve">Continue</button></div></form>`,
  );
}

const SCOPES: Readonly<Record<string, string>> = {
  openid: 'Know who you are',
  profile: 'See your name',
  email: 'See your email address',
  offline_access: 'Stay signed in until you sign out',
};

export function consentPage(action: string, clientName: string, account: string, scopes: readonly string[]): string {
  const wishes = scopes.map((scope) => `<li>${escapeHtml(SCOPES[scope] ?? scope)}</li>`).join('');
  return page(
    `Allow ${clientName}?`,
    `<p>Signed in as <strong>${escapeHtml(account)}</strong>. It would like to:</p><ul>${wishes}</ul>
<form method="post" action="${escapeHtml(action)}"><div class="row">
<button name="decision" value="deny" class="quiet">Deny</button>
<button name="decision" value="approve" autofocus>Allow</button></div></form>`,
  );
}

/** `form` is the provider's own, with its hidden fields; its buttons stand outside it. */
export function codePage(form: string, problem: string | undefined): string {
  const note = problem === undefined ? 'Enter the code that Latchkey shows you.' : problem;
  return page(
    'Connect a device',
    `<p${problem === undefined ? '' : ' class="wrong" role="alert"'}>${escapeHtml(note)}</p>${form}
<div class="row"><button type="submit" form="op.deviceInputForm">Continue</button></div>`,
  );
}

export function confirmPage(form: string, clientName: string, userCode: string): string {
  return page(
    'Is this your code?',
    `<p><strong>${escapeHtml(clientName)}</strong> should be showing exactly this code:</p>
<span class="code">${escapeHtml(userCode)}</span>${form}
<div class="row"><button type="submit" form="op.deviceConfirmForm" name="abort" value="yes" class="quiet">No, cancel</button>
<button type="submit" form="op.deviceConfirmForm" autofocus>Yes, continue</button></div>`,
  );
}

export function donePage(clientName: string): string {
  return page(
    'You are signed in',
    `<p>You can close this page and go back to <strong>${escapeHtml(clientName)}</strong>.</p>`,
  );
}

export function errorPage(error: string, description: string): string {
  return page(
    'That did not work',
    `<p class="wrong" role="alert">${escapeHtml(description)}</p><p><code>${escapeHtml(error)}</code></p>`,
  );
}
