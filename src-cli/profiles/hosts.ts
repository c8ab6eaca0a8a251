/**
 * Where else a profile's token goes: options of `profile add` and `profile edit` for git servers and container
 * registries, what they change, and the lines that show it.
 */

import type { AddProfileRequest, EditProfileRequest, ProfileView } from '../../src-main/api/types.ts';
import { present } from '../../src-shared/present.ts';
import { type Call, type OptionSpec, optionValue, under } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { plain } from '../line/output.ts';

type Uses = Pick<NonNullable<EditProfileRequest['uses']>, 'git' | 'registries'>;
type TokenHost = NonNullable<ProfileView['git']>[number];

interface HostOptions {
  readonly member: 'git' | 'registries';
  readonly add: string;
  readonly username: string;
  readonly remove: string;
  /** The word for such a server. */
  readonly noun: string;
}

const GIT: HostOptions = {
  member: 'git',
  add: 'git-host',
  username: 'git-username',
  remove: 'no-git-host',
  noun: 'git server',
};
const REGISTRY: HostOptions = {
  member: 'registries',
  add: 'registry',
  username: 'registry-username',
  remove: 'no-registry',
  noun: 'registry',
};

const HEADING = 'Git and container tools';

export const HOST_OPTIONS: readonly OptionSpec[] = under(HEADING, [
  {
    name: GIT.add,
    value: 'HOST[/PATH]',
    repeat: true,
    help: 'Give git the token for this server (* stands for one label, as in *.example.com), or only below a path there',
  },
  {
    name: GIT.username,
    needs: GIT.add,
    value: 'USER',
    help: 'User name to send with the token (default: what the server is known to expect)',
  },
  { name: REGISTRY.add, value: 'HOST', repeat: true, help: 'Give container tools the token for this registry' },
  {
    name: REGISTRY.username,
    needs: REGISTRY.add,
    value: 'USER',
    help: 'User name to send with the token (default: what the registry is known to expect)',
  },
]);

export const HOST_REMOVALS: readonly OptionSpec[] = under(HEADING, [
  { name: GIT.remove, value: 'HOST[/PATH]', repeat: true, help: 'Stop giving git the token for this host' },
  {
    name: REGISTRY.remove,
    value: 'HOST',
    repeat: true,
    help: 'Stop giving container tools the token for this registry',
  },
]);

/** True when the call says something about hosts. */
export function namesHosts(call: Call): boolean {
  return [...HOST_OPTIONS, ...HOST_REMOVALS].some(({ name }) => call.values.has(name));
}

/** The hosts of a new profile. Throws `usage`. */
export function newHosts(call: Call): Pick<AddProfileRequest, 'git' | 'registries'> {
  const { git, registries } = hostUses(call, { name: '' });
  return { ...(git && { git }), ...(registries && { registries }) };
}

/** What the call changes of `present`. Throws `usage`. */
export function hostUses(call: Call, present: Pick<ProfileView, 'name' | 'git' | 'registries'>): Uses {
  return { ...changed(call, GIT, present), ...changed(call, REGISTRY, present) };
}

function changed(call: Call, options: HostOptions, present: Pick<ProfileView, 'name' | 'git' | 'registries'>): Uses {
  const added = (call.values.get(options.add) ?? []).map((text) => tokenHost(call, options, text));
  const removed = (call.values.get(options.remove) ?? []).map((text) => parseHost(options, options.remove, text));
  if (added.length + removed.length === 0) return {};
  const hosts = present[options.member] ?? [];
  for (const gone of removed) {
    if (hosts.some((host) => isRemoved(host, gone))) continue;
    throw usageError(
      `${present.name} is not mapped to the ${options.noun} ${textOf(gone)}.`,
      `Run \`latchkey profile show ${present.name}\` to see what it is mapped to.`,
    );
  }
  const kept = hosts.filter(
    (host) => !removed.some((gone) => isRemoved(host, gone)) && !added.some((other) => isSame(host, other)),
  );
  const next = [...kept, ...added];
  return { [options.member]: next.length === 0 ? null : next };
}

function tokenHost(call: Call, options: HostOptions, text: string): TokenHost {
  const username = optionValue(call, options.username);
  return present({ ...parseHost(options, options.add, text), username });
}

/** A host as people copy it, with https:// or a trailing slash. The agent checks the rest. */
function parseHost({ member }: HostOptions, option: string, text: string): Pick<TokenHost, 'host' | 'path'> {
  if (/^(?!https:)[a-z+]+:\/\//i.test(text) || text.includes('@')) {
    throw usageError(`--${option} takes the name of an https server, such as git.example.com.`);
  }
  const [host = '', ...segments] = text.replace(/^https:\/\//i, '').split('/');
  const path = segments.filter((segment) => segment !== '').join('/');
  if (member === 'git') return { host: host.toLowerCase(), ...(path !== '' && { path }) };
  // docker's own form of a registry: https://index.docker.io/v1/
  if (path === '' || /^v[12]$/.test(path)) return { host: host.toLowerCase() };
  throw usageError(`--${option} takes a registry without a path: container tools do not say which image they want.`);
}

const isSame = (a: TokenHost, b: TokenHost): boolean => a.host === b.host && a.path === b.path;

/** Without a path, every path matches. */
const isRemoved = (host: TokenHost, gone: TokenHost): boolean =>
  host.host === gone.host && (gone.path === undefined || gone.path === host.path);

const textOf = ({ host, path }: TokenHost): string => plain(path === undefined ? host : `${host}/${path}`);

/** Rows for `profile show`; the first of each kind has the label. */
export function hostRows({ git = [], registries = [] }: ProfileView): [string, string][] {
  const rows = (label: string, hosts: readonly TokenHost[]) =>
    hosts.map((host, at): [string, string] => {
      const user = host.username === undefined ? '' : ` as ${plain(host.username)}`;
      return [at === 0 ? label : '', `${textOf(host)}${user}`];
    });
  return [...rows('git servers', git), ...rows('registries', registries)];
}
