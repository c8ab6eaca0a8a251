/** The newest View for all listeners: one for all changes of a turn, and each profile is looked at only after it changed. */
import { asLatchkeyError } from '../errors.ts';
import type { Log } from '../ports.ts';
import type { Session } from '../session/session.ts';
import { profileView } from '../session/session-view.ts';
import type { ProfileView, View } from '../view.ts';

export class ViewFeed {
  readonly #view: () => View;
  readonly #log: Log;
  readonly #listeners = new Set<(view: View) => void>();
  readonly #profiles = new WeakMap<Session, ProfileView>();
  #scheduled = false;

  constructor(view: () => View, log: Log) {
    this.#view = view;
    this.#log = log;
  }

  of(session: Session): ProfileView {
    const view = this.#profiles.get(session) ?? profileView(session);
    this.#profiles.set(session, view);
    return view;
  }

  subscribe(listener: (view: View) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
  }

  changed(session?: Session): void {
    if (session) this.#profiles.delete(session);
    if (this.#scheduled || this.#listeners.size === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      const view = this.#view();
      for (const listener of this.#listeners) this.#tell(listener, view);
    });
  }

  /** A listener that fails does not keep others from hearing. */
  #tell(listener: (view: View) => void, view: View): void {
    try {
      listener(view);
    } catch (error) {
      this.#log.warn('listener_failed', { code: asLatchkeyError(error).code });
    }
  }
}
