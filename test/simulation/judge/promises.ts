/** Checks every View that the agent emits: nothing secret, nothing false, no sign-in lost. */
import { type ProfileView, type SignInView, View } from '../../../src-main/core/view.ts';
import { SECRET_MARK } from '../server/server-types.ts';
import { MINUTE, SECOND, type World } from '../world/world.ts';
import type { AtDesk } from './at-desk.ts';
import { owed, settle } from './ledger.ts';

const PARSED_EACH = 64;
/** A view may lag behind this long, such as while a slow vault is read at the start. */
const MAY_LAG_MS = 60 * SECOND;
const BUSY: ReadonlySet<string> = new Set(['preparing', 'waiting', 'slowed-down', 'redeeming']);

export function inProgress(signIn: SignInView | undefined): boolean {
  return signIn !== undefined && BUSY.has(signIn.phase);
}

export class Promises {
  readonly #desk: AtDesk;
  readonly #world: World;
  readonly #signIns = new Map<string, SignInView>();
  readonly #doubted = new Set<string>();
  #seen = 0;

  constructor(desk: AtDesk) {
    this.#desk = desk;
    this.#world = desk.world;
  }

  /** A new process knows no sign-in in progress. */
  reborn(): void {
    this.#signIns.clear();
  }

  look(view: View): void {
    this.#world.count('views');
    if (JSON.stringify(view).includes(SECRET_MARK)) this.#world.violate('Nothing leaks: no secret in a View.', '');
    if (this.#seen++ % PARSED_EACH === 0 && !View.safeParse(view).success)
      this.#world.violate('A View is what its schema says.', String(View.safeParse(view).error?.issues[0]?.path));
    if ((view.overall === 'empty') !== (view.profiles.length === 0))
      this.#world.violate('`empty` means that there is no profile.', view.overall);
    for (const profile of view.profiles) this.#lookAt(profile);
  }

  #lookAt(profile: ProfileView): void {
    const { name, state, sign_in } = profile;
    if (sign_in) this.#follow(profile, sign_in);
    // Editing or signing out removes the attempt from the view; the witness checks that it has really ended.
    else this.#signIns.delete(name);
    if (state === 'awaiting-user' && !inProgress(sign_in))
      this.#world.violate('`awaiting-user` only while a sign-in waits.', name);
    if (this.#claimsLoss(profile) && !this.#doubted.has(name)) this.#doubt(name);
    this.#judgeExpiry(profile);
  }

  #follow(profile: ProfileView, now: SignInView): void {
    const before = this.#signIns.get(profile.name);
    if (before?.id === now.id && before.phase === now.phase) return;
    this.#signIns.set(profile.name, now);
    this.#world.note(`sign-in of ${profile.name}`, `${now.phase} ${now.error?.code ?? ''}`);
    if (before && before.id !== now.id && inProgress(before))
      this.#world.violate('At most one sign-in of a profile is in flight.', `${profile.name}: a second one began`);
    const tenant = this.#desk.tenantOf(profile);
    if (tenant && before?.id !== now.id) this.#desk.browser.newSignIn(tenant.issuer);
    if (tenant && !inProgress(now)) settle(this.#world, tenant, now);
    if (!inProgress(now)) this.#world.count(`sign-ins ${now.phase}`);
  }

  #claimsLoss(profile: ProfileView): boolean {
    if (profile.state === 'active' || profile.state === 'refreshing') return false;
    // While the vault cannot be read, it is unknown whether there is a sign-in.
    if (profile.problem?.code.startsWith('vault_')) return false;
    const tenant = this.#desk.tenantOf(profile);
    const family = tenant && owed(tenant, this.#desk.forwardJumpMs);
    if (!tenant || !family) return false;
    if (!this.#desk.wantsPerson(tenant)) return true;
    // The agent may ask for the person but must keep everything it was given.
    const newest = family.refreshes.findLast(({ known }) => known);
    return newest !== undefined && !this.#desk.storage.holds(`"${newest.text}"`);
  }

  /** Checks again a little later: a view that stays wrong means a lost sign-in. */
  #doubt(name: string): void {
    this.#doubted.add(name);
    const life = this.#desk.life;
    this.#world.afterAwake(MAY_LAG_MS, () => {
      this.#doubted.delete(name);
      if (life !== this.#desk.life || !life?.alive || this.#desk.storage.slow) return;
      const profile = this.#desk.view()?.profiles.find((other) => other.name === name);
      if (profile && this.#claimsLoss(profile))
        this.#world.violate(
          'A sign-in is never lost unless the provider ended it.',
          `${name} is shown as ${profile.state}, but the provider would still refresh it`,
        );
    });
  }

  #judgeExpiry(profile: ProfileView): void {
    const { expires_at, name } = profile;
    if (expires_at === undefined || this.#desk.clockUnsettled(MINUTE)) return;
    const tenant = this.#desk.tenantOf(profile);
    const accesses = (tenant?.tokens.families ?? []).flatMap((family) => family.accesses);
    if (accesses.some((token) => this.#desk.isAgeless(token))) return;
    const newestMs = Math.max(...accesses.map(({ endsAtMs }) => endsAtMs));
    const shownMs = expires_at * 1000 - this.#world.wallErrorMs;
    // The shown expiry of an expired token may be any time up to now.
    const future = shownMs > this.#world.trueMs + 2 * SECOND;
    if (future && shownMs > newestMs + 2 * SECOND)
      this.#world.violate('The expiry shown is never later than the token lives.', `${name}: ${shownMs - newestMs} ms`);
  }
}
