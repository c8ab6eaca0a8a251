/** The root element: puts the parts together, keeps the focus where a person expects it, and redraws the time left. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { strings } from '../src-languages/window.ts';
import type { AskView, ProfileView, View } from '../src-main/api/types.ts';
import { announcePanel } from './announce.ts';
import { openDialog } from './dialogs.ts';
import { brandName, footer, listHeader, lostBanner, notices, summaryOf, vaultBanner } from './frame.ts';
import { obeyHash } from './hash.ts';
import { Keys } from './keys.ts';
import { profileList } from './list/profile-list.ts';
import { Model } from './model/model.ts';
import { askingOf, waitingAsks } from './model/waiting-asks.ts';
import { drawnPage } from './pages.ts';
import { FocusKeeper } from './parts/focus-keeper.ts';
import { icon } from './parts/icons.ts';
import { PAGE_TITLE } from './parts/page-header.ts';
import { rolesHeader, rolesPage } from './roles/page.ts';
import { showing, signInHeader, signInPanel } from './sign-in/panel.ts';

const TICK_MS = 1_000;

/** Where the person is: the list, a profile's roles, or a step of a sign-in. */
interface Place {
  readonly name?: string | undefined;
  readonly titleId?: 'panel-title' | 'roles-title' | typeof PAGE_TITLE;
  readonly page?: string;
  readonly phase?: string | undefined;
}

export class LatchkeyApp extends LitElement {
  readonly #model = new Model(() => this.requestUpdate());
  readonly #keys = new Keys(this.#model, this);
  readonly #keeper = new FocusKeeper(this);
  #ticking: ReturnType<typeof setInterval> | undefined;
  #focusedFor: Place = {};

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#model.start();
    this.#keys.listen();
    this.#keeper.listen();
    this.#obeyHash();
    this.#ticking = setInterval(() => this.requestUpdate(), TICK_MS);
    window.addEventListener('online', this.#retry);
    window.addEventListener('hashchange', this.#obeyHash);
    document.addEventListener('visibilitychange', this.#retry);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#model.stop();
    this.#keys.unlisten();
    this.#keeper.unlisten();
    clearInterval(this.#ticking);
    window.removeEventListener('online', this.#retry);
    window.removeEventListener('hashchange', this.#obeyHash);
    document.removeEventListener('visibilitychange', this.#retry);
  }

  readonly #retry = (): void => {
    if (this.#model.lost !== undefined && !document.hidden) this.#model.retry();
  };

  readonly #obeyHash = (): void => obeyHash(this.#model);

  protected override render() {
    const nowMs = Date.now();
    const { lost, panel, view } = this.#model;
    const summary = summaryOf(this.#model, nowMs);
    if (view === undefined && lost === undefined) return this.#connecting(summary.text);
    if (view?.agent.locked) return this.#locked(view, summary.text);
    const shown = this.#shown();
    const open = shown !== undefined && panel !== undefined ? { shown, panel } : undefined;
    const roles = open ? undefined : this.#rolesOf();
    const page = open || roles || !this.#model.page ? undefined : drawnPage(this.#model.page, this.#model);
    const over = open !== undefined || roles !== undefined || page !== undefined;
    return html`<div class="page ${lost && view ? 'stale' : ''} ${over ? 'focused' : ''}">
        <header>
          ${open ? signInHeader(open.shown, open.panel, this.#model) : nothing}
          ${roles ? rolesHeader(roles, this.#model) : nothing} ${page ? page.header : nothing}
          ${over ? nothing : listHeader(summary, this.#model)}
        </header>
        <main>
          ${lostBanner(this.#model)} ${vaultBanner(view?.agent.vault_problem)}
          ${open ? signInPanel(open.shown, open.panel, this.#model, nowMs) : nothing}
          ${roles ? rolesPage(roles, this.#model, nowMs) : nothing} ${page ? page.body : nothing}
          ${view && !over ? profileList(view, this.#model, nowMs) : nothing}
        </main>
        ${view && !over ? footer(view) : nothing}
      </div>
      <div class="visually-hidden" role="status" id="announcer">
        ${open ? announcePanel(open.shown, showing(open.shown, open.panel, nowMs)) : (summary.spoken ?? summary.text)}
      </div>
      ${notices(this.#model)} ${openDialog(this.#model)} ${this.#ask(nowMs)}`;
  }

  /** Before the first View. Nothing of it stays, so nothing appears to move when the list arrives. */
  #connecting(summary: string): TemplateResult {
    return html`<div class="page">
        <header>
          <div class="brand">${brandName()}</div>
          <h1 class="quiet">${icon('key')}<span>${summary}</span></h1>
        </header>
        <main></main>
      </div>
      <div class="visually-hidden" role="status" id="announcer">${summary}</div>`;
  }

  /** While locked: only the unlock form, since the agent would carry out no command. */
  #locked(view: View, summary: string): TemplateResult {
    const { lost } = this.#model;
    return html`<div class="page ${lost ? 'stale' : ''}">
        <header><div class="brand">${brandName()}</div></header>
        <main>${lostBanner(this.#model)}<latchkey-unlock ?disabled=${lost !== undefined}></latchkey-unlock></main>
        ${footer(view)}
      </div>
      <div class="visually-hidden" role="status" id="announcer">${summary}</div>
      ${notices(this.#model)}`;
  }

  /** Questions that cannot be answered now are not shown. */
  #asks(): readonly AskView[] {
    return this.#model.lost === undefined ? waitingAsks(this.#model.view) : [];
  }

  /** Above everything else, so it comes last. */
  #ask(nowMs: number): TemplateResult | typeof nothing {
    const asks = this.#asks();
    const [first] = asks;
    if (first === undefined) return nothing;
    return html`<latchkey-ask .ask=${first} .count=${asks.length} .nowMs=${nowMs}></latchkey-ask>`;
  }

  #shown(): ProfileView | undefined {
    return this.#model.panel === undefined ? undefined : this.#model.profile(this.#model.panel.name);
  }

  #rolesOf(): ProfileView | undefined {
    return this.#model.rolesOf === undefined ? undefined : this.#model.profile(this.#model.rolesOf);
  }

  #place(): Place {
    const shown = this.#shown();
    const phase = this.querySelector<HTMLElement>('.panel')?.dataset['phase'];
    if (shown !== undefined) return { name: shown.name, titleId: 'panel-title', phase };
    const roles = this.#rolesOf();
    if (roles !== undefined) return { name: roles.name, titleId: 'roles-title' };
    const { page } = this.#model;
    if (page === undefined) return {};
    return { titleId: PAGE_TITLE, page: page.kind, ...(page.kind === 'detail' && { name: page.name }) };
  }

