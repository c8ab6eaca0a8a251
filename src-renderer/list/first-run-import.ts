/** What AWS's configuration on this machine contains: how many sign-ins, then which of them become profiles. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { AwsImportResponse } from '../../src-main/api/types.ts';
import { ApiError } from '../model/api.ts';
import { importAws } from '../model/commands.ts';
import { firstRunApi } from '../model/first-run-api.ts';
import { asExplained, type Model } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { breakable } from '../parts/breakable.ts';
import { explained } from '../parts/hint.ts';
import { icon } from '../parts/icons.ts';

type SignIn = AwsImportResponse['sign_ins'][number];

/** Shown if the name in the file is another one. */
function renamed({
  name,
  aws_profile: former,
}: {
  name: string;
  aws_profile: string;
}): TemplateResult | typeof nothing {
  return former === name ? nothing : html`<small>${breakable(former)} → ${breakable(name)}</small>`;
}

export class AwsImport extends LitElement {
  static override properties = {
    model: { attribute: false },
    disabled: { type: Boolean },
    found: { state: true },
    unreadable: { state: true },
    isOpen: { state: true },
    left: { state: true },
    isAdding: { state: true },
  };
  declare model: Model;
  declare disabled: boolean;
  declare found: AwsImportResponse | undefined;
  /** The file exists but cannot be read. */
  declare unreadable: Explained | undefined;
  declare isOpen: boolean;
  /** Names that are not selected. */
  declare left: ReadonlySet<string>;
  declare isAdding: boolean;

  constructor() {
    super();
    this.disabled = false;
    this.isOpen = false;
    this.left = new Set();
    this.isAdding = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Nothing is shown without such a file, or if the agent has no import. */
  override connectedCallback(): void {
    super.connectedCallback();
    const take = (found: AwsImportResponse | undefined): void => {
      this.found = found;
    };
    firstRunApi.awsSignIns().then(take, (thrown: unknown) => {
      if (thrown instanceof ApiError && thrown.code === 'config_broken') this.unreadable = asExplained(thrown);
    });
  }

  get #offered(): readonly SignIn[] {
    return this.found?.sign_ins.filter(({ exists }) => !exists) ?? [];
  }

  protected override render() {
    const offered = this.#offered;
    if (this.unreadable !== undefined) {
      return html`<section class="import">${explained(this.unreadable)}</section>`;
    }
    if (this.found === undefined) return nothing;
    // None of its sign-ins can be imported: says why.
    if (this.found.sign_ins.length === 0) return this.#skipped(this.found.file);
    if (offered.length === 0) return nothing;
    const { import: words } = strings.firstRun;
    return html`<section class="import" aria-labelledby="import-title">
      <div class="import-head">
        <span class="mark" aria-hidden="true">Aw</span>
        <div>
          <h2 id="import-title">${words.found(offered.length)}</h2>
          <p>${words.from(this.found.file)}</p>
        </div>
        ${this.isOpen ? nothing : this.#look()}
      </div>
      ${this.isOpen ? this.#choices(offered) : nothing}
    </section>`;
  }

  #look(): TemplateResult {
    return html`<button type="button" class="button primary" ?disabled=${this.disabled} @click=${() => this.#show(true)}>
      ${strings.firstRun.import.look}
    </button>`;
  }

  async #show(isOpen: boolean): Promise<void> {
    this.isOpen = isOpen;
    await this.updateComplete;
    this.querySelector<HTMLElement>(isOpen ? '.import input' : '.import .primary')?.focus();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.isAdding) return;
    event.preventDefault();
    void this.#show(false);
  }

  #choices(offered: readonly SignIn[]): TemplateResult {
    const { import: words } = strings.firstRun;
    const names = offered.map(({ name }) => name).filter((name) => !this.left.has(name));
    return html`<form @submit=${(event: SubmitEvent) => this.#add(event, names)} @keydown=${this.#onKey}>
      <fieldset>
        <legend>${words.choose}</legend>
        ${offered.map((signIn) => this.#choice(signIn))}
      </fieldset>
      ${this.#problems()}
      <div class="buttons">
        <button
          type="submit"
          class="button primary"
          ?disabled=${this.disabled || this.isAdding || names.length === 0}
        >
          ${this.isAdding ? html`${icon('spinner')}${words.adding}` : words.add(names.length)}
        </button>
        <button type="button" class="button" ?disabled=${this.isAdding} @click=${() => this.#show(false)}>
          ${strings.action.cancel}
        </button>
      </div>
    </form>`;
  }

  #choice({ name, sso_session: session = name, start_url: startUrl, roles }: SignIn): TemplateResult {
    const toggle = ({ target }: Event): void => {
      const left = new Set(this.left);
      if (target instanceof HTMLInputElement && target.checked) left.delete(name);
      else left.add(name);
      this.left = left;
    };
    const { import: words } = strings.firstRun;
    return html`<label class="tick">
      <input type="checkbox" .checked=${!this.left.has(name)} @change=${toggle} />
      <span>
        <strong>${name}</strong>${roles.length === 0 ? nothing : html` · ${words.roles(roles.length)}`}
        <small>${breakable(startUrl)}</small>
        ${[{ name, aws_profile: session }, ...roles].map(renamed)}
      </span>
    </label>`;
  }

  #skipped(file: string): TemplateResult | typeof nothing {
    const problems = this.#problems();
    if (problems === nothing) return nothing;
    return html`<section class="import">
      <p>${strings.firstRun.import.from(file)}</p>
      ${problems}
    </section>`;
  }

  #problems(): TemplateResult | typeof nothing {
    const problems = this.found?.problems ?? [];
    if (problems.length === 0) return nothing;
    const { import: words } = strings.firstRun;
    return html`<details>
      <summary>${words.problems(problems.length)}</summary>
      <ul>
        ${problems.map(({ line, message }) => html`<li lang="en">${words.line(line, message)}</li>`)}
      </ul>
    </details>`;
  }

  async #add(event: SubmitEvent, names: readonly string[]): Promise<void> {
    event.preventDefault();
    if (this.isAdding || names.length === 0) return;
    this.isAdding = true;
    await importAws(this.model, names);
    this.isAdding = false;
  }
}
