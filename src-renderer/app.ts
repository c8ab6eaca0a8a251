/** The root element: header, banners, the list or the sign-in on show, dialogs, and a clock that redraws what is left. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ProfileView, View } from '../src-main/api/types.ts';
import { announcePanel } from './announce.ts';
import { explained } from './hint.ts';
import { icon } from './icons.ts';
import { Model } from './model.ts';
import { type Summary, summarise } from './overall.ts';
import { profileList } from './profile-list.ts';
import { removeDialog } from './remove-dialog.ts';
import { showing, signInPanel } from './sign-in-panel.ts';
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
    const { view, lost, notice } = this.#model;
    const summary = this.#summary(view, nowMs);
    return html`<div class=${lost && view ? 'page stale' : 'page'}>
        ${this.#header(summary, view)}
        <main>${lost ? this.#lostBanner(view !== undefined) : nothing} ${view ? this.#content(view, nowMs) : nothing}</main>
        ${view ? this.#footer(view) : nothing}
      </div>
      <div class="visually-hidden" role="status" id="announcer">${this.#announcement(summary, nowMs)}</div>
      <div class="notices" role="status">
        ${
          notice === undefined
            ? nothing
            : html`<div class="notice ${notice.kind}">
              <div>${explained(notice)}</div>
              <button
                type="button"
                class="button ghost square"
                aria-label=${strings.action.dismiss}
                @click=${() => this.#model.dismiss()}
              >
                ${icon('close')}
              </button>
            </div>`
        }
      </div>
      ${this.#dialog()}`;
  }

  #summary(view: View | undefined, nowMs: number): Summary {
    if (this.#model.lost !== undefined) return { text: strings.overall.lost, tone: 'warn', icon: 'offline' };
    if (view === undefined) return { text: strings.overall.connecting, tone: 'quiet', icon: 'key' };
    return summarise(view, nowMs);
  }

  #header(summary: Summary, view: View | undefined): TemplateResult {
    const add = html`<button
      type="button"
      class="button"
      ?disabled=${this.#model.lost !== undefined}
      @click=${() => this.#model.open({ kind: 'add' })}
    >
      ${icon('plus')}${strings.action.add}
    </button>`;
    return html`<header>
      <div class="brand">
        <span>${icon('key')}${strings.appName}</span>
        ${view !== undefined && view.profiles.length > 0 && this.#shown() === undefined ? add : nothing}
      </div>
      <h1 class=${summary.tone}>${icon(summary.icon)}<span>${summary.text}</span></h1>
    </header>`;
  }

  #lostBanner(seenBefore: boolean): TemplateResult {
    const { lost } = this.#model;
    return html`<section class="banner warn">
      <h2>${strings.lost.title}</h2>
      <p>${seenBefore ? strings.lost.retrying : strings.lost.first}</p>
      ${lost ? explained({ message: '', hint: lost.hint }) : nothing}
      <button type="button" class="button" @click=${() => this.#model.retry()}>
        ${icon('refresh')}${strings.action.retry}
      </button>
    </section>`;
  }

  #content(view: View, nowMs: number): TemplateResult {
    const problem = view.agent.vault_problem;
    const shown = this.#shown();
    const { panel } = this.#model;
    return html`${
      problem === undefined
        ? nothing
        : html`<section class="banner bad">
          <h2>${strings.vaultTitle}</h2>
          ${explained(problem)}
        </section>`
    }
    ${
      shown !== undefined && panel !== undefined
        ? signInPanel(shown, panel, this.#model, nowMs)
        : profileList(view, this.#model, nowMs)
    }`;
  }

  #footer(view: View): TemplateResult {
    return html`<footer>
      ${strings.appName} ${view.agent.version} · ${strings.vaultKind[view.agent.vault]}
    </footer>`;
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

  #announcement(summary: Summary, nowMs: number): string {
    const profile = this.#shown();
    const { panel } = this.#model;
    if (profile === undefined || panel === undefined) return summary.text;
    return announcePanel(profile, showing(profile, panel, nowMs));
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
      this.querySelector<HTMLElement>(`[data-profile="${CSS.escape(before.name)}"] button`)?.focus();
    }
  }
}
