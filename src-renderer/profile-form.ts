/** The dialog that adds or edits a profile: checks while one types, shows the agent's refusal at the field it is about. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ProfileView, ProviderEntry } from '../src-main/api/types.ts';
import { ApiError } from './api.ts';
import { addProfile, editProfile } from './commands.ts';
import { checkAll, FIELDS, type Field, fieldOfError, type Values } from './form-checks.ts';
import { formField } from './form-field.ts';
import { addRequest, editRequest, valuesOf } from './form-request.ts';
import { explained } from './hint.ts';
import type { Explained, Model } from './model.ts';
import { strings } from './strings.ts';

const MORE: readonly Field[] = FIELDS.slice(2);

export class ProfileForm extends LitElement {
  static override properties = {
    model: { attribute: false },
    profile: { attribute: false },
    providers: { attribute: false },
    values: { state: true },
    touched: { state: true },
    refused: { state: true },
    saving: { state: true },
    provider: { state: true },
  };
  declare model: Model;
  /** Undefined: a new one is added. */
  declare profile: ProfileView | undefined;
  declare providers: readonly ProviderEntry[];
  declare values: Values;
  declare touched: ReadonlySet<Field>;
  declare refused: (Explained & { readonly field: Field | undefined }) | undefined;
  declare saving: boolean;
  declare provider: string;
  moreAtFirst = false;

  constructor() {
    super();
    this.providers = [];
    this.touched = new Set();
    this.saving = false;
    this.provider = 'oidc';
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(): void {
    if (this.values !== undefined) return;
    this.values = valuesOf(this.profile);
    this.moreAtFirst = MORE.some((field) => this.values?.[field] !== '');
  }

  protected override render() {
    const heading = this.profile ? strings.form.edit(this.profile.name) : strings.form.add;
    return html`<latchkey-dialog
      .heading=${heading}
      .content=${this.#form()}
      @dismissed=${() => this.model.open(undefined)}
    ></latchkey-dialog>`;
  }

  #form(): TemplateResult {
    const save = this.profile ? strings.form.submitEdit : strings.form.submitAdd;
    return html`<form novalidate autocomplete="off" @submit=${this.#onSubmit}>
      ${
        this.refused && this.refused.field === undefined
          ? html`<div class="banner bad" role="alert">${explained(this.refused)}</div>`
          : nothing
      }
      ${this.profile ? nothing : this.#field('name')} ${this.#providerChoice()} ${this.#field('issuer')}
      <details ?open=${this.moreAtFirst}>
        <summary>${strings.form.more}</summary>
        <div class="fields">${MORE.map((field) => this.#field(field))}</div>
      </details>
      <div class="buttons">
        <button type="button" class="button" @click=${() => this.model.open(undefined)}>${strings.action.cancel}</button>
        <button type="submit" class="button primary" ?disabled=${this.saving}>
          ${this.saving ? strings.form.saving : save}
        </button>
      </div>
    </form>`;
  }

  #providerChoice(): TemplateResult | typeof nothing {
    if (this.profile || this.providers.length < 2) return nothing;
    return html`<div class="field">
      <label for="field-provider">${strings.form.provider}</label>
      <select id="field-provider" @change=${(event: Event) => this.#chooseProvider(event)}>
        ${this.providers.map(
          ({ kind, title }) => html`<option value=${kind} ?selected=${kind === this.provider}>${title}</option>`,
        )}
      </select>
    </div>`;
  }

  #chooseProvider({ target }: Event): void {
    if (target instanceof HTMLSelectElement) this.provider = target.value;
  }

  #field(field: Field): TemplateResult {
    return formField({
      field,
      value: this.values[field],
      error: this.#errorAt(field),
      keptSecret: this.profile !== undefined,
      take: (value) => this.#take(field, value),
      leave: () => this.#touch(field),
    });
  }

  #errorAt(field: Field): Explained | undefined {
    if (this.refused?.field === field) return this.refused;
    const invalid = this.#invalid()[field];
    if (invalid === undefined || !(invalid.early || this.touched.has(field))) return undefined;
    return { message: invalid.text, hint: '' };
  }

  #invalid() {
    const taken = this.model.view?.profiles.map((profile) => profile.name) ?? [];
    return checkAll(this.values, { taken, editing: this.profile !== undefined });
  }

  #take(field: Field, value: string): void {
    this.values = { ...this.values, [field]: value };
    if (this.refused?.field === field) this.refused = undefined;
  }

  #touch(field: Field): void {
    if (this.values[field] !== '') this.touched = new Set([...this.touched, field]);
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.saving) return;
    this.touched = new Set(FIELDS);
    this.refused = undefined;
    if (Object.keys(this.#invalid()).length > 0) return this.#focusFirstError();
    this.saving = true;
    try {
      await this.#save();
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      this.refused = { message: thrown.message, hint: thrown.hint, field: fieldOfError(thrown.code) };
      await this.#focusFirstError();
    } finally {
      this.saving = false;
    }
  };

  async #save(): Promise<void> {
    if (this.profile === undefined) return addProfile(this.model, addRequest(this.values, this.provider));
    const change = editRequest(this.values, this.profile);
    if (change === undefined) return this.model.open(undefined);
    return editProfile(this.model, this.profile.name, change);
  }

  async #focusFirstError(): Promise<void> {
    await this.updateComplete;
    await new Promise(requestAnimationFrame);
    const first = this.querySelector<HTMLElement>('[aria-invalid=true]');
    const details = first?.closest('details');
    if (details) details.open = true;
    first?.focus();
    this.querySelector('.banner')?.scrollIntoView({ block: 'nearest' });
  }
}
