/**
 * What a change of a profile would do that the person may want to know, in parts. Everything counts but what is the same
 * as before, what asks more, and what gives less. Pure.
 */
import type { z } from 'zod';
import { plainJson } from '../../../src-shared/plain-json.ts';
import { present } from '../../../src-shared/present.ts';
import type { AllowedProgram, AskPolicy, Profile, Role, TokenHost, UsesPatch } from '../../core/profile.ts';
import type { Change } from '../../core/view.ts';
import type { EditProfileBody } from '../schemas/schemas.ts';

const STRICTNESS: Readonly<Record<AskPolicy, number>> = { never: 0, new: 1, always: 2 };

export const asksLess = (next: AskPolicy | null = 'never', now: AskPolicy = 'never'): boolean =>
  STRICTNESS[next ?? 'never'] < STRICTNESS[now];

export function profileChanges(profile: Profile, patch: z.output<typeof EditProfileBody>): Change[] {
  return [
    ...usesChanges(profile, patch.uses ?? {}),
    ...settingsChanges(profile.settings, patch.settings ?? {}),
    ...Object.keys(patch.secrets ?? {}).map((name): Change => ({ kind: 'secret', name })),
  ];
}

export function usesChanges(profile: Profile, patch: UsesPatch): Change[] {
  const { ask, allowed, git, registries, ...others } = patch;
  return [
    ...(ask !== undefined && asksLess(ask, profile.ask) ? [asking(ask)] : []),
    ...added(profile.allowed, allowed).map(allowing),
    ...[...added(profile.git, git), ...added(profile.registries, registries)].map(tokenTo),
    ...settingsChanges({}, others),
  ];
}

export const roleAdded = ({ name, account_id, role_id }: Role): Change => ({
  kind: 'role_new',
  name,
  value: `${role_id} (${account_id})`,
});

function settingsChanges(now: Readonly<Record<string, unknown>>, patch: Readonly<Record<string, unknown>>): Change[] {
  return Object.entries(patch).flatMap(([name, value]): Change[] => {
    if (isSame(value ?? undefined, now[name])) return [];
    if (name === 'cache_bridge') return value === true ? [{ kind: 'cache_bridge' }] : [];
    return value === null ? [{ kind: 'setting_gone', name }] : [{ kind: 'setting', name, value: shown(name, value) }];
  });
}

/** A secret in the wrong place is refused in the end, and not shown to anyone until then. */
const shown = (name: string, value: unknown): string => (/secret|token|key|pass/i.test(name) ? '…' : textOf(value));

const asking = (ask: AskPolicy | null): Change => ({ kind: ask === 'new' ? 'ask_new' : 'ask_never' });

const allowing = ({ program, role, opened_by }: AllowedProgram): Change => {
  const name = opened_by === undefined ? program : `${program} (${opened_by})`;
  return role === undefined ? { kind: 'allow', name } : { kind: 'allow_role', name, value: role };
};

const tokenTo = ({ host, path }: TokenHost): Change => ({
  kind: 'token_to',
  name: path === undefined ? host : `${host}/${path}`,
});

/** In `next` and not exactly so in `now`. */
export function added<T extends object>(now: readonly T[] | null = [], next: readonly T[] | null = []): readonly T[] {
  return (next ?? []).filter((one) => !(now ?? []).some((other) => isSame(sorted(one), sorted(other))));
}

const isSame = (a: unknown, b: unknown): boolean => plainJson([a]) === plainJson([b]);
const sorted = (one: object) => Object.entries(present(one)).sort(([a], [b]) => (a < b ? -1 : 1));
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : plainJson(value));
