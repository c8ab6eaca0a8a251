/** The rows of the table of commands that bring profiles to other machines; see table/commands.ts. Data only. */

import { run as runForward } from './forward/command.ts';
import { run as runForwards } from './forward/forwards-command.ts';
import type { Command } from './line/command.ts';

export const FORWARD_COMMANDS: readonly Command[] = [
  {
    name: 'forward',
    summary: 'Use profiles on another machine, or in a container',
    details:
      'Makes a socket that gives tokens and credentials of the profiles named and nothing else, and has ssh carry it to ' +
      'HOST, where `latchkey token` and its like find it. The sign-ins stay on this machine. It goes on, with a new ' +
      'connection when one is lost, until Ctrl-C. With --socket-only nothing is carried: the path of the socket is printed, ' +
      'to be mounted into a container or carried by a RemoteForward of your own. Options for ssh come behind `--`.',
    args: [{ name: 'HOST' }, { name: 'SSH-OPTION', optional: true, many: true }],
    options: [
      {
        name: 'profile',
        value: 'NAME[/ROLE]',
        repeat: true,
        required: true,
        isProfile: true,
        help: 'What may be used there: a profile with its roles, or credentials of one role alone',
      },
      {
        name: 'remote-path',
        value: 'PATH',
        help: 'Where to put the socket there (default: where latchkey looks for it)',
      },
      { name: 'ssh', value: 'PROGRAM', help: 'The program that connects (default: ssh)' },
      {
        name: 'socket-only',
        help: 'Only make the socket on this machine, always at the same path; HOST is a name for it',
      },
      { name: 'json', help: 'Print events as JSON lines, for programs' },
    ],
    examples: [
      ['latchkey forward build.example.com --profile work', "use 'work' on that machine"],
      ['latchkey forward me@build --profile work/prod-admin -- -p 2222', 'one role alone, with an option for ssh'],
      ['latchkey forward devbox --profile work --socket-only', 'a socket to mount into a container'],
    ],
    run: runForward,
  },
  {
    name: 'forwards',
    summary: 'List the profiles that are forwarded now',
    args: [],
    options: [{ name: 'json', help: 'Print JSON, for programs' }],
    examples: [['latchkey forwards', 'where profiles can be used besides this machine']],
    run: runForwards,
  },
];
