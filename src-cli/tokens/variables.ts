/**
 * What a program gets in its environment for a profile or a role, and what is removed from it: for `latchkey exec` and
 * `latchkey env`. An AWS role gets an endpoint that lasts as long as the process; everything else expires with the token.
 */
import type { ProfilesResponse, ProfileView } from '../../src-main/api/types.ts';
import { profilePath, request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import { defaultProfileInTheWay } from '../aws/default-profile.ts';
import { type ArgumentSpec, type Call, type OptionSpec, optionValue } from '../line/command.ts';
import { CliError, usageError } from '../line/errors.ts';
import { plain, remark } from '../line/output.ts';
import { minTtlQuery, roleKeys } from '../roles/role-answer.ts';
import { parseRoleName, type RoleName } from '../roles/role-name.ts';
import { startRun } from './container-run.ts';
import { CONFLICTS, ENDPOINTS, type EndpointNames, VARIABLES } from './env-names.ts';
import { accessTokenOf } from './token-command.ts';
import { checkVariable, usualVariable } from './token-variable.ts';

/** As in `latchkey exec work/prod-admin -- …`: for a role, the profile's name alone is not enough. */
export const TARGET: ArgumentSpec = { name: 'NAME[/ROLE]', isProfile: true, isRole: true };
export const DELIVERY: readonly OptionSpec[] = [
  { name: 'var', value: 'VARIABLE', help: 'Variable for the access token of a profile (default: see above)' },
  { name: 'static', help: 'AWS: set keys, which expire, instead of an endpoint' },
  { name: 'region', value: 'REGION', help: 'AWS: also set AWS_REGION and AWS_DEFAULT_REGION' },
];
export const WHAT =
  'For an AWS role, the environment gets the address of an endpoint that serves only this role and always has fresh ' +
  'credentials; all tools that support container credentials use it. For a Huawei Cloud role, it gets keys, under the ' +
  'names that its SDKs and its Terraform provider read. For a profile, it gets the access token, as GITHUB_TOKEN, ' +
  'GITLAB_TOKEN or otherwise ACCESS_TOKEN. Keys and tokens in an environment are not refreshed.';

type Pairs = readonly (readonly [name: string, value: string])[];

export interface Variables {
  readonly set: Pairs;
  /** Names to remove from the environment. */
  readonly remove: readonly string[];
  /** The run to end with the program. */
  readonly runId?: string;
}

/** `owner` of the run: this process, or the shell that evaluates what it prints. Rejects with a CliError. */
export async function variablesFor(call: Call, owner: 'caller' | 'shell'): Promise<Variables> {
  const name = call.words[0] ?? '';
  return name.includes('/') ? await ofRole(call, parseRoleName(name), owner) : await ofProfile(call, name);
}

async function ofProfile(call: Call, name: string): Promise<Variables> {
  const profile = await profileNamed(name);
  const chosen = optionValue(call, 'var');
  if (profile.has_roles && chosen === undefined) {
    const example = `${name}/${profile.roles?.[0]?.name ?? 'ROLE'}`;
    const hint = `Give a role, as in ${example}; \`latchkey roles ${name}\` lists them. For the access token itself, add --var VARIABLE.`;
    throw usageError(`\`latchkey ${call.command.name}\` needs a role of ${name}.`, hint);
  }
  refuse(call, ['static', 'region'], 'is only for roles, NAME/ROLE');
  const variable = chosen === undefined ? usualVariable(profile) : checkVariable(chosen);
  const given = await request('GET', `${profilePath(name)}/token${minTtlQuery(call)}`);
  return { set: [[variable, accessTokenOf(given)]], remove: [] };
}

async function ofRole(call: Call, role: RoleName, owner: 'caller' | 'shell'): Promise<Variables> {
  refuse(call, ['var'], 'is for the access token of a profile, not for a role');
  const { provider, provider_title: title } = await profileNamed(role.profile);
  const names = VARIABLES[provider];
  if (!names) {
    const hint = 'Use `latchkey token NAME` for its access token.';
    throw usageError(`${role.profile} signs in to ${title}, whose tools do not use role credentials.`, hint);
  }
  const endpoint = ENDPOINTS[provider];
  if (!endpoint) refuse(call, ['region'], `is not for roles of ${title}`);
  const regions = regionsOf(call, endpoint);
  const given = (endpoint && (await fromEndpoint(call, role, owner, endpoint))) ?? (await keysOf(call, role, names));
  const set = [...given.set, ...regions];
  const remove = (CONFLICTS[provider] ?? []).filter((name) => !set.some(([other]) => other === name));
  return { ...given, set, remove };
}

/** Undefined: keys were requested, or an endpoint would not work (a remark says so). */
async function fromEndpoint(
  call: Call,
  { profile, role }: RoleName,
  owner: 'caller' | 'shell',
  names: EndpointNames,
): Promise<Pick<Variables, 'set' | 'runId'> | undefined> {
  if (call.flags.has('static')) return undefined;
  const place = defaultProfileInTheWay();
  if (place !== undefined) {
    return keysInstead(`AWS tools would use the default profile (${plain(place)}) instead of Latchkey's endpoint.`);
  }
  refuse(call, ['min-ttl'], 'needs --static: an endpoint always has fresh credentials');
  try {
    const { id, url, authorization } = await startRun({ profile, role, owner });
    const set = [[names.url, url] as const, [names.authorization, authorization] as const];
    return { runId: id, set };
  } catch (thrown) {
    if (!isLimited(thrown)) throw thrown;
    return keysInstead('The agent is on another machine, and its endpoint only serves programs there.');
  }
}

function keysInstead(why: string): undefined {
  remark(`latchkey: ${why}\n  The credentials are given as keys instead, which expire; see docs/exec.md.`);
}

async function keysOf(call: Call, role: RoleName, names: (typeof VARIABLES)[string]): Promise<Pick<Variables, 'set'>> {
  const keys = await roleKeys(call, role);
  return { set: (names ?? []).map(([name, member]) => [name, keys[member]] as const) };
}

/** Through a socket forwarded from another machine, only the list of profiles can be read. */
async function profileNamed(name: string): Promise<ProfileView> {
  try {
    return asProfile(await request('GET', profilePath(name)));
  } catch (thrown) {
    if (!isLimited(thrown)) throw thrown;
    const given = (await request('GET', '/v1/profiles')) as ProfilesResponse;
    const found = given.profiles.find((profile) => profile.name === name);
    if (found === undefined) throw thrown;
    return asProfile(found);
  }
}

function isLimited(thrown: unknown): boolean {
  return thrown instanceof CliError && thrown.code === 'not_allowed';
}

function regionsOf(call: Call, endpoint: EndpointNames | undefined): Pairs {
  const region = optionValue(call, 'region');
  if (region === undefined || endpoint === undefined) return [];
  if (!/^[a-z0-9-]{2,40}$/.test(region))
    throw usageError(`'${region}' is not a region.`, 'Give a region such as eu-central-1.');
  return endpoint.regions.map((name) => [name, region] as const);
}

function refuse(call: Call, options: readonly string[], why: string): void {
  const given = options.find((option) => call.flags.has(option) || call.values.has(option));
  if (given !== undefined) throw usageError(`--${given} ${why}.`, `Run \`latchkey ${call.command.name} --help\`.`);
}
