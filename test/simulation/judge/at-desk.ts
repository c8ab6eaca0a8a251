/** What the promises, the person and the callers know about their desk. */
import type { Agent } from '../../../src-main/core/agent/agent.ts';
import type { ProfileView, View } from '../../../src-main/core/view.ts';
import type { Browser } from '../machine/browser.ts';
import type { Life } from '../machine/life.ts';
import type { Storage } from '../machine/storage.ts';
import type { AccessTokenAtServer } from '../server/server-types.ts';
import type { Tenant } from '../server/tenant.ts';
import type { World } from '../world/world.ts';

export interface AtDesk {
  readonly world: World;
  readonly storage: Storage;
  readonly browser: Browser;
  readonly life: Life | undefined;
  /** The running agent, read just before a call; undefined while none answers. */
  readonly agent: Agent | undefined;
  readonly forwardJumpMs: number;
  view(): View | undefined;
  tenantOf(profile: ProfileView): Tenant | undefined;
  newTenant(): Tenant;
  /** A clock was changed, or the machine woke, less than `ms` ago. */
  clockUnsettled(ms: number): boolean;
  /** The token was read from the vault after the clock was set back, so none of the machine's clocks shows its age. */
  isAgeless(token: AccessTokenAtServer): boolean;
  /** The last answer to a refresh was unusable or the server wants the person, so the agent may ask for a sign-in. */
  wantsPerson(tenant: Tenant): boolean;
  calm(tenant: Tenant, ms: number): boolean;
  /** Many callers at a bad moment. */
  rushAt(name: string, inMs: number): void;
}
