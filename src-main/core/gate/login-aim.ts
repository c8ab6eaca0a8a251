/** A login that git or a container tool stored, as the rules about asking see it: it belongs to no profile. */
import type { LoginPlace } from '../answers.ts';
import type { AllowedLogin, LoginRules } from '../settings.ts';
import type { Aim } from './aim.ts';

export function loginAim({ kind, host }: LoginPlace, rules: LoginRules): Aim {
  const isHere = (one: AllowedLogin) => one.kind === kind && one.host === host;
  return {
    // No profile has this key.
    key: JSON.stringify([null, kind, host]),
    login: host,
    get ask() {
      return rules.now().ask ?? 'never';
    },
    // Another machine gets no stored login.
    allows: ({ program, opened_by }) =>
      opened_by === undefined && (rules.now().allowed ?? []).some((one) => one.program === program && isHere(one)),
    remember: ({ program }) => rules.allow({ program, kind, host }),
    ready: () => Promise.resolve(),
  };
}
