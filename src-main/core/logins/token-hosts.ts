/**
 * Which profile's token is for a server: the mappings people made, and servers that need no mapping because the token
 * only goes back to its issuer. Pure: touches no token.
 */
import { present } from '../../../src-shared/present.ts';
import type { LoginPlace } from '../answers.ts';
import type { Profile, TokenHost } from '../profile.ts';
import { KNOWN_HOSTS, type KnownHost, USUAL_USERNAME } from './known-hosts.ts';
import { canonicalHost } from './login-place.ts';

/** A profile that serves a place, and how. */
export interface Serving {
  readonly profile: string;
  readonly username: string;
  readonly bearer: boolean;
}

export interface Servings {
  /** By a mapping; if there are several, none is preferred. */
  readonly mapped: readonly Serving[];
  /** The requested user name selects one of several: it is the profile's name, or the mapping's user name. */
  readonly chosen: boolean;
  /** Without a mapping. */
  readonly implied: readonly Serving[];
}

export function servings(profiles: Iterable<Profile>, place: LoginPlace, username?: string): Servings {
  const known = KNOWN_HOSTS.find(({ kind, host }) => kind === place.kind && matchesHost(host, place.host));
  const all = [...profiles];
  const mappings = all.flatMap((profile) =>
    mappingsOf(profile, place)
      .filter(({ host, path }) => matchesHost(host, place.host) && matchesPath(path, place.path))
      .map((mapping) => ({ profile, mapping })),
  );
  const told = username === undefined ? [] : toldBy(mappings, username);
  const homes = all.filter((profile) => isHome(profile, place, known));
  const named = homes.filter(({ name }) => name === username);
  return {
    mapped: best(told.length > 0 ? told : mappings).map(({ profile, mapping }) =>
      serving(profile, mapping.username, known),
    ),
    chosen: told.length > 0,
    implied: (named.length > 0 ? named : homes).map((profile) => serving(profile, undefined, known)),
  };
}

/** What is mapped to profiles without a wildcard, for listing. */
export function mappedPlaces(profile: Profile, kind: LoginPlace['kind']): (LoginPlace & { username: string })[] {
  return mappingsOf(profile, { kind })
    .filter(({ host }) => !host.includes('*'))
    .map(({ host, path, username }) => {
      const known = KNOWN_HOSTS.find((candidate) => candidate.kind === kind && matchesHost(candidate.host, host));
      const name = username ?? known?.username ?? USUAL_USERNAME;
      return present({ kind, host, path, username: name });
    });
}

interface Mapping {
  readonly profile: Profile;
  readonly mapping: TokenHost;
}

/** What docker stores beside a login is not a login, so no token replaces it. */
function mappingsOf(profile: Profile, { kind, path }: Omit<LoginPlace, 'host'>): readonly TokenHost[] {
  if (kind === 'docker' && path !== undefined) return [];
  const hosts = (kind === 'git' ? profile.git : profile.registries) ?? [];
  return hosts.map((mapping) => ({ ...mapping, host: canonicalHost(kind, mapping.host) }));
}

function serving({ name }: Profile, username: string | undefined, known: KnownHost | undefined): Serving {
  return {
    profile: name,
    username: username ?? known?.username ?? USUAL_USERNAME,
    bearer: known?.bearer === true,
  };
}

function toldBy(mappings: readonly Mapping[], username: string): Mapping[] {
  const named = mappings.filter(({ profile }) => profile.name === username);
  return named.length > 0 ? named : mappings.filter(({ mapping }) => mapping.username === username);
}

/** A full name beats a wildcard, a longer wildcard a shorter one, then a longer path a shorter one. One entry per profile. */
function best(mappings: readonly Mapping[]): Mapping[] {
  const ranked = [...mappings].sort((a, b) => compare(rank(b.mapping), rank(a.mapping)));
  const [first] = ranked;
  if (!first) return [];
  const equal = ranked.filter(({ mapping }) => compare(rank(mapping), rank(first.mapping)) === 0);
  return equal.filter(({ profile }, at) => equal.findIndex((other) => other.profile.name === profile.name) === at);
}

function rank({ host, path }: TokenHost): number[] {
  return [host.split('*').length * -1, host.length, segments(path).length];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** `*` is one whole label, as in certificates (RFC 6125 section 6.4.3). */
export function matchesHost(pattern: string, host: string): boolean {
  const [wanted, given] = [pattern.split('.'), host.split('.')];
  return (
    wanted.length === given.length &&
    wanted.every((label, at) => label === given[at] || (label === '*' && given[at] !== ''))
  );
}

const segments = (path = ''): string[] => path.split('/').filter((segment) => segment !== '');

/** Whole segments; `org/repo` also matches `org/repo.git`. A path that could climb out of a mapping matches nothing. */
function matchesPath(wanted: string | undefined, given: string | undefined): boolean {
  const parts = segments(wanted);
  if (parts.length === 0) return true;
  const asked = segments(given);
  if (mayClimb(given)) return false;
  const last = parts.length - 1;
  return parts.every((part, at) => part === asked[at] || (at === last && `${part}.git` === asked[at]));
}

/**
 * Servers differ in how often they decode a path and in what counts as a slash, so every reading is checked: encoded slashes,
 * backslashes, parameters after a segment (`..;x`), control characters, and dots or slashes in overlong UTF-8.
 */
function mayClimb(path = ''): boolean {
  for (let text = path; ; ) {
    const parts = text.replace(/[\0-\x20\x7f]/g, '').split(/[/\\]/);
    if (parts.some((part) => /^\.{1,2}(;.*)?$/.test(part)) || /%(c[01]|e0%[89]|f0%8|u00)/i.test(text)) return true;
    const decoded = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (decoded === text) return false;
    text = decoded;
  }
}

/** git sends a token to its own provider without a mapping: to the issuer's host, and to hosts known to be the issuer's. */
function isHome({ settings: { issuer } }: Profile, { kind, host }: LoginPlace, known: KnownHost | undefined): boolean {
  if (typeof issuer !== 'string') return false;
  if (kind !== 'git') return false;
  if (known?.issuer !== undefined) return known.issuer === issuer.replace(/\/$/, '');
  return URL.canParse(issuer) && new URL(issuer).host === host;
}
