/**
 * The dialog that adds roles: lists what the sign-in offers, filters as you type, and adds several at once under names that
 * you can change. Its look is in picker-view.ts, its keys are in picker-keys.ts.
 */
import { html, LitElement } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { AvailableRolesResponse, ProfileView } from '../../src-main/api/types.ts';
import { rolesOf } from '../list/role-summary.ts';
import { api } from '../model/api.ts';
import { asExplained, type Model } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { type Choice, checkRoleName, choicesOf, narrow, proposedName, roleOf } from './choices.ts';
import { nextStop, stopOf } from './picker-keys.ts';
import { pickerView } from './picker-view.ts';
import type { Chosen, Picking } from './picking.ts';

/** Refusals that concern one role and its name; any other stops the adding. */
const OF_ONE_ROLE: ReadonlySet<string | undefined> = new Set(['role_exists', 'profile_invalid', 'request_malformed']);

export class RolePicker extends LitElement implements Picking {
  static override properties = { model: { attribute: false }, profile: { attribute: false } };
  declare model: Model;
  declare profile: ProfileView;
  found: AvailableRolesResponse | undefined;
  failed: Explained | undefined;
  typed = '';
  onlyChosen = false;
  chosen: ReadonlyMap<string, Chosen> = new Map();
  adding: { readonly total: number; readonly done: number } | undefined;
  active: string | undefined;
  #choices: readonly Choice[] = [];
  /** What they were made from: thousands are not sorted again for each letter typed. */
  #made: { readonly found?: AvailableRolesResponse | undefined; readonly added?: string } = {};
  readonly #closed = new AbortController();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override firstUpdated(): void {
    void this.list(false);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#closed.abort();
  }

  protected override willUpdate(): void {
    const added = JSON.stringify(rolesOf(this.profile));
    if (this.#made.found === this.found && this.#made.added === added) return;
    this.#made = { found: this.found, added };
    this.#choices = this.found === undefined ? [] : choicesOf(this.found, rolesOf(this.profile));
  }

  protected override render() {
    return html`<latchkey-dialog
      .heading=${strings.picker.title(this.profile.name)}
      .content=${pickerView(this)}
      @dismissed=${() => this.close()}
    ></latchkey-dialog>`;
  }

  get all(): readonly Choice[] {
    return this.#choices;
  }

  get matching(): readonly Choice[] {
    const among = this.onlyChosen ? this.#choices.filter(({ key }) => this.chosen.has(key)) : this.#choices;
    return narrow(among, this.onlyChosen ? '' : this.typed);
  }

  /** The agent runs one listing, however often it is asked. */
  async list(again: boolean): Promise<void> {
    this.set({ found: undefined, failed: undefined });
    try {
      this.set({ found: await api.availableRoles(this.profile.name, again, this.#closed.signal) });
    } catch (thrown) {
      if (this.#closed.signal.aborted) return;
      this.set({ failed: asExplained(thrown) });
    }
    await this.#drawn();
    this.querySelector<HTMLElement>('#role-filter')?.focus();
  }

  close(): void {
    this.model.open(undefined);
  }

  set(change: Partial<Pick<RolePicker, 'found' | 'failed' | 'typed' | 'onlyChosen' | 'chosen' | 'adding' | 'active'>>) {
    Object.assign(this, change);
    this.requestUpdate();
  }

  filter(typed: string): void {
    this.set({ typed, onlyChosen: false, active: undefined });
  }

  toggle(choice: Choice): void {
    const chosen = new Map(this.chosen);
    if (!chosen.delete(choice.key)) chosen.set(choice.key, { choice, name: proposedName(choice, this.#taken()) });
    this.set({ chosen, active: choice.key, onlyChosen: this.onlyChosen && chosen.size > 0 });
    void this.#showRow();
  }

  rename(key: string, name: string): void {
    const one = this.chosen.get(key);
    if (one === undefined) return;
    this.set({ chosen: new Map(this.chosen).set(key, { choice: one.choice, name }) });
    void this.#showRow();
  }

  errorAt(key: string): Explained | undefined {
    const one = this.chosen.get(key);
    if (one === undefined) return undefined;
    const invalid = checkRoleName(one.name.trim(), this.#taken(key));
    return one.refused ?? (invalid && { message: invalid.text, hint: '' });
  }

  /** Names in use: the profile's roles, and the other chosen ones. */
  #taken(except?: string): ReadonlySet<string> {
    const others = [...this.chosen.values()].filter(({ choice }) => choice.key !== except);
    return new Set([...rolesOf(this.profile).map(({ name }) => name), ...others.map(({ name }) => name.trim())]);
  }

  readonly onKey = (event: KeyboardEvent): void => {
    const stop = stopOf(event.target);
    if (stop === undefined) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      nextStop(this, stop, event.key === 'ArrowDown' ? 1 : -1)?.focus();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.#enter(stop.key);
    }
  };

  /** Adds what was chosen; if nothing was chosen, the focused row or the only one left. */
  #enter(key: string | undefined): void {
    const free = this.matching.filter(({ addedAs }) => addedAs === undefined);
    const meant = key === undefined ? (free.length === 1 ? free[0] : undefined) : free.find((one) => one.key === key);
    if (this.chosen.size === 0 && meant !== undefined) this.toggle(meant);
    void this.submit();
  }

  async submit(): Promise<void> {
    if (this.adding !== undefined || this.chosen.size === 0) return;
    if ([...this.chosen.keys()].some((key) => this.errorAt(key) !== undefined)) return this.#showErrors();
    const total = this.chosen.size;
    this.set({ adding: { total, done: 0 }, failed: undefined });
    for (const one of [...this.chosen.values()]) if (!(await this.#add(one))) break;
    this.set({ adding: undefined });
    if (this.chosen.size > 0) return this.#showErrors();
    this.close();
    this.model.sayDone(strings.roleNotice.added(total, this.profile.name));
  }

  /** False: going on is pointless. */
  async #add({ choice, name }: Chosen): Promise<boolean> {
    const chosen = new Map(this.chosen);
    try {
      await api.addRole(this.profile.name, roleOf(choice, name.trim()));
      chosen.delete(choice.key);
      this.set({ chosen, adding: this.adding && { ...this.adding, done: this.adding.done + 1 } });
      return true;
    } catch (thrown) {
      const refused = asExplained(thrown);
      if (!OF_ONE_ROLE.has(refused.code)) this.set({ failed: refused });
      else this.set({ chosen: chosen.set(choice.key, { choice, name, refused }) });
      return OF_ONE_ROLE.has(refused.code);
    }
  }

  async #showErrors(): Promise<void> {
    this.set({ onlyChosen: true });
    await this.#drawn();
    this.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }

  /** Scrolls what just appeared in this row into view. */
  async #showRow(): Promise<void> {
    await this.#drawn();
    this.querySelector('[data-key]:focus-within')?.scrollIntoView({ block: 'nearest' });
  }

  /** The dialog around it draws after this element. */
  async #drawn(): Promise<void> {
    await this.updateComplete;
    await new Promise(requestAnimationFrame);
  }
}
