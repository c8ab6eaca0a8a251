/** The rows of the table of commands that hand a role's credentials to tools; see commands.ts. Data only. */
import type { ArgumentSpec, Command, OptionSpec } from './command.ts';
import { run as runEnv } from './env-command.ts';
import { run as runHuaweiCredentials } from './huawei-credentials-command.ts';
import { SHELLS } from './shell-text.ts';

const ROLE: readonly ArgumentSpec[] = [{ name: 'NAME/ROLE', isRole: true }];
const MIN_TTL: OptionSpec = {
  name: 'min-ttl',
  value: 'TIME',
  help: 'Shortest life that the credentials must have left: 5m, 1h or seconds',
};

export const ENV_COMMANDS: readonly Command[] = [
  {
    name: 'env',
    summary: 'Print the credentials of a role as environment variables of your shell',
    details:
      "For tools that read nothing else. AWS: AWS_ACCESS_KEY_ID and so on. Huawei Cloud: the names of the SDKs and of Terraform's " +
      'provider. What is in the environment is not renewed: run it again when the credentials have ended.',
    args: ROLE,
    options: [
      {
        name: 'shell',
        value: 'SHELL',
        choices: [...SHELLS],
        help: 'Whose language to print (default: that of $SHELL)',
      },
      MIN_TTL,
      { name: 'json', help: 'Print one JSON object of names and values, for programs' },
    ],
    examples: [
      ['eval "$(latchkey env cloud/prod-admin)"', 'in bash and zsh'],
      ['latchkey env cloud/prod-admin --shell fish | source', 'in fish'],
      ['latchkey env cloud/prod-admin --shell powershell | Out-String | Invoke-Expression', 'in PowerShell'],
    ],
    run: runEnv,
  },
  {
    name: 'huawei-credentials',
    summary: 'Print the credentials of a Huawei Cloud role as JSON',
    details:
      "The form is that of Huawei Cloud's metadata service: credential with access, secret, securitytoken and expires_at. " +
      'It is answered from memory when the credentials at hand live long enough, else they are fetched first.',
    args: ROLE,
    options: [MIN_TTL],
    examples: [['latchkey huawei-credentials cloud/prod-admin', "credentials of the role 'prod-admin' of 'cloud'"]],
    run: runHuaweiCredentials,
  },
];
