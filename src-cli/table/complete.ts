/**
 * What may come next on a half-typed command line: one candidate per line, with its meaning after a tab. The shells'
 * completion scripts call it as `latchkey __complete WORDS…`; it is quick, and silent when anything is wrong.
 */
import type { ProfilesResponse, ProfileView } from '../../src-main/api/types.ts';
import { PROFILE_NAME, PROFILE_OR_ROLE } from '../../src-shared/names.ts';
import { request } from '../agent/client.ts';
import { asLogins } from '../agent/logins-api.ts';
import type { Command, OptionSpec } from '../line/command.ts';
import { answer, plain } from '../line/output.ts';
import { accountOf } from '../roles/role-text.ts';
import { membersOf, topLevelNames } from './find-command.ts';

/** No one waits longer than this for a TAB. */
const PATIENCE_MS = 3000;

type Table = readonly Command[];
type Candidate = readonly [word: string, meaning: string];

/** `words`: those after `latchkey`, the last one being typed (it may be empty). */
export async function complete(table: Table, words: readonly string[]): Promise<void> {
  const joined = joinEquals(words);
  const current = joined.at(-1) ?? '';
  const all = await candidates(table, joined.slice(0, -1), current).catch(() => []);
  const fitting = all.filter(([word]) => word.startsWith(current));
  if (fitting.length > 0) answer(fitting.map(([word, meaning]) => `${word}\t${plain(meaning)}`).join('\n'));
}

/** bash splits `--flow=dev` into three words; here they become two: the option and its value. */
function joinEquals(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [at, word] of words.entries()) {
    if (word === '=' && words[at - 1]?.startsWith('--')) {
      if (at === words.length - 1) joined.push('');
    } else joined.push(word);
  }
  return joined;
}

async function candidates(table: Table, before: readonly string[], current: string): Promise<readonly Candidate[]> {
  const found = commandOf(table, before);
  if (!found) return commandNames(table, before);
  const { command, rest } = found;
  if (command.name === 'help') return commandNames(table, rest);
  const awaiting = optionNamed(command, rest.at(-1));
  if (awaiting?.isProfile) return [...(await profiles()), ...(await roles())];
  if (awaiting?.value !== undefined) return (awaiting.choices ?? []).map((choice) => [choice, awaiting.help]);
  if (current.startsWith('-')) return optionsOf(command, rest);
  const argument = command.args[rest.filter((word, at) => isPositional(command, rest, word, at)).length];
  if (argument?.choices) return argument.choices.map((choice) => [choice, command.summary]);
  if (argument?.isProfile && argument.isRole) return [...(await roles()), ...(await profiles())];
  if (argument?.isProfile) return await profiles();
  if (argument?.isRole) return await roles();
  if (argument?.isServer) return await servers();
  if (argument) return [];
  return [...(rest.length === 0 ? commandNames(table, [command.name]) : []), ...optionsOf(command, rest)];
}

function commandOf(table: Table, words: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = words.length >= length ? table.find((candidate) => candidate.name === name) : undefined;
    if (command) return { command, rest: words.slice(length) };
  }
  return undefined;
}

/** The next word of a command's name, after the given ones. */
function commandNames(table: Table, before: readonly string[]): Candidate[] {
  if (before.length === 0) return topLevelNames(table).map((name) => [name, summaryOf(table, name)]);
  const start = before.join(' ');
  return membersOf(table, start).map(({ name, summary }) => [name.slice(start.length + 1), summary]);
}

function summaryOf(table: Table, name: string): string {
  const command = table.find((candidate) => candidate.name === name);
  if (command) return command.summary;
  return commandNames(table, [name])
    .map(([member]) => member)
    .join(', ');
}

function optionNamed(command: Command, word: string | undefined): OptionSpec | undefined {
  return command.options.find(({ name }) => word === `--${name}`);
}

function isPositional(command: Command, words: readonly string[], word: string, at: number): boolean {
  return !word.startsWith('-') && optionNamed(command, words[at - 1])?.value === undefined;
}

/** Options that can still be given. */
function optionsOf(command: Command, given: readonly string[]): Candidate[] {
  const open = command.options.filter(({ name, repeat }) => repeat || !given.includes(`--${name}`));
  return [...open.map(({ name, help }): Candidate => [`--${name}`, help]), ['--help', 'Show this help']];
}

async function profiles(): Promise<Candidate[]> {
  return (await safeProfiles()).map((profile) => [profile.name, profile.display_name]);
}

async function roles(): Promise<Candidate[]> {
  const all = (await safeProfiles()).flatMap((profile) =>
    (profile.roles ?? []).map(
      (role): Candidate => [`${profile.name}/${role.name}`, `${accountOf(role)} ${role.role_id}`],
    ),
  );
  return all.filter(([name]) => PROFILE_OR_ROLE.test(name));
}

async function servers(): Promise<Candidate[]> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const { logins } = asLogins(await request('GET', '/v1/logins', { signal }));
  const stored = logins.filter(({ source, server }) => source === 'stored' && SAFE_SERVER.test(server));
  return stored.map(({ server, username }) => [server, username]);
}

const SAFE_SERVER = /^[A-Za-z0-9._:/[\]-]+$/;
/** Our agent has no names that a shell could take for anything but a word. */
async function safeProfiles(): Promise<readonly ProfileView[]> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const given = (await request('GET', '/v1/profiles', { signal })) as ProfilesResponse;
  return given.profiles.filter(({ name }) => PROFILE_NAME.test(name));
}
