/** `latchkey kube-config NAME`: prints what makes kubectl ask Latchkey, or merges it into the kubeconfig. */
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { profilePath, request } from '../agent/client.ts';
import { editForeignFile, readForeignFile } from '../files/foreign-file.ts';
import { thisProgram } from '../files/this-program.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { JSON_OPTION, PROFILE } from '../line/common-options.ts';
import { answer, answerJson } from '../line/output.ts';
import { API_VERSIONS, homeOf, type Kubeconfig, wantedEntries } from './config.ts';
import { type Entry, entryNamed, FORM, putEntry, readKubeconfig, type Yaml } from './config-edit.ts';

export const KUBE_CONFIG: Command = {
  name: 'kube-config',
  summary: 'Print or write a kubeconfig entry that gets its token from Latchkey',
  details:
    'Prints a kubeconfig user whose credential is the access token of the profile. With --write, the user is put into ' +
    'the kubeconfig, and everything else there stays as it is. Users that this command did not write are never ' +
    'changed; a context that you name with --context then uses the new user.',
  args: PROFILE,
  options: [
    { name: 'user', value: 'USER', help: 'Name of the entry (default: latchkey-NAME)' },
    { name: 'context', value: 'CONTEXT', help: 'Make this context use it' },
    {
      name: 'cluster',
      value: 'CLUSTER',
      needs: 'context',
      help: 'Point the context at this cluster: an https URL, or a name',
    },
    { name: 'ca', value: 'FILE', needs: 'cluster', help: "Certificate authority for the cluster's URL, as a PEM file" },
    {
      name: 'api-version',
      value: 'VERSION',
      choices: API_VERSIONS,
      help: 'v1beta1 for kubectl before 1.22 (default: v1)',
    },
    { name: 'write', help: 'Write it to the kubeconfig' },
    { name: 'kubeconfig', value: 'FILE', help: 'Kubeconfig file (default: $KUBECONFIG, or ~/.kube/config)' },
    { name: 'dry-run', needs: 'write', help: 'With --write: only show the changes, as a unified diff' },
    JSON_OPTION,
  ],
  examples: [
    ['latchkey kube-config work', 'print the entry'],
    ['latchkey kube-config work --write --context dev --dry-run', "see what would change for the context 'dev'"],
    [
      'latchkey kube-config work --write --context dev --cluster https://k8s.example.com:6443 --ca ca.pem',
      'a context for a new cluster',
    ],
  ],
  run,
};

type Change = 'added' | 'updated' | 'unchanged';

interface Done {
  readonly entry: Entry;
  readonly path: string;
  readonly change: Change;
}

const SINGULAR = { users: 'user', clusters: 'cluster', contexts: 'context' } as const;

async function run(call: Call): Promise<void> {
  const writes = call.flags.has('write');
  await request('GET', profilePath(call.words[0] ?? '')); // so that no unknown name is written
  const yaml: Yaml = await import('js-yaml');
  const files = readAll(yaml, kubeconfigPaths(optionValue(call, 'kubeconfig')));
  const entries = wantedEntries(call, thisProgram(), files);
  if (!writes) return print(call, yaml, entries);
  const isDry = call.flags.has('dry-run');
  // One entry at a time: a kill in between leaves an intact file.
  const done = entries.map((entry) => (isDry ? planned(entry, files) : put(yaml, entry, files)));
  if (call.json) return answerJson({ dry_run: isDry, entries: done.map(asJson) });
  if (isDry) return await showDiffs(yaml, entries, files);
  for (const { entry, path, change } of done) answer(`${SINGULAR[entry.list]} ${entry.name}: ${change} in ${path}`);
  answer(`Try: kubectl ${trial(entries)} get namespaces`);
}

/** $KUBECONFIG may name several files. */
function kubeconfigPaths(given: string | undefined, env: NodeJS.ProcessEnv = process.env): string[] {
  if (given !== undefined) return [resolve(given)];
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  const paths = named.length > 0 ? named : [join(env['HOME'] || homedir(), '.kube', 'config')];
  return [...new Set(paths.map((path) => resolve(path)))];
}

function readAll(yaml: Yaml, paths: readonly string[]): Kubeconfig[] {
  return paths.map((path) => {
    const previous = readForeignFile(path);
    return { path, previous, document: readKubeconfig(yaml, decoded(previous), path) };
  });
}

function print(call: Call, { dump }: Yaml, entries: readonly Entry[]): void {
  const document = Object.fromEntries(entries.map(({ list, name, content }) => [list, [{ name, ...content }]]));
  if (call.json) answerJson(document);
  else answer(dump(document, FORM).trimEnd());
}

function put(yaml: Yaml, entry: Entry, files: readonly Kubeconfig[]): Done {
  const plan = planned(entry, files);
  const { content } = editForeignFile(plan.path, (previous) => {
    const text = decoded(previous);
    const { text: next } = putEntry(yaml, text, entry, plan.path);
    return { content: previous !== undefined && next === text ? undefined : encoded(next) };
  });
  return content === undefined ? { ...plan, change: 'unchanged' } : plan;
}

function planned(entry: Entry, files: readonly Kubeconfig[]): Done {
  const home = homeOf(entry, files);
  const present = home && entryNamed(home.document, entry.list, entry.name);
  const isSame = isDeepStrictEqual(present, { name: entry.name, ...entry.content });
  return { entry, path: home?.path ?? '', change: isSame ? 'unchanged' : present ? 'updated' : 'added' };
}

/** One diff per entry, each based on the previous one, without context lines: those may hold other users' secrets. */
async function showDiffs(yaml: Yaml, entries: readonly Entry[], files: readonly Kubeconfig[]): Promise<void> {
  const { oneHunk } = await import('../files/unified-diff.ts');
  for (const { path, previous } of files) {
    const mine = entries.filter((entry) => homeOf(entry, files)?.path === path);
    mine.reduce((text, entry) => {
      const next = putEntry(yaml, text, entry, path);
      const before = next.isRewritten ? yaml.dump(readKubeconfig(yaml, text, path), FORM) : text;
      if (next.isRewritten)
        answer(`# All of ${path} would be rewritten in kubectl's own format. Apart from that, this changes:`);
      process.stdout.write(Buffer.from(oneHunk(path, encoded(before), encoded(next.text)), 'latin1'));
      return next.text;
    }, decoded(previous));
  }
}

function trial(entries: readonly Entry[]): string {
  const last = entries.at(-1);
  return last?.list === 'contexts' ? `--context ${last.name}` : `--user ${last?.name}`;
}

const asJson = ({ entry, path, change }: Done) => ({
  kind: SINGULAR[entry.list],
  name: entry.name,
  file: path,
  change,
});
const decoded = (bytes: string | undefined): string => Buffer.from(bytes ?? '', 'latin1').toString('utf8');
const encoded = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
