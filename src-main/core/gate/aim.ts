/**
 * What a program wants, as the rules about asking see it: a profile's token, the credentials of a role, a stored login, or
 * a change. Who asks is a separate matter.
 */
import { present } from '../../../src-shared/present.ts';
import type { AllowedProgram, AskPolicy, Profile, Role } from '../profile.ts';
import type { Session } from '../session/session.ts';
import { signInNeeded } from '../state/sign-in-needed.ts';
import type { Remembered } from './asker.ts';

export interface Aim {
  /** Says what is wanted by what it is (account and role ID), never by a name that can be given to something else. */
  readonly key: string;
  /** Absent: no profile's. */
  readonly profile?: string | undefined;
  readonly role?: string | undefined;
  /** The server of a stored login. */
  readonly login?: string | undefined;
  /** As it is now, like `allows`. */
  readonly ask: AskPolicy;
  allows(program: Remembered): boolean;
  /** Durable when it resolves. */
  remember(program: Remembered): Promise<unknown>;
  /** Rejects with anything that would keep it from being handed out anyway, so that the person is not asked in vain. */
  ready(): Promise<void>;
}

type Place = Pick<AllowedProgram, 'account_id' | 'role_id'>;
type Keep = (profile: string, program: AllowedProgram) => Promise<unknown>;

/** `roleName` absent: the access token. */
export function profileAim(session: Session, roleName: string | undefined, keep: Keep): Aim {
  const role = session.profile.roles?.find(({ name }) => name === roleName);
  const isKnown = roleName === undefined || role !== undefined;
  return {
    key: isKnown ? aimKey(session.name, role) : JSON.stringify([session.name, null, roleName]),
    profile: session.name,
    role: roleName,
    get ask() {
      return session.profile.ask ?? 'never';
    },
    allows: (program) => isKnown && (session.profile.allowed ?? []).some((one) => covers(one, program, role)),
    remember: (program) => keep(session.name, present({ ...program, role: roleName, ...placeOf(role) })),
    async ready() {
      await session.state.load();
      if (!session.state.store.record.grant) throw signInNeeded(session.state);
      if (roleName !== undefined) session.roles.get(roleName);
    },
  };
}

/** Latchkey's own settings: they can only be changed. */
export const SETTINGS_AIM: Aim = {
  key: JSON.stringify([]),
  ask: 'always',
  allows: () => false,
  remember: () => Promise.resolve(),
  ready: () => Promise.resolve(),
};

/** False: what the key stands for is gone. */
export function offers({ name, roles = [] }: Profile, key: string): boolean {
  return key === aimKey(name, undefined) || roles.some((role) => key === aimKey(name, role));
}

/** True if both allow the same program the same thing. */
export function sameAllowed(a: AllowedProgram, b: AllowedProgram): boolean {
  return covers(a, b, b.role === undefined ? undefined : b);
}

function covers(one: AllowedProgram, { program, opened_by }: Remembered, role: Place | undefined): boolean {
  if (one.program !== program || one.opened_by !== opened_by) return false;
  return role === undefined ? one.role === undefined : isAt(one, role);
}

function isAt(one: AllowedProgram, { account_id, role_id }: Place): boolean {
  return one.role !== undefined && one.account_id === account_id && one.role_id === role_id;
}

function aimKey(profile: string, role: Place | undefined): string {
  return JSON.stringify(role === undefined ? [profile] : [profile, role.account_id, role.role_id]);
}

const placeOf = (role: Role | undefined): Place =>
  role === undefined ? {} : { account_id: role.account_id, role_id: role.role_id };
