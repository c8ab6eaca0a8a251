/** The rows of the table of commands that are about roles; see table/commands.ts. Data only. */
import { AWS_CREDENTIALS } from './aws-credentials-row.ts';
import type { Command, OptionSpec } from './line/command.ts';
import { run as runRoles } from './roles/command.ts';
import { run as runConsole } from './roles/console-command.ts';

const JSON_OPTION: OptionSpec = { name: 'json', help: 'Print JSON, for programs' };

export const ROLE_COMMANDS: readonly Command[] = [
  {
    name: 'roles',
    summary: 'List the roles of a profile, and add or remove some',
    details:
      'A role is a set of permissions in one account of the cloud, under a name of your choice: work/prod-admin. At a ' +
      'terminal and without options you can then choose more from a list: type to filter, space ticks, Enter adds, ' +
      'Escape leaves.',
    args: [{ name: 'NAME', isProfile: true }],
    options: [
      { name: 'available', help: 'List everything that the sign-in may use' },
      { name: 'anew', help: 'Ask the provider again instead of remembering what there is' },
      { name: 'add', value: 'ACCOUNT/ROLE', help: 'Add a role; the account by its id or its name' },
      {
        name: 'as',
        value: 'NAME',
        help: 'Name of the role that is added (default: account and role, as in prod-admin)',
      },
      { name: 'remove', value: 'ROLE', help: 'Remove a role from the profile' },
      JSON_OPTION,
    ],
    examples: [
      ['latchkey roles work', "the roles of 'work'; at a terminal, choose more"],
      ['latchkey roles work --available', 'all accounts and roles that you may use'],
      ['latchkey roles work --add Production/AdministratorAccess --as prod-admin', 'add one'],
      ['latchkey roles work --remove prod-admin', 'remove it'],
    ],
    run: runRoles,
  },
  AWS_CREDENTIALS,
  {
    name: 'console',
    summary: "Open the cloud's console in your browser, in a role",
    args: [{ name: 'NAME/ROLE', isRole: true }],
    options: [JSON_OPTION],
    examples: [['latchkey console work/prod-admin', "the console of the role 'prod-admin'"]],
    run: runConsole,
  },
];
