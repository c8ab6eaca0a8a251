/** The row of `latchkey reset` in the table of commands. Data only. */
import type { Command } from './line/command.ts';
import { run } from './upkeep/reset-command.ts';

export const RESET: Command = {
  name: 'reset',
  summary: 'Sign out everywhere and forget all profiles and logins',
  details:
    'For the day on which you remove Latchkey or give the computer away. Each profile is signed out at its provider, its ' +
    'registration is given back, and what is in the keychain for it is deleted; so are the logins of git and container ' +
    'tools that Latchkey stores, and it starts no more at login. Other settings and the audit log, which hold no secret, ' +
    'stay. Without --yes it only says what it would do. A profile that cannot be removed keeps no other from it, and is named.',
  args: [],
  options: [
    { name: 'yes', help: 'Do it' },
    { name: 'json', help: 'Print JSON, for programs' },
  ],
  examples: [
    ['latchkey reset', 'say what would be forgotten'],
    ['latchkey reset --yes', 'forget it'],
  ],
  run,
};
