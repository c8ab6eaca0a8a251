/** The portal of a profile's provider, where its access token is exchanged for roles: asked with a token that works, and patiently. */
import { asLatchkeyError, LatchkeyError } from '../errors.ts';
import type { RoleSource } from '../provider/role-source.ts';
import { fraction } from '../random.ts';
import type { Renewal } from '../renewal/renewal.ts';
import { tokenFor } from '../renewal/token-request.ts';
import type { Secret } from '../secret.ts';
import { endGrant } from '../state/adopt.ts';
import { signInNeeded } from '../state/sign-in-needed.ts';
import type { SessionState } from '../state/state.ts';

/** Pauses before asking again after a 429; the callers wait. */
const THROTTLED_PAUSES_MS = [500, 1_000, 2_000, 4_000];

export class Portal {
  readonly state: SessionState;
  readonly #renewal: Renewal;

  constructor(state: SessionState, renewal: Renewal) {
    this.state = state;
    this.#renewal = renewal;
  }

  /** Throws `roles_unsupported`. */
  source(): RoleSource {
    const { provider, name } = this.state;
    if (provider.roles) return provider.roles;
    throw new LatchkeyError('roles_unsupported', `${name} signs in to ${provider.title}, which has no roles.`);
  }

  /**
   * Runs `use` with the profile's token. A portal may reject a token early: then once more with a new one; a sign-in
   * that cannot refresh has ended.
   */
  async withAccessToken<T>(use: (accessToken: Secret) => Promise<T>): Promise<T> {
    const { state } = this;
    const { accessToken } = await tokenFor(state, this.#renewal, undefined);
    try {
      return await use(accessToken);
    } catch (thrown) {
      if (asLatchkeyError(thrown).code !== 'access_token_rejected') throw thrown;
    }
    const { grant } = state.store.record;
    if (grant && !grant.refreshToken) {
      await endGrant(state, grant.id, signInNeeded(state));
      state.changed();
      throw signInNeeded(state);
    }
    // Another caller may have had the same answer and already refreshed.
    if (state.held.published?.token === accessToken) await this.#renewal.run({ reason: 'rejected' });
    const { accessToken: renewed } = await tokenFor(state, this.#renewal, undefined);
    return use(renewed);
  }

  /** Slows down on 429, with jitter, a few times; then gives up. */
  async patiently<T>(ask: () => Promise<T>): Promise<T> {
    const { clock, random } = this.state.ports;
    for (const pauseMs of THROTTLED_PAUSES_MS) {
      try {
        return await ask();
      } catch (thrown) {
        if (asLatchkeyError(thrown).code !== 'throttled') throw thrown;
        await clock.sleep(pauseMs * (0.5 + fraction(random)));
      }
    }
    return ask();
  }
}
