/** What the agent owes the person: which sign-ins must still be there, and how they come and go. */
import type { SignInView } from '../../../src-main/core/view.ts';
import type { Family } from '../server/server-types.ts';
import type { Tenant } from '../server/tenant.ts';
import type { World } from '../world/world.ts';

/** An access token without refresh token counts as ended this long before its end. */
const NEARLY_OVER_MS = 30_000;
/** The same where the provider's clock had to be asked: it is believed to a minute, and a smaller jump is not asked about. */
const NEARLY_PROVEN_MS = 150_000;

/** The sign-in that the agent must not have lost; undefined: none, or the provider ended it. */
export function owed(tenant: Tenant, forwardJumpMs: number): Family | undefined {
  return tenant.tokens.families.find((family) => {
    if (family.standing !== 'held') return false;
    if (family.refreshes.length > 0)
      return family.refreshes.some((token) => token.known && !token.refused && tenant.tokens.usable(token));
    const access = family.accesses.at(-1);
    if (!access || access.lifetimeS === undefined) return false;
    // A clock set forward makes a token look over; without the server's clock the agent cannot tell that from a long sleep.
    const jumped = forwardJumpMs > access.issuedAtMs;
    if (jumped && !tenant.traits.tellsDate) return false;
    return access.endsAtMs > tenant.world.trueMs + (jumped ? NEARLY_PROVEN_MS : NEARLY_OVER_MS);
  });
}

/** A sign-in has ended, as its view says. */
export function settle(world: World, tenant: Tenant, { phase, error }: SignInView): void {
  const kept = phase === 'approved' || (phase === 'failed' && error?.code.startsWith('vault_') === true);
  const offered = new Set(tenant.tokens.families.filter(({ standing }) => standing === 'offered'));
  for (const family of tenant.tokens.families) {
    if (family.standing === 'offered') {
      if (kept) family.standing = 'held';
      else drop(world, family);
    } else if (family.standing === 'replaced') {
      if (phase === 'approved') drop(world, family);
      // Only the one that this sign-in would have replaced is there again.
      else if (!kept && family.replacedBy && offered.has(family.replacedBy)) family.standing = 'held';
    }
  }
}

/** The person wants it gone: until that has happened it may be there or not. */
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
