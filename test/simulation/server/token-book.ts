/** A simulated server's tokens: families, rotation, reuse detection, grace periods, expiry (RFC 6749 section 6, RFC 9700 section 4.14.2). */

import { HOUR, type World } from '../world/world.ts';
import { spoiled } from './oddity.ts';
import {
  type AccessTokenAtServer,
  type Answer,
  type Family,
  ok,
  type RefreshToken,
  refused,
  type ServerClient,
  type Traits,
} from './server-types.ts';

const UNSTATED_LIFETIME_S = 3600;
const FAMILIES_KEPT = 5;
const TOKENS_KEPT = 24;
/** An access token that expired longer ago than this is forgotten. */
const LONG_OVER_MS = HOUR;

export class TokenBook {
  readonly #world: World;
  readonly #traits: Traits;
  readonly #newText: (kind: string) => string;
  readonly families: Family[] = [];
  #families = 0;

  constructor(world: World, traits: Traits, newText: (kind: string) => string) {
    this.#world = world;
    this.#traits = traits;
    this.#newText = newText;
  }

  findRefresh(text: string | undefined): RefreshToken | undefined {
    for (let i = this.families.length - 1; i >= 0; i--) {
      const found = this.families[i]?.refreshes.findLast((token) => token.text === text);
      if (found) return found;
    }
    return undefined;
  }

  findAccess(text: string | undefined): AccessTokenAtServer | undefined {
    for (let i = this.families.length - 1; i >= 0; i--) {
      const found = this.families[i]?.accesses.findLast((token) => token.text === text);
      if (found) return found;
    }
    return undefined;
  }

  /** True if the server would accept it now, client authentication aside. Once false, it stays false. */
  usable(token: RefreshToken): boolean {
    const { family, spentAtMs } = token;
    const { rotation, graceMs } = this.#traits;
    if (!family.alive || family.client.gone || this.#world.trueMs >= family.endsAtMs) return false;
    const { secretEndsAtMs } = family.client;
    if (secretEndsAtMs !== undefined && secretEndsAtMs <= this.#world.trueMs) return false;
    if (rotation === 'none' || spentAtMs === undefined) return true;
    return rotation === 'grace' && this.#world.trueMs < spentAtMs + graceMs;
  }

  begin(client: ServerClient): Answer {
    const { refreshLifetimeS, refreshTokens } = this.#traits;
    const lifetimeMs = refreshLifetimeS === undefined ? Number.POSITIVE_INFINITY : refreshLifetimeS * 1000;
    const family: Family = {
      id: this.#families++,
      client,
      endsAtMs: this.#world.trueMs + lifetimeMs,
      alive: true,
      endedBy: '',
      standing: 'offered',
      droppedAtMs: Number.POSITIVE_INFINITY,
      refreshes: [],
      accesses: [],
    };
    this.families.push(family);
    if (this.families.length > FAMILIES_KEPT) this.#forgetOne();
    return this.#issue(family, refreshTokens ? this.#newRefresh(family) : undefined, true, true);
  }

  refresh(client: ServerClient, text: string | undefined): Answer {
    const token = this.findRefresh(text);
    if (!token || token.family.client !== client) return refused('invalid_grant');
    const { family } = token;
    if (!this.usable(token)) {
      const reused = token.spentAtMs !== undefined && this.#traits.rotation !== 'plain';
      if (reused && family.alive) this.end(family, 'reuse of a refresh token');
      return refused('invalid_grant');
    }
    if (this.#world.dice.chance(this.#traits.oddity)) return refused('interaction_required');
    token.spentAtMs ??= this.#world.trueMs;
    if (this.#traits.rotation === 'none') return this.#issue(family, token, this.#traits.repeatsRefreshToken);
    return this.#issue(family, this.#newRefresh(family), true);
  }

  revoke(client: ServerClient, text: string | undefined): Answer {
    const refresh = this.findRefresh(text);
    const access = this.findAccess(text);
    const family = refresh?.family ?? access?.family;
    if (family && family.client === client) {
      for (const token of family.accesses) token.revokedByUs = true;
      this.end(family, 'revocation by us');
    }
    return ok({});
  }

  end(family: Family, by: string): void {
    if (!family.alive) return;
    family.alive = false;
    family.endedBy = by;
    this.#world.note('provider ends a sign-in', by);
  }

  #forgetOne(): void {
    const at = this.families.findIndex(({ standing }) => standing === 'dropped');
    if (at >= 0) this.families.splice(at, 1);
  }

  #newRefresh(family: Family): RefreshToken {
    const order = (family.refreshes.at(-1)?.order ?? 0) + 1;
    const text = this.#newText('rt');
    const token: RefreshToken = { text, family, order, spentAtMs: undefined, known: false, refused: false };
    family.refreshes.push(token);
    if (family.refreshes.length > TOKENS_KEPT) {
      const newestKnown = family.refreshes.findLast(({ known }) => known);
      family.refreshes.splice(family.refreshes[0] === newestKnown ? 1 : 0, 1);
    }
    return token;
  }

  #issue(family: Family, refresh: RefreshToken | undefined, tells: boolean, isFirst = false): Answer {
    const { accessLifetimeS, wobbles, sendsRefreshLifetime, oddity } = this.#traits;
    const now = this.#world.trueMs;
    const baseS = accessLifetimeS ?? UNSTATED_LIFETIME_S;
    const lifetimeS = wobbles ? Math.ceil(baseS * (0.5 + this.#world.dice.next() / 2)) : baseS;
    const access: AccessTokenAtServer = {
      text: this.#newText('at'),
      family,
      issuedAtMs: now,
      endsAtMs: now + lifetimeS * 1000,
      refresh,
      revokedByUs: false,
      lifetimeS: accessLifetimeS === undefined ? undefined : lifetimeS,
    };
    family.accesses.push(access);
    while ((family.accesses[0]?.endsAtMs ?? now) < now - LONG_OVER_MS) family.accesses.shift();
    const leftS = Number.isFinite(family.endsAtMs) ? Math.floor((family.endsAtMs - now) / 1000) : undefined;
    const body = {
      access_token: access.text,
      expires_in: access.lifetimeS,
      ...(tells && refresh && { refresh_token: refresh.text }),
      ...(refresh && sendsRefreshLifetime && { refresh_expires_in: leftS }),
    };
    const unusable = this.#world.dice.chance(oddity);
    return ok(unusable ? spoiled(this.#world.dice, body, isFirst) : body, {
      kind: 'tokens',
      access,
      refresh,
      unusable,
    });
  }
}
