/** What the agent owes the person: which sign-ins must still exist, and how they come and go. */
import type { SignInView } from '../../../src-main/core/view.ts';
import type { Family } from '../server/server-types.ts';
import type { Tenant } from '../server/tenant.ts';
import type { World } from '../world/world.ts';

/** An access token without a refresh token counts as expired this long before its end. */
const NEARLY_OVER_MS = 30_000;
/** The same if the agent had to check the provider's clock: it is trusted to within a minute, and smaller jumps are not checked. */
const NEARLY_PROVEN_MS = 150_000;

/** The sign-in that the agent must not have lost; undefined if there is none or the provider ended it. */
export function owed(tenant: Tenant, forwardJumpMs: number): Family | undefined {
  return tenant.tokens.families.find((family) => {
    if (family.standing !== 'held') return false;
    if (family.refreshes.length > 0)
      return family.refreshes.some((token) => token.known && !token.refused && tenant.tokens.usable(token));
    const access = family.accesses.at(-1);
    if (!access || access.lifetimeS === undefined) return false;
    // A clock set forward makes a token look expired; without the server's clock, the agent cannot distinguish that from a long sleep.
    const jumped = forwardJumpMs > access.issuedAtMs;
    if (jumped && !tenant.traits.sendsDate) return false;
    return access.endsAtMs > tenant.world.trueMs + (jumped ? NEARLY_PROVEN_MS : NEARLY_OVER_MS);
  });
}

/** The view shows that a sign-in attempt has ended. */
export function settle(world: World, tenant: Tenant, { phase, error }: SignInView): void {
  const kept = phase === 'approved' || (phase === 'failed' && error?.code.startsWith('vault_') === true);
  const offered = new Set(tenant.tokens.families.filter(({ standing }) => standing === 'offered'));
  for (const family of tenant.tokens.families) {
    if (family.standing === 'offered') {
      if (kept) family.standing = 'held';
      else drop(world, family);
    } else if (family.standing === 'replaced') {
      if (phase === 'approved') drop(world, family);
      // Only the sign-in that this one would have replaced is restored.
      else if (!kept && family.replacedBy && offered.has(family.replacedBy)) family.standing = 'held';
    }
  }
}

/** The person is ending the sign-in; until that is done, it may or may not exist. */
export function leave(tenant: Tenant): void {
  for (const family of tenant.tokens.families) if (family.standing !== 'dropped') family.standing = 'leaving';
}

export function left(world: World, tenant: Tenant): void {
  for (const family of tenant.tokens.families) if (family.standing === 'leaving') drop(world, family);
}

function drop(world: World, family: Family): void {
  family.standing = 'dropped';
  family.droppedAtMs = world.trueMs;
}
