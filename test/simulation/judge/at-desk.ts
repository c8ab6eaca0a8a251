/** What the promises, the person and the callers know of the desk that they are at. */
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
  /** The running agent, about to be asked something; undefined while none answers. */
  readonly agent: Agent | undefined;
  readonly forwardJumpMs: number;
  view(): View | undefined;
  tenantOf(profile: ProfileView): Tenant | undefined;
  newTenant(): Tenant;
  /** A clock was set, or the machine slept, less than `ms` ago. */
  clockUnsettled(ms: number): boolean;
  /** Read back from the vault after the clock was set back: no clock of the machine can tell how old it is. */
  isAgeless(token: AccessTokenAtServer): boolean;
  /** The last refresh brought nothing that can be used, or the server wants the person: then a sign-in may be asked for. */
  wantsPerson(tenant: Tenant): boolean;
  calm(tenant: Tenant, ms: number): boolean;
  /** A flood at a bad moment. */
  rushAt(name: string, inMs: number): void;
}
