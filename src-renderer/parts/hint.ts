/**
 * The agent's errors as the window shows them: what stands between backticks is set as code. In another language than the
 * agent's, what the code means comes first, and the agent's own sentence, which names the input, stands small below.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { hintOf, meaningOf } from '../../src-languages/window.ts';
import type { Explained } from '../model/shown.ts';
import { breakable } from './breakable.ts';

/** A command, or an option of one: of no use to somebody who has the window before them. */
const COMMAND_LINE = /`latchkey |(^|[\s`])--[a-z]/;

interface Told {
  readonly sentence: string;
  readonly hint: string;
  /** In English. */
  readonly original?: string;
}

/** What went wrong and the next thing to do, in the window's language. What has no code is the window's own word. */
export function told({ code = '', message, hint }: Explained): Told {
  const meaning = meaningOf(code);
  if (meaning === undefined) return { sentence: message, hint: (COMMAND_LINE.test(hint) && hintOf(code)) || hint };
  return { sentence: meaning[0], hint: meaning[1], original: message };
}

export function withCode(text: string): TemplateResult {
  const parts = text.split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : breakable(part)))}`;
}

/** Sentence first, then the next thing to do. */
export function explained(error: Explained): TemplateResult {
  return html`<p class="sentence">${withCode(told(error).sentence)}</p>
    ${explainedBelow(error)}`;
}

/** Without the sentence, where a heading says it. */
export function explainedBelow(error: Explained): TemplateResult {
  const { hint, original = '' } = told(error);
  return html`${hint === '' ? nothing : html`<p class="hint">${withCode(hint)}</p>`}
  ${original === '' ? nothing : html`<p class="original" lang="en">${withCode(original)}</p>`}`;
}
