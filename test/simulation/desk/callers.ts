/** Programs that ask for tokens, up to fifty at once; every answer is checked against what the server knows. */

import type { Agent } from '../../../src-main/core/agent/agent.ts';
import type { TokenAnswer } from '../../../src-main/core/answers.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import type { ProfileView } from '../../../src-main/core/view.ts';
import type { AtDesk } from '../judge/at-desk.ts';
import { owed } from '../judge/ledger.ts';
import type { Life } from '../machine/life.ts';
import { type AccessTokenAtServer, SECRET_MARK } from '../server/server-types.ts';
import type { Tenant } from '../server/tenant.ts';
import { MINUTE, SECOND, type World } from '../world/world.ts';

/** Allowance for slow clock drift, which the machine cannot see; latency only makes the answer safer. */
const SLACK_MS = 1500;
const ANSWER_WITHIN_MS = 5 * MINUTE;
/** Longer than the engine's longest pause between tries. */
const CALM_MS = 10 * MINUTE;
/** Even a server's shortest-lived token lasts more than this share of the usual lifetime. */
const MEETABLE = 0.45;

interface Call {
  readonly profile: ProfileView;
  readonly tenant: Tenant;
  readonly life: Life;
  readonly minTtlS: number | undefined;
  readonly atMs: number;
  /** The view promised that the answer is in memory. */
  readonly cached: boolean;
  /** Nothing has gone wrong for long enough that a good sign-in must give a token from memory. */
  readonly calm: boolean;
}

interface Open {
  readonly call: Call;
  readonly sinceMs: number;
}

export class Callers {
  readonly #desk: AtDesk;
  readonly #open = new Set<Open>();
  readonly #world: World;

  constructor(desk: AtDesk) {
    this.#desk = desk;
    this.#world = desk.world;
  }

  /** Starts `count` callers at once for one profile. */
  ask(name: string, count: number, minTtlS?: number): void {
    const { agent, life } = this.#desk;
    const profile = this.#desk.view()?.profiles.find((other) => other.name === name);
    const tenant = profile && this.#desk.tenantOf(profile);
    if (!agent || !life?.alive || !tenant) return;
    this.#world.note(`${count} callers of ${name}`, minTtlS === undefined ? '' : `min_ttl ${minTtlS} s`);
    const call: Call = {
      profile,
      tenant,
      life,
      minTtlS,
      atMs: this.#world.trueMs,
      cached: this.#isCached(profile, minTtlS),
      calm: this.#isCalm(tenant, minTtlS) && owed(tenant, this.#desk.forwardJumpMs) !== undefined,
    };
    for (let i = 0; i < count; i++) this.#askOnce(agent, call);
  }

  /** Checks that no caller hangs forever. */
  sweep(): void {
    for (const one of this.#open) {
      const { call, sinceMs } = one;
      if (!call.life.alive) this.#open.delete(one);
      else if (this.#world.monotonicMs - sinceMs > ANSWER_WITHIN_MS)
        this.#world.violate('A caller is answered in bounded time.', `${call.profile.name}: no answer yet`);
    }
  }

  #askOnce(agent: Agent, call: Call): void {
    this.#world.count('calls');
    const { name } = call.profile;
    const one: Open = { call, sinceMs: this.#world.monotonicMs };
    this.#open.add(one);
    const answered = (judge: () => void) => {
      this.#open.delete(one);
      if (call.life.alive) judge();
    };
    agent.token(name, call.minTtlS === undefined ? {} : { minTtlS: call.minTtlS }).then(
      (answer) => answered(() => this.#judgeToken(call, answer)),
      (error: unknown) => answered(() => this.#judgeError(call, error)),
    );
  }

  #isCached(profile: ProfileView, minTtlS: number | undefined): boolean {
    if (profile.expires_at === undefined || this.#desk.clockUnsettled(MINUTE)) return false;
    const leftS = profile.expires_at - this.#world.wallMs / 1000;
    return leftS > (minTtlS ?? 10) + 2;
  }

  #isCalm(tenant: Tenant, minTtlS: number | undefined): boolean {
    const { accessLifetimeS } = tenant.traits;
    if (accessLifetimeS === undefined || !tenant.traits.refreshTokens) return false;
    return (minTtlS ?? 0) < accessLifetimeS * MEETABLE && this.#desk.calm(tenant, CALM_MS);
  }

  /** The token kept in memory by early refreshes always meets this demand. */
  #demandsLittle({ tenant, minTtlS }: Call): boolean {
    const shortestS = (tenant.traits.accessLifetimeS ?? 0) * (tenant.traits.wobbles ? 0.5 : 1);
    return (minTtlS ?? 0) < Math.min(shortestS / 4, 300) * 0.8 - 5;
  }

  /** Nothing has gone wrong since the call. */
  #undisturbed({ tenant, atMs, calm }: Call): boolean {
    return calm && this.#desk.calm(tenant, this.#world.trueMs - atMs + 1);
  }

  #owed(call: Call): boolean {
    return owed(call.tenant, this.#desk.forwardJumpMs) !== undefined;
  }

