/**
 * The IAM Identity Center sign-ins in AWS's configuration: one per sso-session, one per start URL of the older form, with
 * the AWS profiles that use it. A contradiction is reported as a problem with its line. Pure.
 */
import { type AwsConfig, type AwsSection, sectionsOf } from './aws-config.ts';

export interface Problem {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

export interface AwsRole {
  /** The AWS profile's name. */
  readonly name: string;
  readonly line: number;
  readonly accountId: string;
  readonly roleName: string;
}

export interface SignIn {
  /** The session's name, or one made from the start URL. */
  readonly name: string;
  /** Undefined for the older form, which has no session. */
  readonly session: string | undefined;
  readonly line: number;
  readonly startUrl: string;
  readonly region: string | undefined;
  readonly scopes: readonly string[];
  readonly roles: AwsRole[];
}

export function signInsOf(config: AwsConfig): { signIns: SignIn[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const sessions = sectionsOf(config, 'sso-session');
  const signIns = new Map<string, SignIn>();
  for (const section of sessions.values()) {
    const signIn = sessionSignIn(section, problems);
    if (signIn) signIns.set(`session ${section.name}`, signIn);
  }
  for (const section of config.sections) problems.push(...swallowed(section));
  for (const section of sectionsOf(config, 'profile').values()) {
    const signIn = section.settings.has('sso_session')
      ? ofSession(section, sessions, signIns, problems)
      : ofStartUrl(section, signIns, problems);
    const role = signIn && roleOf(section, problems);
    if (role) signIn.roles.push(role);
  }
  return { signIns: [...signIns.values()], problems: problems.sort((a, b) => a.line - b.line) };
}

/** AWS's tools read a line that is indented deeper than a key as part of its value, so the sign-in would silently be lost. */
function swallowed({ kind, name, settings }: AwsSection): Problem[] {
  if (kind !== 'profile' && kind !== 'sso-session') return [];
  return [...settings].flatMap(([key, { value, line }]) => {
    const lost = /^(sso_\w+)\s*[=:]/m.exec(value)?.[1];
    const message = `[${kind} ${name}] has ${lost} indented under ${key}, so AWS tools read it as part of that.`;
    return lost === undefined ? [] : [{ line, message }];
  });
}

function sessionSignIn(section: AwsSection, problems: Problem[]): SignIn | undefined {
  const startUrl = value(section, 'sso_start_url');
  if (startUrl === undefined) {
    problems.push({ line: section.line, message: `[sso-session ${section.name}] has no sso_start_url.` });
    return undefined;
  }
  const scopes = (value(section, 'sso_registration_scopes') ?? '').split(',').map((scope) => scope.trim());
  return {
    name: section.name,
    session: section.name,
    line: section.line,
    startUrl,
    region: value(section, 'sso_region'),
    scopes: scopes.filter((scope) => scope !== ''),
    roles: [],
  };
}

/** AWS's tools require the values in the profile and in its session to be equal, and so do we. */
function ofSession(
  section: AwsSection,
  sessions: ReadonlyMap<string, AwsSection>,
  signIns: ReadonlyMap<string, SignIn>,
  problems: Problem[],
): SignIn | undefined {
  const name = value(section, 'sso_session') ?? '';
  const session = sessions.get(name);
  if (session === undefined) {
    const message = `[profile ${section.name}] names the sso-session '${name}', which does not exist.`;
    problems.push({ line: lineOf(section, 'sso_session'), message });
    return undefined;
  }
  for (const key of ['sso_start_url', 'sso_region', 'sso_registration_scopes']) {
    const here = value(section, key);
    const there = value(session, key);
    if (here === undefined || there === undefined || here === there) continue;
    const place = `line ${lineOf(session, key)}`;
    const message = `[profile ${section.name}] has ${key} = ${here}, but [sso-session ${name}] has ${there} (${place}).`;
    problems.push({ line: lineOf(section, key), message });
    return undefined;
  }
  return signIns.get(`session ${name}`);
}

/** The older form: everything in the profile. A session with the same address covers it. */
function ofStartUrl(section: AwsSection, signIns: Map<string, SignIn>, problems: Problem[]): SignIn | undefined {
  const startUrl = value(section, 'sso_start_url');
  if (startUrl === undefined) return undefined;
  const region = value(section, 'sso_region');
  const same = [...signIns.values()].filter((signIn) => sameUrl(signIn.startUrl, startUrl));
  const fitting = same.find((signIn) => signIn.region === region);
  if (fitting) return fitting;
  const [other] = same;
  if (other) {
    const message = `[profile ${section.name}] has sso_region = ${region ?? '(none)'} for ${startUrl}, but line ${other.line} has ${other.region ?? '(none)'}.`;
    problems.push({ line: lineOf(section, region === undefined ? 'sso_start_url' : 'sso_region'), message });
    return undefined;
  }
  const name = portalName(startUrl);
  const signIn = { name, session: undefined, line: section.line, startUrl, region, scopes: [], roles: [] };
  signIns.set(`url ${startUrl}`, signIn);
  return signIn;
}

/** None if the profile only signs in. */
function roleOf(section: AwsSection, problems: Problem[]): AwsRole | undefined {
  const accountId = value(section, 'sso_account_id');
  const roleName = value(section, 'sso_role_name');
  if (accountId === undefined && roleName === undefined) return undefined;
  if (accountId === undefined || roleName === undefined) {
    const [has, lacks] =
      accountId === undefined ? ['sso_role_name', 'sso_account_id'] : ['sso_account_id', 'sso_role_name'];
    const message = `[profile ${section.name}] has ${has} but no ${lacks}.`;
    problems.push({ line: lineOf(section, has), message });
    return undefined;
  }
  if (/^\d{12}$/.test(accountId)) return { name: section.name, line: section.line, accountId, roleName };
  const message = `[profile ${section.name}] has an sso_account_id that is not 12 digits long.`;
  problems.push({ line: lineOf(section, 'sso_account_id'), message });
  return undefined;
}

/** An empty value or a nested block counts as missing. */
function value(section: AwsSection, key: string): string | undefined {
  const text = section.settings.get(key)?.value;
  return text === undefined || text === '' || text.includes('\n') ? undefined : text;
}

function lineOf(section: AwsSection, key: string): number {
  return section.settings.get(key)?.line ?? section.line;
}

/** The same portal, with or without a final slash and hash. */
export function sameUrl(a: string, b: string): boolean {
  const bare = (url: string) => url.replace(/\/?#?\/?$/, '').toLowerCase();
  return bare(a) === bare(b);
}

/** "my-company" in https://my-company.awsapps.com/start, "d-1234567890" in the forms that have it in the path. */
export function portalName(startUrl: string): string {
  const url = URL.canParse(startUrl) ? new URL(startUrl) : undefined;
  const directory = /\/directory\/([^/#?]+)/.exec(url?.pathname ?? '')?.[1];
  return directory ?? url?.hostname.split('.')[0] ?? 'aws';
}
