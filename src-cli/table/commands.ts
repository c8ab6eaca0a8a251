/**
 * The table of commands: from it come parsing, help, completion and the reference in docs/. Data only. A command: add a
 * row here, its name to command-groups.ts, and one file beside it. The quick ones (see main.ts) have theirs elsewhere, so that they start without the others.
 */

import { AUDIT } from '../audit-row.ts';
import { AWS_FILE_COMMANDS } from '../aws-rows.ts';
import { CLIENT_COMMANDS } from '../clients/rows.ts';
import { ENV_COMMANDS } from '../env-rows.ts';
import { FORWARD_COMMANDS } from '../forward-rows.ts';
import { KUBE_COMMANDS } from '../kube-rows.ts';
import type { ArgumentSpec, Command, OptionSpec } from '../line/command.ts';
import { LOCK_COMMANDS } from '../lock-rows.ts';
import { LOGIN_COMMANDS } from '../logins-rows.ts';
import { OIDC_AGENT } from '../oidc-agent-row.ts';
import { PROFILE_COMMANDS } from '../profiles/commands.ts';
import { RESET } from '../reset-row.ts';
import { ROLE_COMMANDS } from '../role-rows.ts';
import { SANDBOX } from '../sandbox-row.ts';
import { SETTINGS_COMMANDS } from '../settings-rows.ts';
import { run as runLogin } from '../sign-in/login-command.ts';
import { run as runLogout } from '../sign-in/logout-command.ts';
import { run as runRefresh } from '../sign-in/refresh-command.ts';
import { run as runStatus } from '../sign-in/status-command.ts';
import { TOKEN } from '../token-row.ts';
import { run as runAgent } from '../upkeep/agent-command.ts';
import { run as runDoctor } from '../upkeep/doctor-command.ts';
import { run as runVersion } from '../upkeep/version-command.ts';
import { grouped } from './command-groups.ts';
import { run as runCompletion } from './completion-command.ts';
import { run as runHelp } from './help.ts';

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
  run: runHelp,
};

/** In any order. */
export const ROWS: readonly Command[] = [
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
    run: runLogin,
  },
  {
    name: 'logout',
    summary: 'Sign out and forget the tokens',
    details: 'The provider is asked to withdraw the tokens. The profile itself stays; `latchkey login` signs in again.',
    args: PROFILE,
    options: [JSON_OPTION],
    examples: [['latchkey logout work', "end the sign-in of 'work'"]],
    run: runLogout,
  },
  TOKEN,
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
    run: runStatus,
  },
  {
    name: 'refresh',
    summary: 'Renew the access token now',
    details: 'Latchkey renews tokens by itself; this is for when your rights have changed at the provider.',
    args: PROFILE,
    options: [JSON_OPTION],
    examples: [['latchkey refresh work', "get a new token for 'work' at once"]],
    run: runRefresh,
  },
  ...PROFILE_COMMANDS,
  SANDBOX,
  ...AWS_FILE_COMMANDS,
  ...ROLE_COMMANDS,
  ...CLIENT_COMMANDS,
  ...ENV_COMMANDS,
  ...LOGIN_COMMANDS,
  ...LOCK_COMMANDS,
  ...SETTINGS_COMMANDS,
  RESET,
  ...KUBE_COMMANDS,
  ...FORWARD_COMMANDS,
  OIDC_AGENT,
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
    run: runAgent,
  },
  AUDIT,
  {
    name: 'doctor',
    summary: 'Check that all is in order, and say what to do',
    details: 'Exit code 0 when every check is fine, 4 when the agent is not running, else 1.',
    args: [],
    options: [
      JSON_OPTION,
      {
        name: 'export',
        value: 'FILE',
        help: 'Instead write what helps others to help you, without names and secrets, to a new file (- for standard output)',
      },
    ],
    examples: [
      ['latchkey doctor', 'look for what is wrong'],
      ['latchkey doctor --export diagnosis.json', 'versions, checks, log and outcomes, for a report'],
    ],
    run: runDoctor,
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
    run: runCompletion,
  },
  {
    name: 'version',
    summary: 'Show the version',
    args: [],
    options: [JSON_OPTION],
    examples: [['latchkey version', 'the version of this command']],
    run: runVersion,
  },
  HELP,
];

/** In the order of the help. */
export const COMMANDS: readonly Command[] = grouped(ROWS).flatMap(({ commands }) => commands);
