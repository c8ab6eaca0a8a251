/**
 * What importing AWS's configuration would do, given the file and the existing profiles; for the command line and the agent.
 * Pure.
 */
import { type AwsRole, type Problem, type SignIn, sameUrl } from './aws-sign-ins.ts';
import { asName, PROFILE_RULE, ROLE_RULE } from './names.ts';
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
  readonly line: number;
  readonly isThere: boolean;
}

export interface PlannedProfile {
  readonly name: string;
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
  const names = new Set(signIns.map(({ name }) => profileName(name)));
  const profiles = signIns.flatMap((signIn) => {
    const own = profileName(signIn.name);
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
  const same = present.filter(({ settings }) => {
    const { start_url: url, region } = settings;
    const isSameRegion = region === undefined || signIn.region === undefined || region === signIn.region;
    return typeof url === 'string' && sameUrl(url, signIn.startUrl) && isSameRegion;
  });
  return same.find(({ name }) => name === own) ?? same.find(({ name }) => !names.has(name));
}

function planned(signIn: SignIn, name: string, there: Present | undefined, problems: Problem[]): PlannedProfile {
  const { startUrl, region, scopes } = signIn;
  const settings = {
    start_url: startUrl,
    ...present({ region }),
    ...(scopes.length > 0 && { scopes: [...scopes] }),
  };
  const roles = new Map<string, PlannedRole>();
  for (const awsRole of signIn.roles) {
    const role = newRole(awsRole);
    const former = there?.roles?.find((other) => other.name === role.name) ?? roles.get(role.name)?.role;
    if (former === undefined || same(former, role)) {
      roles.set(role.name, { role, line: awsRole.line, isThere: former !== undefined });
      continue;
    }
    const message = `${name} already has a different role named '${role.name}'; [profile ${awsRole.name}] was skipped.`;
    problems.push({ line: awsRole.line, message });
  }
  return { name, line: signIn.line, startUrl, settings, isThere: there !== undefined, roles: [...roles.values()] };
}

function same(a: ImportedRole, b: ImportedRole): boolean {
  return a.account_id === b.account_id && a.role_id === b.role_id;
}

function newRole({ name, accountId, roleName }: AwsRole): ImportedRole {
  return { name: asName(ROLE_RULE, name) || 'aws', account_id: accountId, role_id: roleName };
}

function profileName(name: string): string {
  return asName(PROFILE_RULE, name) || 'aws';
}
