/** The row of `latchkey aws-credentials` in the table of commands; by itself, since main.ts needs it at once. */
import { run } from './aws/credentials-command.ts';
import type { Command } from './line/command.ts';

export const AWS_CREDENTIALS: Command = {
  name: 'aws-credentials',
  summary: "Print a role's credentials for AWS tools",
  details:
    "The credential_process of the AWS command line and SDKs: `latchkey profile export aws NAME` writes it into AWS's configuration for you. " +
    'It is answered from memory when the credentials at hand live long enough, else they are fetched first.',
  args: [{ name: 'NAME/ROLE', isRole: true }],
  options: [
    { name: 'min-ttl', value: 'TIME', help: 'Shortest life that the credentials must have left: 5m, 1h or seconds' },
  ],
  examples: [
    ['latchkey aws-credentials work/prod-admin', "credentials of the role 'prod-admin' of 'work'"],
    [
      'aws configure set profile.prod.credential_process "latchkey aws-credentials work/prod-admin"',
      'have the AWS command line ask Latchkey',
    ],
  ],
  run,
};