  #judgeToken(call: Call, answer: TokenAnswer): void {
    const { tenant, profile } = call;
    this.#judgeDelay(call, 'a token');
    const token = tenant.tokens.findAccess(answer.accessToken.reveal());
    if (!token) {
      // If the server never stated its lifetime, the token may have expired and been forgotten there long ago.
      if (tenant.traits.accessLifetimeS !== undefined)
        this.#world.violate('A caller gets a token of its profile.', profile.name);
      return;
    }
    this.#judgeLife(call, answer, token);
    const { family } = token;
    if (family.standing === 'dropped' && call.atMs > family.droppedAtMs)
      this.#world.violate('No token of a sign-in that was ended here.', `${profile.name}, family ${family.id}`);
    if (family.standing !== 'dropped' && family.standing !== 'leaving') this.#judgeDurable(call, token);
    if (this.#world.dice.chance(0.02)) this.#desk.rushAt(profile.name, token.endsAtMs - this.#world.trueMs);
  }

  #judgeLife({ profile, minTtlS }: Call, answer: TokenAnswer, token: AccessTokenAtServer): void {
    if (token.lifetimeS === undefined) {
      if (answer.expiresIn !== undefined || minTtlS !== undefined)
        this.#world.violate('An unknown lifetime is not reported as known.', profile.name);
      return;
    }
    if (this.#desk.isAgeless(token)) return;
    const leftMs = token.endsAtMs - this.#world.trueMs;
    if (leftMs < (minTtlS ?? 0) * 1000 - SLACK_MS)
      this.#world.violate(
        'Never a token with less life than demanded.',
        `${profile.name}: ${leftMs} ms left of ${token.lifetimeS} s, demanded ${minTtlS ?? 0} s`,
      );
    if (answer.expiresIn === undefined || answer.expiresIn * 1000 > leftMs + SLACK_MS)
      this.#world.violate(
        'The reported lifetime is not longer than the real one.',
        `${profile.name}: ${answer.expiresIn} s of ${leftMs} ms`,
      );
    const wallS = (answer.expiresAt ?? 0) - (answer.expiresIn ?? 0);
    if (Math.abs(wallS * 1000 - this.#world.wallMs) > 2 * SECOND)
      this.#world.violate('expires_at and expires_in say the same.', profile.name);
  }

  /** The vault holds what a restart needs to continue from here. */
  #judgeDurable({ profile }: Call, { refresh, family, text }: AccessTokenAtServer): void {
    const { storage } = this.#desk;
    const kept = (wanted: string) => storage.holds(`"${wanted}"`);
    if (!refresh) {
      if (!kept(text))
        this.#world.violate('A token without refresh token is durable before it is served.', profile.name);
      return;
    }
    if (!family.refreshes.some(({ order, text: later }) => order >= refresh.order && kept(later)))
      this.#world.violate(
        'A rotated refresh token is durable before its access token is served.',
        `${profile.name}: rt#${refresh.order} of family ${family.id} is not in the vault`,
      );
  }

  #judgeDelay(call: Call, what: string): void {
    const waitedMs = this.#world.trueMs - call.atMs;
    if (waitedMs === 0) return void this.#world.count('calls answered from memory');
    if (call.cached)
      this.#world.violate(
        'A cached token is given at once, no matter who else hangs.',
        `${call.profile.name}: ${what} after ${waitedMs} ms`,
      );
    if (this.#undisturbed(call) && this.#demandsLittle(call) && this.#owed(call))
      this.#world.violate(
        'In calm times a caller is answered from memory.',
        `${call.profile.name}: ${what} after ${waitedMs} ms`,
      );
  }

  #judgeError(call: Call, error: unknown): void {
    const { profile, minTtlS } = call;
    if (!(error instanceof LatchkeyError) || error.code === 'internal') {
      this.#world.violate('Every failure has a code of ours.', describe(error));
      return;
    }
    this.#world.count(`calls ${error.code}`);
    if (`${error.message}${error.hint}`.includes(SECRET_MARK))
      this.#world.violate('Nothing leaks: no secret in an error.', error.code);
    // The provider may have ended the sign-in a moment ago, before the view could say so.
    const justEnded = error.code === 'sign_in_needed' && !this.#owed(call);
    if (call.cached && !justEnded)
      this.#world.violate(
        'A cached token is given at once, no matter who else hangs.',
        `${profile.name}: ${error.code}`,
      );
    if (error.code === 'sign_in_needed' && this.#owed(call) && !this.#desk.wantsPerson(call.tenant))
      this.#world.violate('A sign-in is never lost unless the provider ended it.', `${profile.name}: ${error.message}`);
    if (error.code === 'min_ttl_unavailable' && minTtlS === undefined)
      this.#world.violate('`min_ttl_unavailable` only for a demand.', profile.name);
    if (this.#undisturbed(call) && this.#owed(call))
      this.#world.violate('In calm times a demand that can be met is met.', `${profile.name}: ${error.code}`);
  }
}

function describe(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const text = (value: unknown) => (value instanceof Error ? (value.stack ?? value.message) : String(value));
  return text(cause ?? error).slice(0, 600);
}
