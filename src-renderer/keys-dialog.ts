/** The window's keyboard shortcuts, in a dialog. Templates only; keys.ts implements them. */
import { html, type TemplateResult } from 'lit';
import { strings } from '../src-languages/window.ts';
import type { Model } from './model/model.ts';

/** The system's name for the command key. */
const isMac = (): boolean => /^mac/i.test(navigator.platform);

/** Each combination lists the keys pressed together. */
function rows(): readonly (readonly [what: string, ...ways: readonly (readonly string[])[]])[] {
  const { keys } = strings;
  const ctrl = isMac() ? '⌘' : keys.names.ctrl;
  return [
    [keys.commands, [ctrl, 'K']],
    [keys.search, [ctrl, 'F'], ['/']],
    [keys.type, [keys.typing]],
    [keys.move, ['↓'], ['↑']],
    [keys.ends, [keys.names.home], [keys.names.end]],
    [keys.enter, [keys.names.enter]],
    [keys.escape, [keys.names.escape]],
    [keys.settings, [ctrl, ',']],
    [keys.help, ['?'], ['F1']],
  ];
}

export function keysDialog(model: Model): TemplateResult {
  const content = html`<dl class="keys" tabindex="-1" autofocus>
      ${rows().map(
        ([what, ...ways]) => html`<dt>${what}</dt>
          <dd>${ways.map((way, at) => html`${at === 0 ? '' : html` <span class="muted">${strings.keys.or}</span> `}${pressed(way)}`)}</dd>`,
      )}
    </dl>
    <div class="buttons">
      <button type="button" class="button" @click=${() => model.open(undefined)}>${strings.action.close}</button>
    </div>`;
  return html`<latchkey-dialog
    .heading=${strings.keys.title}
    .content=${content}
    @dismissed=${() => model.open(undefined)}
  ></latchkey-dialog>`;
}

const pressed = (keys: readonly string[]): TemplateResult =>
  html`<span class="keys-way">${keys.map((key) => html`<kbd>${key}</kbd>`)}</span>`;