  protected override willUpdate(): void {
    this.#keys.beforeDrawing();
  }

  protected override updated(): void {
    document.title = this.#title();
    this.#moveFocus();
    this.#keys.afterDrawing();
  }

  /** A question first, whatever page it is over: a taskbar shows nothing else of it. */
  #title(): string {
    if (this.#model.view?.agent.locked) return strings.overall.locked;
    const [ask] = this.#asks();
    const heading = ask ? strings.ask.wants(askingOf(ask)) : this.querySelector('h1')?.textContent;
    return `${heading ?? ''} · ${strings.appName}`;
  }

  /** To the title of what opens, or if a step removed the focused button; back to the row when it closes. */
  #moveFocus(): void {
    const before = this.#focusedFor;
    const now = this.#place();
    this.#focusedFor = now;
    if (this.querySelector('dialog') !== null) return;
    const lostFocus = document.activeElement === document.body || document.activeElement === null;
    const moved = now.name !== before.name || now.titleId !== before.titleId || now.page !== before.page;
    if (now.titleId !== undefined && (moved || (now.phase !== before.phase && lostFocus))) {
      this.querySelector<HTMLElement>(`#${now.titleId}`)?.focus();
    } else if (now.titleId === undefined && before.page !== undefined && before.name === undefined) {
      // The menu draws its button after the header.
      requestAnimationFrame(() => this.querySelector<HTMLElement>('header latchkey-menu button')?.focus());
    } else if (now.name === undefined && before.name !== undefined) {
      const row = `[data-profile="${CSS.escape(before.name)}"]`;
      // The row's menu draws its button after the row.
      requestAnimationFrame(() => this.querySelector<HTMLElement>(`${row} button`)?.focus());
    }
  }
}
