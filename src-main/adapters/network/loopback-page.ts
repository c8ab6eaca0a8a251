/**
 * What the person sees in the browser when the provider sends them back. Each page is fixed: it contains nothing from
 * the request (RFC 9700 section 4.11), loads nothing and has no links; its one script takes the code out of the address bar.
 */
import { createHash } from 'node:crypto';
import type { LoopbackPage } from '../../core/ports.ts';

const STYLE = `:root{color-scheme:light dark;--ground:#f4f4f6;--card:#fff;--text:#1c1d22;--quiet:#5d606b;--edge:#dddfe6;--mark:#1d7a46}
@media (prefers-color-scheme:dark){:root{--ground:#15161a;--card:#1f2127;--text:#ececf1;--quiet:#a6a9b6;--edge:#343741;--mark:#5fd08f}}
.warn{--mark:#a35200}@media (prefers-color-scheme:dark){.warn{--mark:#f2a65a}}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
main{max-width:26rem;padding:2.5rem 2rem;border:1px solid var(--edge);border-radius:1rem;background:var(--card);text-align:center}
svg{width:3.5rem;height:3.5rem;margin-bottom:1rem;color:var(--mark)}
h1{margin-bottom:.5rem;font-size:1.375rem;line-height:1.25}
p{color:var(--quiet)}
footer{margin-top:1.75rem;font-size:.8125rem;color:var(--quiet)}`;

/** The code is spent; still, it need not be in the address bar, in history or in a screenshot. */
const SCRIPT = "history.replaceState(null,'',location.pathname)";

interface Look {
  readonly kind: string;
  readonly icon: string;
}

const GOOD: Look = { kind: '', icon: '<path d="M5 12.5l4.5 4.5L19 7.5"/>' };
const BAD: Look = { kind: 'warn', icon: '<path d="M7 7l10 10M17 7L7 17"/>' };

interface Answer {
  readonly status: number;
  readonly html: string;
}

const PAGES: Readonly<Record<LoopbackPage, Answer>> = {
  done: page(200, GOOD, 'Signed in', 'Latchkey has what it needs. You can close this tab.'),
  refused: page(
    200,
    BAD,
    'Not signed in',
    'The provider did not approve the sign-in. Latchkey shows why. You can close this tab.',
  ),
  'not-for-us': page(
    400,
    BAD,
    'No sign-in is waiting for this',
    'Latchkey did not expect this answer and did not use it. If you did not just start a sign-in, close this tab.',
  ),
};

export function loopbackAnswer(shown: LoopbackPage): Answer {
  return PAGES[shown];
}

export const LOOPBACK_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src ${hashed(STYLE)}; script-src ${hashed(SCRIPT)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  // This page's address contains the code: no other page may see it, no cache may store it.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
};

function hashed(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function page(status: number, { kind, icon }: Look, title: string, text: string): Answer {
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Latchkey</title><style>${STYLE}</style><script>${SCRIPT}</script></head>
<body class="${kind}"><main><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="12" cy="12" r="10.5"/>${icon}</svg>
<h1>${title}</h1><p>${text}</p><footer>Latchkey on this computer</footer></main></body>
</html>
`;
  return { status, html };
}
