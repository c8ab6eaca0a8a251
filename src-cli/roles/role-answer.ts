/** Asks the agent for a role's credentials and reads its answer, for all commands that print them. */
import { VISIBLE } from '../../src-shared/ascii.ts';
import { request } from '../agent/client.ts';
import { type Call, optionValue } from '../line/command.ts';
import { parseDurationS } from '../line/duration.ts';
import { answerBroken } from '../line/errors.ts';
import type { RoleName } from './role-name.ts';
import { rolePath } from './role-name.ts';

export interface RoleKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** RFC 3339, UTC. */
  readonly expiration: string;
  readonly accountId: string;
}

/** Respects `--min-ttl`. Rejects with a CliError. */
export async function roleKeys(call: Call, role: RoleName): Promise<RoleKeys> {
  return keysIn(await request('GET', `${rolePath(role)}/credentials${minTtlQuery(call)}`));
}

/** Throws `usage`. */
export function minTtlQuery(call: Call): string {
  const least = optionValue(call, 'min-ttl');
  return least === undefined ? '' : `?min_ttl=${parseDurationS(least, 'min-ttl')}`;
}

function keysIn(given: unknown): RoleKeys {
  const members: Readonly<Record<string, unknown>> = typeof given === 'object' && given !== null ? { ...given } : {};
  const text = (name: string): string => {
    const value = members[name];
    // Visible ASCII: anything else could steer the shell or terminal that gets it.
    if (typeof value === 'string' && VISIBLE.test(value)) return value;
    throw answerBroken("The agent's answer has no usable credentials.");
  };
  return {
    accessKeyId: text('access_key_id'),
    secretAccessKey: text('secret_access_key'),
    sessionToken: text('session_token'),
    expiration: text('expiration'),
    accountId: text('account_id'),
  };
}
