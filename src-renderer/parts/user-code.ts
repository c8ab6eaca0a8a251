/** The user code in large type. Grouped visually only: selecting or copying yields the provider's code. */
import { html, type TemplateResult } from 'lit';

const LONGEST_UNGROUPED = 5;

/**
 * Splits at the provider's own separators, or splits a long code without any into groups of 3 or 4. Joined, they are the
 * code again.
 */
export function groupCode(code: string): readonly string[] {
  if (/[\s-]/.test(code)) return code.split(/(?<=[\s-])/);
  if (code.length <= LONGEST_UNGROUPED) return [code];
  const size = code.length % 4 === 0 ? 4 : 3;
  return code.match(new RegExp(`.{1,${size}}`, 'gu')) ?? [code];
}

/** `WDJB-MJHT` for a screen reader: letter by letter, with a pause between groups. */
export function spellCode(code: string): string {
  return groupCode(code)
    .map((group) => [...group.replace(/[\s-]+$/, '')].join(' '))
    .join(', ');
}

export function userCode(code: string): TemplateResult {
  const length = code.length > 10 ? 'long' : '';
  const spaced = /[\s-]/.test(code) ? '' : 'spaced';
  return html`<code class="user-code ${length} ${spaced}" translate="no"
    >${groupCode(code).map((group) => html`<span class="group">${group}</span>`)}</code
  >`;
}
