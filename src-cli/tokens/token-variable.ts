/** The environment variable in which tools look for a profile's access token. Pure. */
import type { ProfileView } from '../../src-main/api/types.ts';
import { usageError } from '../line/errors.ts';

export function usualVariable({ settings }: ProfileView): string {
  const issuer = settings['issuer'];
  const host = typeof issuer === 'string' && URL.canParse(issuer) ? new URL(issuer).hostname : '';
  if (host === 'github.com') return 'GITHUB_TOKEN';
  // gitlab.com, and the usual names of self-hosted servers.
  return /^gitlab\./.test(host) ? 'GITLAB_TOKEN' : 'ACCESS_TOKEN';
}

/** Throws `usage`: another character could end the name, or the line that sets it. */
export function checkVariable(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) return name;
  const hint = 'Use letters, digits and underscores, and do not start with a digit, as in GITHUB_TOKEN.';
  throw usageError(`'${name}' cannot be the name of an environment variable.`, hint);
}
