/** The root element: puts the parts together, keeps the focus where a person expects it, and redraws what is left as time passes. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ProfileView } from '../src-main/api/types.ts';
import { announcePanel } from './announce.ts';
import { footer, listHeader, lostBanner, notices, summaryOf, vaultBanner } from './frame.ts';
import { Model } from './model.ts';
import { profileList } from './profile-list.ts';
import { removeDialog } from './remove-dialog.ts';
import { showing, signInHeader, signInPanel } from './sign-in-panel.ts';
import { strings } from './strings.ts';

const TICK_MS = 1_000;

export class LatchkeyApp extends LitElement {
  readonly #model = new Model(() => this.requestUpdate());
  #ticking: ReturnType<typeof setInterval> | undefined;
  #focusedFor: { readonly name?: string | undefined; readonly phase?: string | undefined } = {};

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#model.start();
    this.#ticking = setInterval(() => this.requestUpdate(), TICK_MS);
    window.addEventListener('online', this.#retry);
    document.addEventListener('visibilitychange', this.#retry);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#model.stop();
    clearInterval(this.#ticking);
    window.removeEventListener('online', this.#retry);
    document.removeEventListener('visibilitychange', this.#retry);
  }

  readonly #retry = (): void => {
    if (this.#model.lost !== undefined && !document.hidden) this.#model.retry();
  };

  protected override render() {
    const nowMs = Date.now();
    const { lost, panel, view } = this.#model;
    const summary = summaryOf(this.#model, nowMs);
    const shown = this.#shown();
    const open = shown !== undefined && panel !== undefined ? { shown, panel } : undefined;
    return html`<div class="page ${lost && view ? 'stale' : ''} ${open ? 'focused' : ''}">
        <header>${open ? signInHeader(open.shown, open.panel, this.#model) : listHeader(summary, this.#model)}</header>
        <main>
          ${lostBanner(this.#model)} ${vaultBanner(view?.agent.vault_problem)}
          ${open ? signInPanel(open.shown, open.panel, this.#model, nowMs) : nothing}
          ${view && !open ? profileList(view, this.#model, nowMs) : nothing}
        </main>
        ${view && !open ? footer(view) : nothing}
      </div>
      <div class="visually-hidden" role="status" id="announcer">
        ${open ? announcePanel(open.shown, showing(open.shown, open.panel, nowMs)) : summary.text}
      </div>
      ${notices(this.#model)} ${this.#dialog()}`;
  }

  #dialog(): TemplateResult | typeof nothing {
    const { dialog } = this.#model;
    if (dialog === undefined) return nothing;
    if (dialog.kind === 'add') {
      return html`<latchkey-form .model=${this.#model} .providers=${this.#model.providers}></latchkey-form>`;
    }
    const profile = this.#model.profile(dialog.name);
    if (profile === undefined) return nothing;
    if (dialog.kind === 'remove') return removeDialog(profile, this.#model);
    return html`<latchkey-form .model=${this.#model} .profile=${profile}></latchkey-form>`;
  }

  #shown(): ProfileView | undefined {
    return this.#model.panel === undefined ? undefined : this.#model.profile(this.#model.panel.name);
  }

  protected override updated(): void {
    document.title = `${this.querySelector('h1')?.textContent ?? ''} · ${strings.appName}`;
    this.#moveFocus();
  }

  /** Into the panel when it opens, to its title when a step took the focused button away, back to the row when it closes. */
  #moveFocus(): void {
    const before = this.#focusedFor;
    const shown = this.#shown();
    const panel = this.querySelector<HTMLElement>('.panel');
    const now = { name: shown?.name, phase: panel?.dataset['phase'] };
    this.#focusedFor = now;
    if (this.querySelector('dialog') !== null) return;
    const lostFocus = document.activeElement === document.body || document.activeElement === null;
    if (now.name !== undefined && (now.name !== before.name || (now.phase !== before.phase && lostFocus))) {
      this.querySelector<HTMLElement>('#panel-title')?.focus();
    } else if (now.name === undefined && before.name !== undefined) {
      const row = `[data-profile="${CSS.escape(before.name)}"]`;
      // The row's menu draws its button after the row itself.
      requestAnimationFrame(() => this.querySelector<HTMLElement>(`${row} button`)?.focus());
    }
  }
}
