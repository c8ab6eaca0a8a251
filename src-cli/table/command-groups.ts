/**
 * The headings under which the help, the man page and docs/commands.md list the commands, in the order in which you
 * come to need them. Data, and sorting by it.
 */
import type { Command } from '../line/command.ts';

export interface CommandGroup {
  readonly title: string;
  readonly names: readonly string[];
}

export const GROUPS: readonly CommandGroup[] = [
  { title: 'Sign in', names: ['profile add', 'login', 'status', 'refresh', 'logout', 'sandbox'] },
  { title: 'Tokens and credentials', names: ['token', 'exec', 'env'] },
  {
    title: 'Profiles',
    names: ['profile list', 'profile show', 'profile edit', 'profile remove', 'profile import', 'profile export'],
  },
  { title: 'Cloud roles', names: ['roles', 'console', 'aws-credentials', 'huawei-credentials'] },
  {
    title: 'Other tools',
    names: ['kube-config', 'kube-credential', 'logins', 'logins remove', 'oidc-agent'],
  },
  {
    title: 'OAuth clients in Ory Hydra',
    names: ['create', 'list', 'get', 'set', 'patch', 'delete', 'lifespans', 'rotate-secret'].map(
      (name) => `clients ${name}`,
    ),
  },
  { title: 'Other machines', names: ['forward', 'forwards'] },
  { title: 'Audit and lock', names: ['audit', 'lock', 'unlock'] },
  {
    title: 'Latchkey itself',
    names: [
      ...['agent', 'page', 'quit', 'doctor', 'settings', 'settings set', 'settings reset'],
      ...['reset', 'completion', 'version', 'help'],
    ],
  },
];

/** One line for a family of commands, where listing each would take too much room. */
export const FAMILIES: Readonly<Record<string, string>> = {
  clients: 'Create, list, change and delete OAuth clients',
  logins: 'List or forget logins stored by git and container tools',
  settings: 'Show or change language, notifications, proxy and more',
};

export function grouped(commands: readonly Command[]): { title: string; commands: readonly Command[] }[] {
  return GROUPS.map(({ title, names }) => ({
    title,
    commands: names.flatMap((name) => commands.filter((command) => command.name === name)),
  }));
}
