/** The entries that `latchkey kube-config` wants in a kubeconfig, from its options, and the file that each belongs in. Pure. */
import { resolve } from 'node:path';
import { type Call, optionValue } from '../line/command.ts';
import { CliError, EXIT, usageError } from '../line/errors.ts';
import { type Entry, entryNamed, isMembers, type ListName, type Members } from './config-edit.ts';

export interface Kubeconfig {
  readonly path: string;
  /** One character per byte; undefined: there is no such file. */
  readonly previous: string | undefined;
  readonly document: Members;
}

const GROUP = 'client.authentication.k8s.io';
export const API_VERSIONS = ['v1', 'v1beta1'] as const;

/** The entries in the order in which they must be written: none refers to a later one. */
export function wantedEntries(call: Call, program: readonly string[], files: readonly Kubeconfig[]): Entry[] {
  const user = userEntry(call, program);
  refuseForeign(user, find(files, 'users', user.name));
  const context = optionValue(call, 'context');
  const cluster = optionValue(call, 'cluster');
  if (context === undefined) return [user];
  const isUrl = cluster !== undefined && /^https?:\/\//i.test(cluster);
  if (call.values.has('ca') && !isUrl) throw usageError('--ca needs --cluster with the URL of the cluster.');
  const added = isUrl ? [clusterEntry(call, context, cluster, files)] : [];
  const clusterName = isUrl ? context : cluster;
  return [user, ...added, contextEntry(context, user.name, clusterName, files)];
}

function userEntry(call: Call, [command = '', ...rest]: readonly string[]): Entry {
  const [name = ''] = call.words;
  const exec = {
    apiVersion: `${GROUP}/${optionValue(call, 'api-version') ?? 'v1'}`,
    command,
    args: [...rest, 'kube-credential', name],
    // It never reads standard input, so kubectl keeps it.
    interactiveMode: 'Never',
    provideClusterInfo: false,
    installHint: 'This user signs in with Latchkey, which is not installed here or was moved.',
  };
  return { list: 'users', name: optionValue(call, 'user') ?? `latchkey-${name}`, content: { user: { exec } } };
}

/** kubectl sends a credential to https only (and does not even start a plugin for http). */
function clusterEntry(call: Call, name: string, server: string, files: readonly Kubeconfig[]): Entry {
  if (!/^https:/i.test(server) || !URL.canParse(server)) {
    throw usageError(`--cluster cannot be '${server}'.`, 'Give an https URL; kubectl sends tokens nowhere else.');
  }
  const present = find(files, 'clusters', name)?.['cluster'];
  if (isMembers(present) && present['server'] !== server) {
    throw taken('cluster', name, 'Choose another name with --context, or name that cluster with --cluster.');
  }
  const ca = optionValue(call, 'ca');
  const kept = isMembers(present) ? present : { server };
  const cluster = ca === undefined ? kept : { ...kept, 'certificate-authority': resolve(ca) };
  return { list: 'clusters', name, content: { cluster } };
}

function contextEntry(name: string, user: string, cluster: string | undefined, files: readonly Kubeconfig[]): Entry {
  const present = find(files, 'contexts', name);
  const previous = isMembers(present?.['context']) ? present['context'] : undefined;
  if (previous === undefined && cluster === undefined) {
    const hint =
      'Name an existing context, or create one with --cluster: its URL, or the name of a cluster in the file.';
    throw usageError(`There is no context named '${name}'.`, hint);
  }
  const context = { ...previous, ...(cluster !== undefined && { cluster }), user };
  return { list: 'contexts', name, content: { context } };
}

/** An entry of that name that is not ours is never changed. */
function refuseForeign({ name }: Entry, present: Members | undefined): void {
  const user = present?.['user'];
  const exec = isMembers(user) ? user['exec'] : undefined;
  const args = isMembers(exec) ? exec['args'] : undefined;
  const isOurs = Array.isArray(args) && args.includes('kube-credential');
  if (present !== undefined && !isOurs) throw taken('user', name, 'Choose another name with --user.');
}

function taken(what: string, name: string, hint: string): CliError {
  const message = `The kubeconfig already has a different ${what} named '${name}'. Nothing was written.`;
  return new CliError('profile_exists', EXIT.usage, message, hint);
}

/** The first file that has the entry wins, as in kubectl. */
function find(files: readonly Kubeconfig[], list: ListName, name: string): Members | undefined {
  for (const { document } of files) {
    const found = entryNamed(document, list, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The file that an entry goes to, by kubectl's rule: an existing entry is changed where it is; a new one goes to the
 * first file that exists, or else to the last one named.
 */
export function homeOf(entry: Entry, files: readonly Kubeconfig[]): Kubeconfig | undefined {
  return (
    files.find(({ document }) => entryNamed(document, entry.list, entry.name) !== undefined) ??
    files.find(({ previous }) => previous !== undefined) ??
    files.at(-1)
  );
}
