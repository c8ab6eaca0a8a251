/**
 * The rules for names, once for the whole program: the agent's schemas and doors, links, the command line and the forms.
 * Pure. Some of these patterns decide what a limited door lets through; test/shared/names.test.ts spells them out.
 */

/** Starts with a letter or digit; `chars` is the inside of a character class. */
export interface NameRule {
  readonly chars: string;
  readonly longest: number;
}

export const PROFILE_RULE: NameRule = { chars: 'A-Za-z0-9._-', longest: 64 };
export const ROLE_RULE: NameRule = { chars: 'A-Za-z0-9._@-', longest: 128 };
/** A forward: a folder name within a socket's path, which must be short. */
export const FORWARD_RULE: NameRule = { chars: PROFILE_RULE.chars, longest: 32 };

const inPattern = ({ chars, longest }: NameRule): string => `[A-Za-z0-9][${chars}]{0,${longest - 1}}`;

/** Parts of longer patterns. */
export const PROFILE = inPattern(PROFILE_RULE);
export const ROLE = inPattern(ROLE_RULE);

/** Whole names. */
export const PROFILE_NAME = new RegExp(`^${PROFILE}$`);
export const ROLE_NAME = new RegExp(`^${ROLE}$`);
export const FORWARD_NAME = new RegExp(`^${inPattern(FORWARD_RULE)}$`);
/** `work`, or one of its roles: `work/prod-admin`. */
export const PROFILE_OR_ROLE = new RegExp(`^${PROFILE}(/${ROLE})?$`);

export type NameFault = 'missing' | 'start' | 'chars' | 'long';

/** The first problem with a name that someone types. */
export function nameFault({ chars, longest }: NameRule, name: string): NameFault | undefined {
  if (name === '') return 'missing';
  if (!/^[A-Za-z0-9]/.test(name)) return 'start';
  if (!new RegExp(`^[${chars}]+$`).test(name)) return 'chars';
  return name.length > longest ? 'long' : undefined;
}

/** Replaces characters that a name cannot have with hyphens. */
const hyphenated = ({ chars }: NameRule, text: string): string => text.replace(new RegExp(`[^${chars}]+`, 'g'), '-');

/** `text` as a name; empty if none of it can be one. */
export function asName(rule: NameRule, text: string): string {
  return hyphenated(rule, text)
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, rule.longest);
}

/** A free name for a role: `prod-admin`; with the account number, then with a count, if that is taken. */
export function proposedRoleName(
  account: { readonly id: string; readonly name?: string | undefined },
  roleName: string,
  isTaken: (name: string) => boolean,
): string {
  const named = (text: string) => `${text}-${hyphenated(ROLE_RULE, roleName)}`.slice(0, ROLE_RULE.longest);
  const short = named(slug(account.name ?? '') || account.id);
  const free = [short, named(account.id)].find((name) => !isTaken(name));
  let name = free ?? short;
  for (let count = 2; isTaken(name); count += 1) name = `${short.slice(0, 120)}-${count}`;
  return name;
}

/** Lower case, letters without accents; anything but letters and digits becomes a hyphen. */
function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

const hostPattern = (name: string): RegExp => new RegExp(`^${name}(:\\d{1,5})?$|^\\[[0-9a-f:.]+\\](:\\d{1,5})?$`);

/** A git or container server. Some names have an underscore. */
export const LOGIN_HOST = hostPattern('[a-z0-9_]([a-z0-9._-]*[a-z0-9])?');
/** A server that receives a profile's token, with `*` as a wildcard. */
export const TOKEN_HOST = hostPattern('[a-z0-9*]([a-z0-9.*-]*[a-z0-9])?');

/** eu-central-1, us-gov-west-1, us-iso-east-1, eusc-de-east-1 */
export const REGION = /^[a-z]{2,8}(-[a-z0-9]{1,16}){1,4}-\d{1,2}$/;
