/** What is wrong when several profiles, or none, serve a server. */
import type { LoginPlace } from '../answers.ts';
import { LatchkeyError } from '../errors.ts';
import type { Serving } from './token-hosts.ts';

/** Throws `login_unknown`, `login_ambiguous`. */
export function sole(found: readonly Serving[], { kind, host, path }: LoginPlace): Serving {
  const [serving, another] = found;
  if (!serving) throw new LatchkeyError('login_unknown', `There is no profile or stored login for ${host}.`);
  if (!another) return serving;
  const names = found.map(({ profile }) => profile).join(', ');
  const hint =
    kind === 'git'
      ? `Name the profile in the address, https://${serving.profile}@${host}/${path ?? '…'}, or map only one: \`latchkey profile edit ${another.profile} --no-git-host ${host}\`.`
      : `Map only one: \`latchkey profile edit ${another.profile} --no-registry ${host}\`.`;
  throw new LatchkeyError('login_ambiguous', `Several profiles serve ${host}: ${names}.`, { hint });
}

export function alreadyServed({ profile }: Serving, { host }: LoginPlace): LatchkeyError {
  return new LatchkeyError('login_ambiguous', `The profile ${profile} already serves ${host}.`, {
    hint: `Remove that first: \`latchkey profile edit ${profile} --no-registry ${host}\`.`,
  });
}
