/** A profile's roles by name: their credentials, the other roles to choose from, and what is due. */
import type { RoleAnswer } from '../answers.ts';
import { asLatchkeyError, LatchkeyError } from '../errors.ts';
import type { Role } from '../profile.ts';
import type { RoleSource } from '../provider/role-source.ts';
import type { Renewal } from '../renewal/renewal.ts';
import type { SessionState } from '../state/state.ts';
import { Portal } from './portal.ts';
import { RoleHolder } from './role-credentials.ts';
import { RoleListing } from './role-listing.ts';

export class RoleBook {
  readonly #state: SessionState;
  readonly #portal: Portal;
  readonly #holders = new Map<string, RoleHolder>();
  readonly listing: RoleListing;

  constructor(state: SessionState, renewal: Renewal) {
    this.#state = state;
    this.#portal = new Portal(state, renewal);
    this.listing = new RoleListing(this.#portal);
    this.configure();
  }

  get holders(): Iterable<RoleHolder> {
    return this.#holders.values();
  }

  /** Loads the profile's current roles; what is held for an unchanged role stays. */
  configure(): void {
    const roles = this.#state.profile.roles ?? [];
    const kept = new Map(this.#holders);
    this.#holders.clear();
    for (const role of roles) {
      const holder = kept.get(role.name);
      this.#holders.set(role.name, holder && same(holder.role, role) ? holder : new RoleHolder(this.#portal, role));
    }
  }

  /** Throws `roles_unsupported`. */
  source(): RoleSource {
    return this.#portal.source();
  }

  /** Rejects with `role_unknown`. */
  get(name: string): RoleHolder {
    const holder = this.#holders.get(name);
    if (holder) return holder;
    throw new LatchkeyError('role_unknown', `${this.#state.name} has no role named '${name.slice(0, 80)}'.`, {
      hint: `Run \`latchkey roles ${this.#state.name}\` to see the roles and add one.`,
    });
  }

  credentials(name: string, minTtlMs: number | undefined): Promise<RoleAnswer> {
    return this.get(name).credentials(minTtlMs);
  }

  /** Rejects with `roles_unsupported`, `role_unknown`. */
  consoleUrl(name: string): string {
    const { provider, settings } = this.#state;
    const { consoleUrl } = this.source();
    if (consoleUrl) return consoleUrl(settings, this.get(name).role);
    throw new LatchkeyError('roles_unsupported', `${provider.title} publishes no link to a role's console.`, {
      hint: 'Open its portal in the browser and choose the role there.',
    });
  }

  /** Rejects as `consoleUrl` throws, and with `browser_unavailable`, which says what to open. */
  async openConsole(name: string): Promise<void> {
    const url = this.consoleUrl(name);
    try {
      await this.#state.openInBrowser(url);
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      if (error.code !== 'browser_unavailable') throw error;
      throw new LatchkeyError(error.code, `${error.message} The link is ${url}`, { cause: error });
    }
  }

  tick(): number {
    let dueMs = Number.POSITIVE_INFINITY;
    for (const holder of this.#holders.values()) dueMs = Math.min(dueMs, holder.tick());
    return dueMs;
  }
}

function same(a: Role, b: Role): boolean {
  return a.account_id === b.account_id && a.role_id === b.role_id;
}
