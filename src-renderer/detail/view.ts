/**
 * A profile's own page below its title. What the View contains is drawn at once. What must be fetched (refreshes, who asked)
 * is drawn below it, all together once it arrives, so that nothing moves.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { AuditEntry, ProfileView, RefreshEntry } from '../../src-main/api/types.ts';
import { api } from '../model/api.ts';
import type { Model } from '../model/model.ts';
import { askersCard } from './askers.ts';
import { copyCard } from './copy.ts';
import { factsCard, usesCard } from './facts.ts';
import { refreshesCard } from './refreshes.ts';
import { statusCard } from './status.ts';
import { timeCard } from './timeline.ts';

/** No event reports that a program asked. */
const LOOK_EVERY_MS = 10_000;
const MOST_REQUESTS = 100;

export class DetailView extends LitElement {
  static override properties = {
    model: { attribute: false },
    profile: { attribute: false },
    nowMs: { attribute: false },
    refreshes: { state: true },
    requests: { state: true },
    chosen: { state: true },
    all: { state: true },
  };
  declare model: Model;
  declare profile: ProfileView;
  declare nowMs: number;
  /** Undefined: still loading. */
  declare refreshes: readonly RefreshEntry[] | undefined;
  /** `null`: they could not be read. */
  declare requests: readonly AuditEntry[] | null | undefined;
  /** The role for which commands are copied. */
  declare chosen: string | undefined;
  /** All refreshes are shown, not just the first few. */
  declare all: boolean;
  #looking: ReturnType<typeof setInterval> | undefined;
  #lookedAt = '';

  constructor() {
    super();
    this.all = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#looking = setInterval(() => {
      if (!document.hidden) void this.#load();
    }, LOOK_EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#looking);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('profile')) return;
    const { name, state, last_refresh_at, signed_in_at, problem, refresh_at } = this.profile;
    const former = changed.get('profile');
    if (former !== undefined && former.name !== name) {
      this.refreshes = undefined;
      this.requests = undefined;
      this.chosen = undefined;
    }
    const looks = JSON.stringify([name, state, last_refresh_at, signed_in_at, problem?.code, refresh_at]);
    if (looks === this.#lookedAt) return;
    this.#lookedAt = looks;
    void this.#load();
  }

  async #load(): Promise<void> {
    const { name } = this.profile;
    const [refreshes, requests] = await Promise.all([
      api.history(name).catch(() => this.refreshes ?? []),
      api.audit(name, MOST_REQUESTS).catch(() => this.requests ?? null),
    ]);
    if (this.profile.name !== name) return;
    this.refreshes = refreshes;
    this.requests = requests;
  }

  protected override render(): TemplateResult {
    const { model, profile, nowMs, refreshes, requests } = this;
    return html`${statusCard(profile, model, nowMs)} ${timeCard(profile, nowMs)}
    ${
      refreshes === undefined || requests === undefined
        ? nothing
        : html`${refreshesCard(profile, refreshes, nowMs, { all: this.all, toggle: () => this.#toggle() })}
          ${askersCard(requests, nowMs)} ${factsCard(profile)} ${usesCard(profile, model)}
          ${copyCard(profile, model, { role: this.chosen, choose: (role) => this.#choose(role) })}`
    }`;
  }

  #toggle(): void {
    this.all = !this.all;
  }

  #choose(role: string): void {
    this.chosen = role;
  }
}
