/**
 * The dialog that adds or edits a profile: checks input as you type, and shows the agent's refusal at the field it is about.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView, ProvidersResponse } from '../../src-main/api/types.ts';
import { addProfile, editProfile } from '../model/commands.ts';
import { asExplained, type Model } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { explained } from '../parts/hint.ts';
import { focusField, nameFor, takeBeginning } from './beginning.ts';
import { formButtons } from './buttons.ts';
import type { Invalid, Values } from './checks.ts';
import { focusFirstError, invalidFields, takenNames } from './errors.ts';
import { formField } from './field.ts';
import { LiveCheck } from './live-check.ts';
import { kindsOffered } from './preset-kinds.ts';
import { presetNotes, providerChoice } from './provider-choice.ts';
import {
  FIRST_KIND,
  type FieldRow,
  fieldOfError,
  fieldsOf,
  kindOf,
  NAME_ROW,
  type ProviderKind,
} from './provider-kinds.ts';
import { addRequest, editRequest, valuesOf } from './request.ts';

export class ProfileForm extends LitElement {
  static override properties = {
    model: { attribute: false },
    profile: { attribute: false },
    offered: { attribute: false },
    values: { state: true },
    touched: { state: true },
    refused: { state: true },
    saving: { state: true },
    kind: { state: true },
  };
  declare model: Model;
  /** Undefined: a new profile is added. */
  declare profile: ProfileView | undefined;
  declare offered: ProvidersResponse;
  declare values: Values;
  declare touched: ReadonlySet<string>;
  declare refused: (Explained & { readonly field: string | undefined }) | undefined;
  declare saving: boolean;
  declare kind: ProviderKind;
  moreAtFirst = false;
  /** What was typed for the other kinds of provider, in case the person comes back to one. */
  readonly #drafts = new Map<string, Values>();
  readonly #live = new LiveCheck(() => this.requestUpdate());
  /** What to start with, once the agent has said what it offers. */
  #beginning: string | undefined;

  constructor() {
    super();
    this.offered = { providers: [], presets: [] };
    this.touched = new Set();
    this.saving = false;
    this.kind = FIRST_KIND;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#live.stop();
  }

  protected override willUpdate(): void {
    if (this.values === undefined) this.#begin();
    const beginning = kindsOffered(this.offered).find(({ kind }) => kind === this.#beginning);
    if (beginning === undefined) return;
    this.#beginning = undefined;
    this.#chooseKind(beginning);
    focusField(this, beginning.fields[0]?.name);
  }

  #begin(): void {
    this.#beginning = this.profile ? undefined : takeBeginning(this.model);
    this.kind = kindOf(this.profile?.provider ?? '') ?? FIRST_KIND;
    this.values = valuesOf(this.kind, this.profile);
    this.moreAtFirst = this.kind.more.some(({ name }) => this.values[name] !== '');
    const name = this.#beginning && nameFor(this.#beginning, takenNames(this.model));
    if (name !== undefined) this.values = { ...this.values, name };
  }

  protected override render() {
    return html`<latchkey-dialog
      .heading=${this.profile ? strings.form.edit(this.profile.name) : strings.form.add}
      .content=${this.#form()}
      @dismissed=${() => this.model.open(undefined)}
    ></latchkey-dialog>`;
  }

  #form(): TemplateResult {
    return html`<form novalidate autocomplete="off" @submit=${(event: SubmitEvent) => this.#submit(event, true)}>
      ${
        this.refused && this.refused.field === undefined
          ? html`<div class="banner bad" role="alert">${explained(this.refused)}</div>`
          : nothing
      }
      ${this.profile ? nothing : this.#field(NAME_ROW)} ${this.#providerChoice()}
      ${this.kind.fields.map((row) => this.#field(row))} ${presetNotes(this.kind)}
      <details ?open=${this.moreAtFirst}>
        <summary>${strings.form.more}</summary>
        <div class="fields">${this.kind.more.map((row) => this.#field(row))}</div>
      </details>
      ${this.#live.spoken()}
      ${formButtons({
        isNew: this.profile === undefined,
        isSaving: this.saving,
        cancel: () => this.model.open(undefined),
        addOnly: () => void this.#submit(undefined, false),
      })}
    </form>`;
  }

  /** An existing profile keeps its provider. */
  #providerChoice(): TemplateResult | typeof nothing {
    if (this.profile) return nothing;
    return providerChoice(kindsOffered(this.offered), this.kind, (kind) => this.#chooseKind(kind));
  }

  #chooseKind(chosen: ProviderKind): void {
    this.#drafts.set(this.kind.kind, this.values);
    const draft = this.#drafts.get(chosen.kind) ?? valuesOf(chosen, undefined);
    this.values = { ...draft, name: this.values['name'] ?? '' };
    this.kind = chosen;
    this.touched = new Set();
    this.refused = undefined;
    this.#live.look(this.kind, this.values);
  }

  #field(row: FieldRow): TemplateResult {
    return formField({
      row,
      value: this.values[row.name] ?? '',
      error: this.#errorAt(row.name),
      live: this.#live.at(row.name),
      placeholder: row.placeholder?.(this.values),
      keptSecret: this.profile !== undefined,
      take: (value) => this.#take(row.name, value),
      leave: () => this.#touch(row.name),
    });
  }

  #errorAt(field: string): Explained | undefined {
    if (this.refused?.field === field) return this.refused;
    const invalid = this.#invalid()[field];
    if (invalid === undefined || !(invalid.early || this.touched.has(field))) return undefined;
    return { message: invalid.text, hint: '' };
  }

  #invalid(): Readonly<Record<string, Invalid>> {
    return invalidFields(this.kind, this.values, this.profile, takenNames(this.model));
  }

  #take(field: string, value: string): void {
    this.values = { ...this.values, [field]: value };
    if (this.refused?.field === field) this.refused = undefined;
    this.#live.look(this.kind, this.values);
  }

  #touch(field: string): void {
    if (this.values[field] !== '') this.touched = new Set([...this.touched, field]);
  }

  async #submit(event: SubmitEvent | undefined, signsIn: boolean): Promise<void> {
    event?.preventDefault();
    if (this.saving) return;
    this.touched = new Set(['name', ...fieldsOf(this.kind).map(({ name }) => name)]);
    this.refused = undefined;
    if (Object.keys(this.#invalid()).length > 0) return focusFirstError(this);
    this.saving = true;
    try {
      await this.#save(signsIn);
    } catch (thrown) {
      const error = asExplained(thrown);
      this.refused = { ...error, field: fieldOfError(this.kind, error) };
      await focusFirstError(this);
    } finally {
      this.saving = false;
    }
  }

  async #save(signsIn: boolean): Promise<void> {
    if (this.profile === undefined) return addProfile(this.model, addRequest(this.kind, this.values), signsIn);
    const change = editRequest(this.kind, this.values, this.profile);
    if (change === undefined) return this.model.open(undefined);
    return editProfile(this.model, this.profile.name, change);
  }
}
