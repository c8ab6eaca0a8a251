/**
 * The agent's errors as the window shows them: text between backticks is set as code. In other languages, the code's meaning
 * comes first, and the agent's own sentence, which names the input, is below in small print.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { hintOf, meaningOf } from '../../src-languages/window.ts';
import type { Explained } from '../model/shown.ts';
import { breakable } from './breakable.ts';

/** A command or an option: useless to someone in front of the window. */
const COMMAND_LINE = /`latchkey |(^|[\s`])--[a-z]/;

interface Told {
  readonly sentence: string;
  readonly hint: string;
  /** In English. */
  readonly original?: string;
}

/** What went wrong and what to do next, in the window's language. An error without a code is the window's own. */
export function told({ code = '', message, hint }: Explained): Told {
  const meaning = meaningOf(code);
  if (meaning === undefined) return { sentence: message, hint: (COMMAND_LINE.test(hint) && hintOf(code)) || hint };
  return { sentence: meaning[0], hint: meaning[1], original: message };
}

export function withCode(text: string): TemplateResult {
  const parts = text.split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : breakable(part)))}`;
}

/** The sentence first, then what to do next. */
export function explained(error: Explained): TemplateResult {
  return html`<p class="sentence">${withCode(told(error).sentence)}</p>
    ${explainedBelow(error)}`;
}

/** Without the sentence, if a heading says it. */
export function explainedBelow(error: Explained): TemplateResult {
  const { hint, original = '' } = told(error);
  return html`${hint === '' ? nothing : html`<p class="hint">${withCode(hint)}</p>`}
  ${original === '' ? nothing : html`<p class="original" lang="en">${withCode(original)}</p>`}`;
}
