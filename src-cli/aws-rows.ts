/** The rows of the table of commands that read and write AWS's own configuration; see table/commands.ts. Data only. */
import { run as runExport } from './aws/export-command.ts';
import { run as runImport } from './aws/import-command.ts';
import type { Command, OptionSpec } from './line/command.ts';

const DRY_RUN = 'dry-run';
const JSON_OPTION: OptionSpec = { name: 'json', help: 'Print JSON, for programs' };
const FILE: OptionSpec = {
  name: 'file',
  value: 'PATH',
  help: "AWS's configuration (default: AWS_CONFIG_FILE, else ~/.aws/config)",
};

export const AWS_FILE_COMMANDS: readonly Command[] = [
  {
    name: 'profile import',
    summary: 'Take over the sign-ins that ~/.aws/config knows',
    details:
      'Reads the sso-session sections and the profiles that sign in with IAM Identity Center. Each session becomes one ' +
      'profile here, each AWS profile a role of it under the same name. What is here already is left alone. The file is ' +
      'only read.',
    args: [{ name: 'FROM', choices: ['aws'] }],
    options: [FILE, { name: DRY_RUN, help: 'Only show what would be done' }, JSON_OPTION],
    examples: [
      ['latchkey profile import aws --dry-run', 'see what there is'],
      ['latchkey profile import aws', 'take it over'],
    ],
    run: runImport,
  },
  {
    name: 'profile export',
    summary: 'Have AWS tools ask Latchkey, by way of ~/.aws/config',
    details:
      'Writes an AWS profile for each role, with a credential_process that calls this command. Everything else in the ' +
      'file stays as it is, to the byte. Profiles that this command has written are updated; others of the same name are ' +
      'never touched.',
    args: [
      { name: 'TO', choices: ['aws'] },
      { name: 'NAME', isProfile: true },
      { name: 'ROLE', optional: true, many: true },
    ],
    options: [
      { name: 'prefix', value: 'TEXT', help: 'Put before the names of the AWS profiles' },
      { name: 'region', value: 'REGION', help: 'Also set the region of AWS profiles that are new' },
      FILE,
      { name: DRY_RUN, help: 'Only show the changes, as a unified diff' },
      JSON_OPTION,
    ],
    examples: [
      ['latchkey profile export aws work --dry-run', 'see what would be written'],
      ['latchkey profile export aws work prod-admin', 'then: aws s3 ls --profile prod-admin'],
    ],
    run: runExport,
  },
];
