/** All accounts and roles that a sign-in may use: page by page at the documented rate, with progress, cached until fetched again. */

import { LatchkeyError } from '../errors.ts';
import type { Page } from '../provider/exchange.ts';
import type { Account, AvailableRole, AvailableRoles } from '../provider/role-source.ts';
import type { Secret } from '../secret.ts';
import type { SessionState } from '../state/state.ts';
import type { Portal } from './portal.ts';

/** 20,000 accounts at AWS; a longer list is not a real list of accounts. */
const MOST_PAGES = 200;

export interface ListingProgress {
  readonly accountsDone: number;
  /** Unknown until the accounts are listed. */
  readonly accountsTotal?: number;
}

export class RoleListing {
  readonly #portal: Portal;
  #known: { readonly grantId: string; readonly found: AvailableRoles } | undefined;
  #running: Promise<AvailableRoles> | undefined;
  progress: ListingProgress | undefined;

  constructor(portal: Portal) {
    this.#portal = portal;
  }

  get #state(): SessionState {
    return this.#portal.state;
  }

  /** Cached unless `anew`; one listing in flight. Rejects as `Agent.token` does, and with `roles_unsupported`. */
  async get(anew: boolean): Promise<AvailableRoles> {
    await this.#state.load();
    const known = this.#known;
    if (!anew && known && known.grantId === this.#state.store.record.grant?.id) return known.found;
    this.#running ??= this.#list().finally(() => {
      this.#running = undefined;
      this.#progressed(undefined);
    });
    return this.#running;
  }

  async #list(): Promise<AvailableRoles> {
    this.#progressed({ accountsDone: 0 });
    const source = this.#portal.source();
    const server = await this.#state.server('refresh');
    const accounts = await this.#allPages<Account>((token, page) =>
      source.listAccounts(this.#state.exchange(server), token, page),
    );
    const roles: AvailableRole[] = [];
    for (const [accountsDone, account] of accounts.entries()) {
      this.#progressed({ accountsDone, accountsTotal: accounts.length });
      const found = await this.#allPages<AvailableRole>((token, page) =>
        source.listRoles(this.#state.exchange(server), token, account.id, page),
      );
      roles.push(...found);
    }
    const found = { accounts, roles, listedAtMs: this.#state.ports.clock.nowMs() };
    this.#known = { grantId: this.#state.store.record.grant?.id ?? '', found };
    return found;
  }

  async #allPages<T>(ask: (token: Secret, page?: string) => Promise<Page<T>>): Promise<T[]> {
    const items: T[] = [];
    let page: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      await this.#pace();
      const answer = await this.#portal.patiently(() => this.#portal.withAccessToken((token) => ask(token, page)));
      items.push(...answer.items);
      // A portal that repeats the same page forever is not followed forever.
      if (answer.next === undefined || answer.next === page) return items;
      page = answer.next;
    }
    throw new LatchkeyError(
      'provider_error',
      `The portal of ${this.#state.name} sent a list of more than ${MOST_PAGES} pages.`,
      {
        hint: "Try again later. If it keeps failing, tell the portal's administrator.",
      },
    );
  }

  /** One call after another, with room for other clients of the same portal. */
  async #pace(): Promise<void> {
    await this.#state.ports.clock.sleep(1000 / this.#portal.source().callsPerSecond);
  }

  #progressed(progress: ListingProgress | undefined): void {
    this.progress = progress;
    this.#state.changed();
  }
}
