/** The rows of the table of commands about logins that git and container tools gave us to keep; see table/commands.ts. Data only. */
import type { Command, OptionSpec } from './line/command.ts';
import { runList, runRemove } from './logins/command.ts';

const JSON_OPTION: OptionSpec = { name: 'json', help: 'Print JSON, for programs' };

export const LOGIN_COMMANDS: readonly Command[] = [
  {
    name: 'logins',
    summary: 'List the servers that git and container tools have a login for',
    details:
      'Servers that a profile is mapped to get its token; for all others Latchkey keeps, in the keychain, what git and ' +
      'docker gave it. No password is shown. See docs/git.md and docs/docker.md.',
    args: [],
    options: [JSON_OPTION],
    examples: [['latchkey logins', 'servers, user names, and where the password comes from']],
    run: runList,
  },
  {
    name: 'logins remove',
    summary: 'Forget a login that git or a container tool stored',
    details: 'What a profile is mapped to is changed with `latchkey profile edit`.',
    args: [{ name: 'SERVER', isServer: true }],
    options: [
      { name: 'kind', value: 'KIND', choices: ['git', 'docker'], help: 'Only that of git, or that of container tools' },
      { name: 'username', value: 'USER', help: 'Only that of this user' },
      JSON_OPTION,
    ],
    examples: [
      ['latchkey logins remove git.example.com', 'forget all of this server'],
      ['latchkey logins remove docker.io --kind docker', 'forget the login to Docker Hub'],
    ],
    run: runRemove,
  },
];
