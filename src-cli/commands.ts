/**
 * The table of commands: from it come parsing, help, completion and the reference in docs/. Data and lazy imports only,
 * because every start of the program reads it. A command: add a row here and one file beside it.
 */
import type { ArgumentSpec, Command, OptionSpec } from './command.ts';
import { PROFILE_COMMANDS } from './profile-commands.ts';

const PROFILE: readonly ArgumentSpec[] = [{ name: 'NAME', isProfile: true }];
const JSON_OPTION: OptionSpec = { name: 'json', help: 'Print JSON, for programs' };

export const HELP: Command = {
  name: 'help',
  summary: 'Show what the commands do',
  args: [{ name: 'COMMAND', optional: true, many: true }],
  options: [],
  examples: [
    ['latchkey help', 'all commands'],
    ['latchkey help profile add', 'one command, with examples'],
  ],
  load: () => import('./help.ts'),
};

export const COMMANDS: readonly Command[] = [
  {
    name: 'login',
    summary: 'Sign in, and wait until it is done',
    details:
      'Shows a code and a link, or opens the sign-in page in your browser, and waits until you have approved it there. ' +
      'From then on Latchkey renews the sign-in in the background. Ctrl-C cancels the sign-in.',
    args: PROFILE,
    options: [
      {
        name: 'flow',
        value: 'FLOW',
        choices: ['device', 'browser'],
        help: 'device: type a code on any device; browser: a page on this machine (default: what the provider offers)',
      },
      { name: 'no-open', help: 'Only show the link; do not open the browser' },
      { name: 'json', help: 'Print JSON lines, for programs: one when the code is there, one at the end' },
    ],
    examples: [
      ['latchkey login work', "sign in to the profile 'work'"],
      ['latchkey login work --flow device --no-open', 'on a machine without a browser, over SSH for example'],
    ],
    load: () => import('./login-command.ts'),
  },
  {
    name: 'logout',
    summary: 'Sign out and forget the tokens',
    details: 'The provider is asked to withdraw the tokens. The profile itself stays; `latchkey login` signs in again.',
    args: PROFILE,
    options: [JSON_OPTION],
    examples: [['latchkey logout work', "end the sign-in of 'work'"]],
    load: () => import('./logout-command.ts'),
  },
  {
    name: 'token',
    summary: 'Print a fresh access token',
    details:
      'Prints the token alone, for use in scripts. It is answered from memory when the token at hand lives long enough, ' +
      'else it is renewed first. When a person must sign in, the command fails with exit code 3.',
    args: PROFILE,
    options: [
      { name: 'min-ttl', value: 'TIME', help: 'Shortest life that the token must have left: 90s, 5m, 1h or seconds' },
      { name: 'json', help: 'Print the token with its expiry and scope as JSON' },
    ],
    examples: [
      ['curl -H "Authorization: Bearer $(latchkey token work)" https://api.example.com/me', 'call an API'],
      ['latchkey token work --min-ttl 5m', 'a token that is good for at least five minutes'],
    ],
    load: () => import('./token-command.ts'),
  },
  {
    name: 'status',
    summary: 'Show who is signed in and for how long',
    args: [],
    options: [
      JSON_OPTION,
      { name: 'watch', help: 'Keep showing changes until Ctrl-C; with --json one line per change' },
    ],
    examples: [
      ['latchkey status', 'all profiles'],
      ['latchkey status --watch', 'stay, and show each change'],
    ],
    load: () => import('./status-command.ts'),
  },
  {
    name: 'refresh',
    summary: 'Renew the access token now',
    details: 'Latchkey renews tokens by itself; this is for when your rights have changed at the provider.',
    args: PROFILE,
    options: [JSON_OPTION],
    examples: [['latchkey refresh work', "get a new token for 'work' at once"]],
    load: () => import('./refresh-command.ts'),
  },
  ...PROFILE_COMMANDS,
  {
    name: 'agent',
    summary: 'Run the agent in this terminal, without the desktop app',
    details:
      'The agent holds the sign-ins and answers the other commands. The desktop app is an agent already; use this on ' +
      'machines without a display. It stays in the foreground until Ctrl-C.',
    args: [],
    options: [
      {
        name: 'vault',
        value: 'KIND',
        choices: ['keychain', 'file', 'memory'],
        help: 'Where secrets are kept: the keychain of the system (default), a file encrypted with a passphrase, or nowhere',
      },
      { name: 'page', help: 'Also serve the window as a page for the browser on this machine' },
      { name: 'verbose', help: 'Log what happens to standard error (never a secret)' },
    ],
    examples: [
      ['latchkey agent', 'keep secrets in the keychain'],
      ['latchkey agent --vault file', 'where there is no keychain; asks for a passphrase'],
    ],
    load: () => import('./agent-command.ts'),
  },
  {
    name: 'doctor',
    summary: 'Check that all is in order, and say what to do',
    details: 'Exit code 0 when every check is fine, 4 when the agent is not running, else 1.',
    args: [],
    options: [JSON_OPTION],
    examples: [['latchkey doctor', 'look for what is wrong']],
    load: () => import('./doctor-command.ts'),
  },
  {
    name: 'completion',
    summary: 'Print the completion script of your shell',
    args: [{ name: 'SHELL', choices: ['bash', 'zsh', 'fish'] }],
    options: [],
    examples: [
      ['eval "$(latchkey completion bash)"', 'in ~/.bashrc'],
      ['eval "$(latchkey completion zsh)"', 'in ~/.zshrc, after compinit'],
      ['latchkey completion fish | source', 'in ~/.config/fish/config.fish'],
    ],
    load: () => import('./completion-command.ts'),
  },
  {
    name: 'version',
    summary: 'Show the version',
    args: [],
    options: [JSON_OPTION],
    examples: [['latchkey version', 'the version of this command']],
    load: () => import('./version-command.ts'),
  },
  HELP,
];
