/** The rows of the table of commands that hand a role's credentials to tools; see table/commands.ts. Data only. */
import type { ArgumentSpec, Command, OptionSpec } from './line/command.ts';
import { SHELLS } from './line/shell-text.ts';
import { run as runEnv } from './tokens/env-command.ts';
import { run as runExec } from './tokens/exec-command.ts';
import { run as runHuaweiCredentials } from './tokens/huawei-credentials-command.ts';

const ROLE: readonly ArgumentSpec[] = [{ name: 'NAME/ROLE', isRole: true }];
const MIN_TTL: OptionSpec = {
  name: 'min-ttl',
  value: 'TIME',
  help: 'Shortest life that the credentials must have left: 5m, 1h or seconds',
};

/** As in `latchkey exec work/prod-admin -- …`: of a role the profile's name alone is not enough. */
const TARGET: ArgumentSpec = { name: 'NAME[/ROLE]', isProfile: true, isRole: true };
const DELIVERY: readonly OptionSpec[] = [
  { name: 'var', value: 'VARIABLE', help: 'Which variable gets the access token of a profile (default: see above)' },
  { name: 'static', help: 'AWS: keys in the environment, which end in a while, instead of an endpoint' },
  { name: 'region', value: 'REGION', help: 'AWS: also set AWS_REGION and AWS_DEFAULT_REGION' },
];
const WHAT =
  'A role of AWS: the address of an endpoint that is good for this one role and always has fresh credentials, for all ' +
  'tools that know the credentials of containers. A role of Huawei Cloud: keys under the names of its SDKs and of ' +
  "Terraform's provider. A profile: its access token, in GITHUB_TOKEN, GITLAB_TOKEN or else ACCESS_TOKEN. Keys and tokens " +
  'in an environment are not renewed.';

export const ENV_COMMANDS: readonly Command[] = [
  {
    name: 'exec',
    summary: 'Run a program with credentials in its environment',
    details:
      `${WHAT} Nothing of it is left when the program has ended. Its exit code is passed on; 127: there is no such ` +
      'program, 126: it cannot be run.',
    args: [TARGET, { name: 'CMD…', isCommand: true, many: true }],
    options: [...DELIVERY, MIN_TTL],
    examples: [
      ['latchkey exec work/prod-admin -- terraform apply', "in the role 'prod-admin' of 'work'"],
      ['latchkey exec work/prod-admin --region eu-central-1 -- aws s3 ls', 'with a region'],
      ['latchkey exec gh -- gh repo list', "GITHUB_TOKEN has the token of the profile 'gh'"],
    ],
    run: runExec,
  },
  {
    name: 'env',
    summary: 'Print credentials as environment variables of your shell',
    details:
      `${WHAT} The endpoint is there as long as the shell that evaluates the lines, or until --unset. For one program ` +
      '`latchkey exec` is better: other programs of the shell do not get it.',
    args: [{ ...TARGET, optional: true }],
    options: [
      {
        name: 'shell',
        value: 'SHELL',
        choices: [...SHELLS],
        help: 'Whose language to print (default: that of $SHELL)',
      },
      ...DELIVERY,
      { name: 'unset', help: 'Print lines that take back what `latchkey env` has set, and end the endpoint' },
      MIN_TTL,
      { name: 'json', help: 'Print one JSON object of names and values, for programs' },
    ],
    examples: [
      ['eval "$(latchkey env work/prod-admin)"', 'in bash and zsh'],
      ['latchkey env work/prod-admin --shell fish | source', 'in fish'],
      ['latchkey env work/prod-admin --shell powershell | Out-String | Invoke-Expression', 'in PowerShell'],
      ['eval "$(latchkey env --unset)"', 'take it back'],
    ],
    run: runEnv,
  },
  {
    name: 'huawei-credentials',
    summary: "Print a role's credentials for Huawei Cloud tools",
    details:
      "As JSON in the form of Huawei Cloud's metadata service: credential with access, secret, securitytoken and expires_at. " +
      'It is answered from memory when the credentials at hand live long enough, else they are fetched first.',
    args: ROLE,
    options: [MIN_TTL],
    examples: [['latchkey huawei-credentials cloud/prod-admin', "credentials of the role 'prod-admin' of 'cloud'"]],
    run: runHuaweiCredentials,
  },
];
