/** The agent's sentences as the window shows them: what stands between backticks is set as code. */
import { html, type TemplateResult } from 'lit';
import type { Explained } from './model.ts';

export function withCode(text: string): TemplateResult {
  const parts = text.split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** Sentence first, then the next thing to do. */
export function explained(error: Explained): TemplateResult {
  return html`<p class="sentence">${withCode(error.message)}</p>
    ${error.hint === '' ? undefined : html`<p class="hint">${withCode(error.hint)}</p>`}`;
}
