/** Roles in words: the account, the credentials' time left, and the lines in the table of `latchkey status`. Pure. */
import type { ProfileView, RoleView } from '../../src-main/api/types.ts';
import { formatDuration } from '../line/duration.ts';
import { plain } from '../line/output.ts';

/** With more than this, status only counts the roles, except those in use or with a problem. */
const FEW = 8;

/** "Production (123456789012)", or the number alone. */
export function accountOf({ account_id: id, account_name: name }: RoleView): string {
  return plain(name === undefined || name === '' ? id : `${name} (${id})`);
}

/** "42 min" while the agent holds credentials; otherwise they are fetched when a tool asks. */
export function roleTimeLeft({ expires_at: expiresAt }: RoleView, nowMs: number): string {
  const leftS = expiresAt === undefined ? 0 : expiresAt - nowMs / 1000;
  return leftS > 0 ? formatDuration(leftS) : '';
}

/** The roles that status shows, and how many it only counts. */
export function rolesInStatus({ roles = [] }: ProfileView): { shown: readonly RoleView[]; others: number } {
  if (roles.length <= FEW) return { shown: roles, others: 0 };
  const shown = roles.filter((role) => role.expires_at !== undefined || role.problem !== undefined);
  return { shown, others: roles.length - shown.length };
}
