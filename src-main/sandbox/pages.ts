/** The sandbox's pages: one fictional person, one button. Plain forms, no external resources; dark if the person prefers it. */
export const NAME = 'Latchkey Sandbox';
export const PERSON = { sub: 'robin', name: 'Robin Sandbox', preferred_username: 'robin', email: 'robin@example.com' };

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1e20; --card: #fff; --ground: #f6f6f3; --soft: #5a6167; --line: #e3e3dd; --accent: #0b6b60; --on: #fff; --bad: #ab231b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceef0; --card: #1f2225; --ground: #16181a; --soft: #a4acb3; --line: #2f3438; --accent: #5dcdbc; --on: #05211d; --bad: #ff9c93; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: min(26rem, calc(100vw - 2rem)); margin: 1rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
header, .note { color: var(--soft); font-size: .875rem; }
header { margin-bottom: 1.25rem; } .note { margin: 1.25rem 0 0; }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 .75rem; } p { margin: 0 0 1rem; }
.code, input[name=user_code] { display: block; width: 100%; padding: .75rem; margin-bottom: 1rem; color: inherit; background: transparent; border: 1px dashed var(--soft);
  border-radius: 8px; font: 700 1.75rem/1.2 ui-monospace, monospace; letter-spacing: .08em; text-align: center; }
button { width: 100%; padding: .7rem 1rem; font: inherit; font-weight: 600; color: var(--on); background: var(--accent); border: 0; border-radius: 9px; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.wrong { color: var(--bad); }
`;

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · ${NAME}</title><style>${STYLE}</style></head>
<body><main><header>${NAME} · on this computer</header><h1>${escaped(title)}</h1>${body}
<p class="note">Nothing here is real: the person is made up, and everything is gone when you quit Latchkey.</p></main></body></html>`;
}

const asked = (client: string) =>
  `<p><strong>${escaped(client)}</strong> wants to sign in as <strong>${PERSON.name}</strong>.</p>`;

/** For a sign-in in the browser. */
export function approvePage(action: string, client: string): string {
  return page(
    'Sign in?',
    `${asked(client)}<form method="post" action="${escaped(action)}"><button autofocus>Approve</button></form>`,
  );
}

/** For a sign-in with a code; `form` is the provider's own, with its hidden fields. */
export function confirmPage(form: string, client: string, code: string): string {
  return page(
    'Is this your code?',
    `${asked(client)}<p>Check that Latchkey shows exactly this code:</p><span class="code">${escaped(code)}</span>${form}
<button type="submit" form="op.deviceConfirmForm" autofocus>Approve</button>`,
  );
}

export function codePage(form: string, problem: string | undefined): string {
  const note = problem === undefined ? '<p>' : '<p class="wrong" role="alert">';
  return page(
    'Enter your code',
    `${note}${escaped(problem ?? 'Enter the code that Latchkey shows.')}</p>${form}
<button type="submit" form="op.deviceInputForm">Continue</button>`,
  );
}

export const donePage = (): string =>
  page('You are signed in', '<p>You can close this page and go back to <strong>Latchkey</strong>.</p>');

export const errorPage = (description: string): string =>
  page('Something went wrong', `<p class="wrong" role="alert">${escaped(description)}</p>`);
