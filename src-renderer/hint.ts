/** The agent's sentences as the window shows them: what stands between backticks is set as code. */
import { html, type TemplateResult } from 'lit';
import type { Explained } from './model.ts';
import { strings } from './strings.ts';

/** A command, or an option of one: of no use to somebody who has the window before them. */
const COMMAND_LINE = /`latchkey |(^|[\s`])--[a-z]/;

/** The next thing to do. Where the agent's hint speaks of the command line, the window's own words for that error. */
export function hintOf({ code, hint }: Explained): string {
  return (COMMAND_LINE.test(hint) && code !== undefined ? strings.hints[code] : undefined) ?? hint;
}

export function withCode(text: string): TemplateResult {
  const parts = text.split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** Sentence first, then the next thing to do. */
export function explained(error: Explained): TemplateResult {
  const hint = hintOf(error);
  return html`<p class="sentence">${withCode(error.message)}</p>
    ${hint === '' ? undefined : html`<p class="hint">${withCode(hint)}</p>`}`;
}
