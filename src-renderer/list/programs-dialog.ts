/** When to ask about programs, and which programs are remembered for one profile. Each change applies at once. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { AllowedProgram, AskPolicy, ProfileView } from '../../src-main/api/types.ts';
import { forgetProgram, setAsk } from '../model/commands.ts';
import { asExplained, type Model } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { plainPath } from '../model/waiting-asks.ts';
import { explained } from '../parts/hint.ts';

const POLICIES: readonly AskPolicy[] = ['never', 'new', 'always'];
/** How all programs from another machine are remembered. */
const HOST = 'host:';

export class ProgramsDialog extends LitElement {
  static override properties = {
    model: { attribute: false },
    profile: { attribute: false },
    failed: { state: true },
    saving: { state: true },
  };
  declare model: Model;
  declare profile: ProfileView;
  declare failed: Explained | undefined;
  declare saving: boolean;

  constructor() {
    super();
    this.saving = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    return html`<latchkey-dialog
      .heading=${strings.programs.title(this.profile.name)}
      .content=${this.#content()}
      @dismissed=${() => this.model.open(undefined)}
    ></latchkey-dialog>`;
  }

  #content(): TemplateResult {
    return html`${
      this.failed === undefined ? nothing : html`<div class="banner bad" role="alert">${explained(this.failed)}</div>`
    }
      <fieldset class="policy">
        <legend>${strings.programs.legend}</legend>
        ${POLICIES.map((policy) => this.#policy(policy))}
      </fieldset>
      ${this.#remembered()}
      <div class="buttons">
        <button type="button" class="button" @click=${() => this.model.open(undefined)}>${strings.action.done}</button>
      </div>`;
  }

  #policy(policy: AskPolicy): TemplateResult {
    return html`<label class="tick">
      <input
        type="radio"
        name="ask"
        value=${policy}
        aria-describedby="help-ask-${policy}"
        .checked=${(this.profile.ask ?? 'never') === policy}
        @change=${() => this.#change(() => setAsk(this.profile.name, policy))}
      />
      <span>
        ${strings.programs.policy[policy]}
        <span class="muted" id="help-ask-${policy}">${strings.programs.policyHelp[policy]}</span>
      </span>
    </label>`;
  }

  #remembered(): TemplateResult {
    const { ask = 'never', allowed = [] } = this.profile;
    const unused = { never: strings.programs.unusedNever, new: undefined, always: strings.programs.unused }[ask];
    return html`<h3 id="remembered" tabindex="-1">${strings.programs.remembered}</h3>
      ${
        allowed.length === 0
          ? html`<p class="muted small-text">${strings.programs.none}</p>`
          : html`${unused === undefined ? nothing : html`<p class="muted small-text">${unused}</p>`}
            <ul class="programs" aria-labelledby="remembered">${allowed.map((one) => this.#program(one))}</ul>`
      }`;
  }

  #program(one: AllowedProgram): TemplateResult {
    const { program, role, opened_by } = one;
    const host = program.startsWith(HOST) ? plainPath(program.slice(HOST.length)) : undefined;
    // For a machine: the program that opened the way to it.
    const file = host === undefined ? program : opened_by;
    const path = file === undefined ? undefined : plainPath(file);
    const name = host === undefined ? fileName(plainPath(program)) : strings.programs.anyOf(host);
    const what = role === undefined ? strings.programs.forToken : strings.programs.forRole(role);
    const forget = async () => {
      await this.#change(() => forgetProgram(this.model, this.profile.name, one));
      // Its button may be gone by now.
      await this.updateComplete;
      this.querySelector<HTMLElement>('#remembered')?.focus();
    };
    return html`<li>
      <div>
        <strong><bdi>${name}</bdi></strong> <span class="muted">${what}</span>
        ${path === undefined ? nothing : html`<code class="muted">${path}</code>`}
      </div>
      <button
        type="button"
        class="button small"
        aria-label=${strings.programs.forgetOf(name, what)}
        ?disabled=${this.saving}
        @click=${forget}
      >
        ${strings.programs.forget}
      </button>
    </li>`;
  }

  async #change(change: () => Promise<unknown>): Promise<void> {
    this.saving = true;
    this.failed = undefined;
    try {
      await change();
    } catch (thrown) {
      this.failed = asExplained(thrown);
      // The ticks show what applies.
      for (const input of this.querySelectorAll('input')) input.checked = input.value === (this.profile.ask ?? 'never');
    } finally {
      this.saving = false;
    }
  }
}

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
