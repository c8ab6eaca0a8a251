/**
 * What importing AWS's configuration would do, given the file and the existing profiles; for the command line and the agent.
 * Pure.
 */

import { namesFor } from './aws-names.ts';
import { type AwsRole, type Problem, portalName, type SignIn, sameUrl } from './aws-sign-ins.ts';
import { PROFILE_RULE, ROLE_RULE } from './names.ts';
import { present } from './present.ts';

/** A role as the agent's API takes it. */
export interface ImportedRole {
  readonly name: string;
  readonly account_id: string;
  readonly role_id: string;
}

/** What must be known about an existing profile. */
export interface Present {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly roles?: readonly ImportedRole[] | undefined;
}

export interface PlannedRole {
  readonly role: ImportedRole;
  /** The AWS profile's name. */
  readonly from: string;
  readonly line: number;
  readonly isThere: boolean;
}

export interface PlannedProfile {
  readonly name: string;
  /** The session's name; undefined for the older form. */
  readonly from: string | undefined;
  readonly line: number;
  readonly startUrl: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly isThere: boolean;
  readonly roles: readonly PlannedRole[];
}

export interface ImportPlan {
  readonly profiles: readonly PlannedProfile[];
  readonly problems: readonly Problem[];
}

export function planImport(signIns: readonly SignIn[], present: readonly Present[]): ImportPlan {
  const problems: Problem[] = [];
  const taken = new Set<string>();
  const owns = profileNames(signIns, present);
  const names = new Set(owns.values());
  const profiles = signIns.flatMap((signIn) => {
    const own = owns.get(signIn) ?? signIn.name;
    const there = presentFor(signIn, own, names, present);
    const name = there?.name ?? own;
    const blocked = there === undefined && present.some((profile) => profile.name === name);
    if (!taken.has(name) && !blocked) {
      taken.add(name);
      return [planned(signIn, name, there, problems)];
    }
    const what = blocked ? 'for a different sign-in address' : 'from another part of this file';
    problems.push({
      line: signIn.line,
      message: `There is already a profile '${name}' ${what}; this one was skipped.`,
    });
    return [];
  });
  return { profiles, problems };
}

/** The profile that signs in at the same address: by its name, else one that matches no other session in the file. */
function presentFor(signIn: SignIn, own: string, names: ReadonlySet<string>, present: readonly Present[]) {
  const same = present.filter((profile) => signsInAt(profile, signIn));
  const ofSession = same.find(({ settings }) => signIn.session && settings['sso_session'] === signIn.session);
  return ofSession ?? same.find(({ name }) => name === own) ?? same.find(({ name }) => !names.has(name));
}

function signsInAt({ settings }: Present, signIn: SignIn): boolean {
  const { start_url: url, region } = settings;
  const isSameRegion = region === undefined || signIn.region === undefined || region === signIn.region;
  return typeof url === 'string' && sameUrl(url, signIn.startUrl) && isSameRegion;
}

/** A unique name for each sign-in. */
function profileNames(signIns: readonly SignIn[], present: readonly Present[]): Map<SignIn, string> {
  return namesFor({
    rule: PROFILE_RULE,
    items: signIns,
    nameOf: ({ name }) => name,
    otherwise: ({ startUrl }) => portalName(startUrl),
    isFree: (signIn, name) => present.every((profile) => profile.name !== name || signsInAt(profile, signIn)),
  });
}

/** A unique name for each role; an existing one of the same account and role keeps its name. */
function roleNames(roles: readonly AwsRole[], there: readonly ImportedRole[]): Map<AwsRole, string> {
  return namesFor({
    rule: ROLE_RULE,
    items: roles,
    nameOf: ({ name }) => name,
    otherwise: ({ accountId, roleName }) => `${accountId}-${roleName}`,
    isFree: (role, name) => there.every((other) => other.name !== name || same(other, newRole(role, name))),
  });
}

function planned(signIn: SignIn, name: string, there: Present | undefined, problems: Problem[]): PlannedProfile {
  const { startUrl, region, scopes } = signIn;
  const settings = {
    start_url: startUrl,
    ...present({ region }),
    ...(scopes.length > 0 && { scopes: [...scopes] }),
    // For the cache bridge: tools look for a file that is named after the session.
    ...(signIn.session !== undefined && isKeepable(signIn.session, name) && { sso_session: signIn.session }),
  };
  const names = roleNames(signIn.roles, there?.roles ?? []);
  const roles = new Map<string, PlannedRole>();
  for (const awsRole of signIn.roles) {
    const role = newRole(awsRole, names.get(awsRole) ?? awsRole.name);
    const former = there?.roles?.find((other) => other.name === role.name) ?? roles.get(role.name)?.role;
    if (former === undefined || same(former, role)) {
      roles.set(role.name, { role, from: awsRole.name, line: awsRole.line, isThere: former !== undefined });
      continue;
    }
    const message = `${name} already has a different role named '${role.name}'; [profile ${awsRole.name}] was skipped.`;
    problems.push({ line: awsRole.line, message });
  }
  const isThere = there !== undefined;
  return { name, from: signIn.session, line: signIn.line, startUrl, settings, isThere, roles: [...roles.values()] };
}

function same(a: ImportedRole, b: ImportedRole): boolean {
  return a.account_id === b.account_id && a.role_id === b.role_id;
}

function newRole({ accountId, roleName }: AwsRole, name: string): ImportedRole {
  return { name, account_id: accountId, role_id: roleName };
}

/** The setting is shown to people, so it has no control characters. */
function isKeepable(session: string, name: string): boolean {
  return session !== name && session.length <= 256 && !/[\p{C}\p{Zl}\p{Zp}]/u.test(session);
}
