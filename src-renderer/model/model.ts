/**
 * What the window knows: the newest View, what is open, what is in progress. No lit and no DOM. Data flows one way: a
 * command is sent, its effect arrives as a View.
 */
import type { ProfileView, ProvidersResponse, View } from '../../src-main/api/types.ts';
import { hasOpenSignIn } from '../../src-shared/profile-facts.ts';
import { ApiError, api } from './api.ts';
import { type Following, followViews } from './events.ts';
import type { Dialog, Explained, Notice, Page, Panel } from './shown.ts';
import { unanswered } from './waiting-asks.ts';

/** Success messages disappear after a while; errors stay until dismissed. */
const DONE_NOTICE_MS = 8_000;

export class Model {
  view: View | undefined;
  lost: ApiError | undefined;
  panel: Panel | undefined;
  /** The profile whose roles are shown. */
  rolesOf: string | undefined;
  /** A page shown in place of the list: settings, checks, log. A sign-in and roles take precedence. */
  page: Page | undefined;
  /** The search text; undefined: no search. */
  query: string | undefined;
  dialog: Dialog | undefined;
  notice: Notice | undefined;
  offered: ProvidersResponse = { providers: [], presets: [] };
  /** Profiles with a command in progress. */
  readonly busy = new Set<string>();

  readonly #changed: () => void;
  /** Sign-ins that were shown, or left by the person; none is shown twice. */
  readonly #shown = new Set<string>();
  #following: Following | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  start(): void {
    this.#following = followViews({
      view: (view) => this.update(() => this.#take(view)),
      lost: (error) =>
        this.update(() => {
          this.lost = error;
        }),
    });
  }

  stop(): void {
    this.#following?.stop();
  }

  retry(): void {
    this.#following?.retryNow();
  }

  profile(name: string): ProfileView | undefined {
    return this.view?.profiles.find((profile) => profile.name === name);
  }

  show(name: string): void {
    this.update(() => {
      this.panel = { name };
      // Its buttons are under the notice; an error stays.
      if (this.notice?.kind === 'done') this.notice = undefined;
    });
  }

  leavePanel(): void {
    this.update(() => {
      this.panel = undefined;
    });
  }

  showRoles(name: string | undefined): void {
    this.update(() => {
      this.rolesOf = name;
    });
  }

  showPage(page: Page | undefined): void {
    this.update(() => {
      this.page = page;
      this.rolesOf = undefined;
    });
  }

  open(dialog: Dialog | undefined): void {
    if (dialog?.kind === 'add') void this.#loadProviders();
    this.update(() => {
      this.dialog = dialog;
      if (dialog !== undefined) this.notice = undefined;
    });
  }

  dismiss(): void {
    this.update(() => {
      this.notice = undefined;
    });
  }

  say(notice: Notice): void {
    this.update(() => {
      this.notice = notice;
    });
  }

  sayDone(message: string): void {
    const notice: Notice = { kind: 'done', message, hint: '' };
    this.say(notice);
    setTimeout(() => {
      if (this.notice === notice) this.dismiss();
    }, DONE_NOTICE_MS);
  }

  /** Sends a command for a profile; a refusal becomes a notice unless the caller has a better place for it. */
  async run<T>(
    name: string,
    command: () => Promise<T>,
    then: { done?: (result: T) => string; failed?: (error: Explained) => void } = {},
  ): Promise<void> {
    this.update(() => this.busy.add(name));
    try {
      const result = await command();
      if (then.done !== undefined) this.sayDone(then.done(result));
    } catch (thrown) {
      const error = asExplained(thrown);
      if (then.failed === undefined) this.notice = { kind: 'error', ...error };
      else then.failed(error);
    } finally {
      this.update(() => this.busy.delete(name));
    }
  }

  #take(view: View): void {
    const message = unanswered(this.view, view, Date.now());
    if (message !== undefined) this.notice = { kind: 'error', message, hint: '' };
    this.view = view;
    if (view.agent.locked) this.dialog = undefined;
    this.lost = undefined;
    if (this.panel !== undefined && this.profile(this.panel.name) === undefined) this.panel = undefined;
    if (this.rolesOf !== undefined && this.profile(this.rolesOf) === undefined) this.rolesOf = undefined;
    if (this.page?.kind === 'detail' && this.profile(this.page.name) === undefined) this.page = undefined;
    this.#showNewSignIn(view);
  }

  /** The form does not wait for it: it starts with the kind that every agent has. */
  async #loadProviders(): Promise<void> {
    const offered = await api.providers().catch(() => this.offered);
    this.update(() => {
      this.offered = offered;
    });
  }

  /** A sign-in starts only on request, here, in the tray or in a terminal, so the window shows it once. */
  #showNewSignIn(view: View): void {
    for (const profile of view.profiles.filter(hasOpenSignIn)) {
      const id = profile.sign_in?.id;
      if (id === undefined || this.#shown.has(id)) continue;
      this.#shown.add(id);
      if (this.dialog === undefined && this.#panelIsIdle()) this.show(profile.name);
    }
  }

  #panelIsIdle(): boolean {
    const shown = this.panel === undefined ? undefined : this.profile(this.panel.name);
    return shown === undefined || (!hasOpenSignIn(shown) && !this.busy.has(shown.name));
  }

  /** A profile just added, in case the answer arrives before the View. */
  include(added: ProfileView): void {
    const view = this.view;
    if (view === undefined || this.profile(added.name) !== undefined) return;
    this.view = { ...view, profiles: [...view.profiles, added] };
  }

  /** Used only while no View has reported the new attempt: a View may be newer than an answer. */
  merge(answer: ProfileView, staleId: string | undefined): void {
    const view = this.view;
    if (view === undefined || this.profile(answer.name)?.sign_in?.id !== staleId) return;
    this.view = { ...view, profiles: view.profiles.map((one) => (one.name === answer.name ? answer : one)) };
    if (answer.sign_in !== undefined) this.#shown.add(answer.sign_in.id);
    if (this.panel?.name === answer.name) this.panel = { name: answer.name };
  }

  update(change: () => void): void {
    change();
    this.#changed();
  }
}

export function asExplained(thrown: unknown): Explained {
  if (thrown instanceof ApiError) return { code: thrown.code, message: thrown.message, hint: thrown.hint };
  throw thrown;
}
