/**
 * What the dialog that adds roles shows: the listing's progress or failure, the filter, the rows, the buttons. Templates
 * only.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { strings } from '../../src-languages/window.ts';
import { explained } from '../parts/hint.ts';
import { icon } from '../parts/icons.ts';
import { type Choice, MOST_ROWS } from './choices.ts';
import type { Picking } from './picking.ts';

const texts = strings.picker;

export function pickerView(picker: Picking): TemplateResult {
  const submit = (event: Event) => {
    event.preventDefault();
    void picker.submit();
  };
  return html`<form class="picker" novalidate autocomplete="off" @submit=${submit} @keydown=${picker.onKey}>
    ${
      picker.failed === undefined
        ? nothing
        : html`<div class="banner bad" role="alert">
          ${picker.found === undefined ? html`<h3>${texts.failed}</h3>` : nothing} ${explained(picker.failed)}
        </div>`
    }
    ${body(picker)}
    <div class="buttons">${buttons(picker)}</div>
  </form>`;
}

function body(picker: Picking): TemplateResult | typeof nothing {
  if (picker.found === undefined) return picker.failed === undefined ? progress(picker) : nothing;
  if (picker.all.length === 0) {
    return html`<div class="picker-rest"><p>${texts.nothing}</p><p class="muted">${texts.nothingHelp}</p></div>`;
  }
  const matching = picker.matching;
  return html`<div class="field">
      <label for="role-filter">${texts.filter}</label>
      <input
        id="role-filter"
        type="text"
        autocapitalize="none"
        spellcheck="false"
        placeholder=${texts.filterHelp}
        aria-controls="role-rows"
        .value=${picker.typed}
        @input=${({ target }: Event) => target instanceof HTMLInputElement && picker.filter(target.value)}
      />
    </div>
    <div class="picker-line">
      <p role="status">${count(picker, matching.length)}</p>
      ${onlyChosen(picker)}
    </div>
    <div class="picker-rows" id="role-rows">${groups(picker, matching.slice(0, MOST_ROWS))}</div>`;
}

function progress({ profile: { role_listing: listing } }: Picking): TemplateResult {
  const total = listing?.accounts_total;
  const done = listing?.accounts_done ?? 0;
  const text = total === undefined ? texts.asking : texts.listing(Math.min(done + 1, total), total);
  return html`<div class="picker-rest">
    <label for="role-progress">${text}</label>
    ${
      total === undefined
        ? html`<progress id="role-progress"></progress>`
        : html`<progress id="role-progress" max=${total} .value=${done}></progress>`
    }
    <p class="muted">${texts.listingHelp}</p>
  </div>`;
}

function count({ all, typed, onlyChosen: few }: Picking, matching: number): string {
  if (matching === 0) return texts.noMatch(typed.trim());
  if (matching > MOST_ROWS) return texts.capped(MOST_ROWS, matching);
  return few || matching === all.length ? texts.shown(matching) : texts.shownOf(matching, all.length);
}

function onlyChosen(picker: Picking): TemplateResult | typeof nothing {
  if (picker.chosen.size === 0) return nothing;
  return html`<button
    type="button"
    class="button ghost small"
    aria-pressed=${picker.onlyChosen}
    @click=${() => picker.set({ onlyChosen: !picker.onlyChosen })}
  >
    ${texts.onlyChosen(picker.chosen.size)}
  </button>`;
}

/** Roles in the same account are grouped under its name. */
function groups(picker: Picking, shown: readonly Choice[]): TemplateResult {
  const byAccount = new Map<string, Choice[]>();
  for (const choice of shown) byAccount.set(choice.accountId, [...(byAccount.get(choice.accountId) ?? []), choice]);
  const tabStop = shown.some(({ key }) => key === picker.active) ? picker.active : firstFree(shown);
  return html`${repeat(
    byAccount,
    ([accountId]) => accountId,
    ([accountId, choices]) => html`<section aria-label=${choices[0]?.accountName ?? accountId}>
      <h3>
        ${choices[0]?.accountName ?? accountId}
        ${choices[0]?.accountName === undefined ? nothing : html`<span class="muted">${accountId}</span>`}
      </h3>
      <ul>
        ${repeat(
          choices,
          ({ key }) => key,
          (choice) => row(picker, choice, choice.key === tabStop),
        )}
      </ul>
    </section>`,
  )}`;
}

const firstFree = (shown: readonly Choice[]): string | undefined =>
  shown.find(({ addedAs }) => addedAs === undefined)?.key;

function row(picker: Picking, choice: Choice, tabStop: boolean): TemplateResult {
  const chosen = picker.chosen.get(choice.key);
  const { addedAs } = choice;
  return html`<li data-key=${choice.key} class=${addedAs === undefined ? '' : 'added'}>
    <label class="tick">
      <input
        type="checkbox"
        tabindex=${tabStop ? '0' : '-1'}
        ?disabled=${addedAs !== undefined || picker.adding !== undefined}
        .checked=${addedAs !== undefined || chosen !== undefined}
        @change=${() => picker.toggle(choice)}
      />
      <span>
        ${choice.roleName}
        ${addedAs === undefined ? nothing : html`<span class="muted">${texts.added(addedAs)}</span>`}
      </span>
    </label>
    ${chosen === undefined ? nothing : nameField(picker, choice, chosen.name)}
  </li>`;
}

function nameField(picker: Picking, choice: Choice, name: string): TemplateResult {
  const error = picker.errorAt(choice.key);
  const id = `help-role-${picker.all.indexOf(choice)}`;
  return html`<div class="field choice-name">
    <input
      type="text"
      aria-label=${texts.nameOf(`${choice.accountName ?? choice.accountId} ${choice.roleName}`)}
      aria-invalid=${error === undefined ? 'false' : 'true'}
      aria-describedby=${error === undefined ? nothing : id}
      autocapitalize="none"
      spellcheck="false"
      ?disabled=${picker.adding !== undefined}
      .value=${name}
      @input=${({ target }: Event) => target instanceof HTMLInputElement && picker.rename(choice.key, target.value)}
    />
    ${error === undefined ? nothing : html`<div class="help bad" id=${id}>${explained(error)}</div>`}
  </div>`;
}

function buttons(picker: Picking): TemplateResult {
  const { adding, chosen, failed, found } = picker;
  const listed = found !== undefined || failed !== undefined;
  const again = html`<button
    type="button"
    class="button ghost start"
    ?disabled=${adding !== undefined}
    @click=${() => picker.list(true)}
  >
    ${icon('refresh')}${found === undefined ? strings.action.tryAgain : texts.again}
  </button>`;
  const submit = html`<button
    type="submit"
    class="button primary"
    ?disabled=${chosen.size === 0 || adding !== undefined}
  >
    ${adding === undefined ? texts.submit(chosen.size) : texts.adding(adding.done + 1, adding.total)}
  </button>`;
  return html`${listed ? again : nothing}
    <button type="button" class="button" @click=${() => picker.close()}>${strings.action.cancel}</button>
    ${found === undefined ? nothing : submit}`;
}
