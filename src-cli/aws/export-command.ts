/** `latchkey profile export aws NAME [ROLE…]`: writes AWS profiles whose credential_process asks Latchkey. */

import type { RoleView } from '../../src-main/api/types.ts';
import { type AwsConfig, applyEdits, parseAwsConfig } from '../../src-shared/aws-config.ts';
import { profilePath, request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import { editForeignFile } from '../files/foreign-file.ts';
import { thisProgram } from '../files/this-program.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { CliError, EXIT, usageError } from '../line/errors.ts';
import { didYouMean } from '../line/nearest.ts';
import { answer, answerJson } from '../line/output.ts';
import { awsConfigPath, awsCredentialsPath, demandUtf8, FILE, readAwsFile } from './config-file.ts';
import { type ExportPlan, planExport, type WantedProfile } from './export.ts';
import { processCommand } from './process.ts';

export const PROFILE_EXPORT: Command = {
  name: 'profile export',
  summary: 'Write AWS profiles that use Latchkey to ~/.aws/config',
  details:
    'Writes an AWS profile for each role, with a credential_process that calls `latchkey aws-credentials`. Everything ' +
    'else in the file stays as it is, byte for byte. Profiles that this command has written are updated; others of the ' +
    'same name are never touched.',
  args: [
    { name: 'TO', choices: ['aws'] },
    { name: 'NAME', isProfile: true },
    { name: 'ROLE', optional: true, many: true },
  ],
  options: [
    { name: 'prefix', value: 'TEXT', help: 'Prefix for the names of the AWS profiles' },
    { name: 'region', value: 'REGION', help: 'Also set the region of new AWS profiles' },
    FILE,
    { name: 'dry-run', help: 'Only show the changes, as a unified diff' },
    JSON_OPTION,
  ],
  examples: [
    ['latchkey profile export aws work --dry-run', 'see what would be written'],
    ['latchkey profile export aws work prod-admin', 'then: aws s3 ls --profile prod-admin'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [, name = '', ...roles] = call.words;
  const path = awsConfigPath(optionValue(call, 'file'));
  const profile = asProfile(await request('GET', profilePath(name)));
  const wanted = wantedProfiles(call, name, chosenRoles(name, profile.roles ?? [], roles));
  refuseStaticKeys(wanted);
  const isDry = call.flags.has('dry-run');
  const { config, plan } = editForeignFile(path, (previous) => {
    demandUtf8(path, previous ?? '');
    const config = parseAwsConfig(previous ?? '');
    const plan = planExport(config, wanted);
    refuseForeign(path, plan);
    const stays = isDry || plan.edits.length === 0;
    return { config, plan, content: stays ? undefined : applyEdits(config.lines, plan.edits).join('') };
  });
  await tell(call, path, config, plan);
}

function chosenRoles(profile: string, roles: readonly RoleView[], names: readonly string[]): readonly RoleView[] {
  if (roles.length === 0) {
    throw new CliError(
      'role_unknown',
      EXIT.usage,
      `${profile} has no roles yet.`,
      `Run \`latchkey roles ${profile}\` to add one.`,
    );
  }
  if (names.length === 0) return roles;
  return [...new Set(names)].map((word) => {
    const name = word.startsWith(`${profile}/`) ? word.slice(profile.length + 1) : word;
    const found = roles.find((role) => role.name === name);
    if (found) return found;
    const known = roles.map((role) => role.name);
    const hint = didYouMean(name, known) ?? `Run \`latchkey roles ${profile}\` to see the roles.`;
    throw new CliError('role_unknown', EXIT.usage, `${profile} has no role named '${name}'.`, hint);
  });
}

function wantedProfiles(call: Call, profile: string, roles: readonly RoleView[]): WantedProfile[] {
  const prefix = optionValue(call, 'prefix') ?? '';
  const region = optionValue(call, 'region');
  if (!/^[A-Za-z0-9._@+-]{0,64}$/.test(prefix)) {
    throw usageError(`--prefix cannot be '${prefix}'.`, 'Use letters, digits, dots, underscores and hyphens.');
  }
  if (region !== undefined && !/^[a-z0-9-]{1,32}$/.test(region)) {
    throw usageError(`--region cannot be '${region}'.`, 'Give a region such as eu-west-1.');
  }
  const program = thisProgram();
  return roles.map((role) => ({
    name: `${prefix}${role.name}`,
    command: processCommand(program, { profile, role: role.name }),
    region,
  }));
}

/** Keys in the credentials file come first for every AWS tool: the exported profile would never be used. */
function refuseStaticKeys(wanted: readonly WantedProfile[]): void {
  const path = awsCredentialsPath();
  const { sections } = parseAwsConfig(readAwsFile(path) ?? '');
  for (const { name } of wanted) {
    const section = sections.find((candidate) => candidate.name === name && candidate.settings.size > 0);
    if (section === undefined) continue;
    const message = `The AWS profile '${name}' has keys at ${path}:${section.line}, and AWS tools prefer those.`;
    throw new CliError('profile_exists', EXIT.usage, message, REMEDY);
  }
}

function refuseForeign(path: string, { foreign }: ExportPlan): void {
  const [first] = foreign;
  if (first === undefined) return;
  const others = foreign.length === 1 ? '' : ` (and ${foreign.length - 1} more)`;
  const message = `There is already an AWS profile '${first.name}' at ${path}:${first.line} that is not from Latchkey${others}. Nothing was written.`;
  throw new CliError('profile_exists', EXIT.usage, message, REMEDY);
}

const REMEDY = 'Choose other names with --prefix, or rename or remove that profile first.';

async function tell(call: Call, path: string, { lines }: AwsConfig, plan: ExportPlan): Promise<void> {
  const isDry = call.flags.has('dry-run');
  if (call.json) {
    const profiles = [...plan.changes].map(([name, change]) => ({ name, change }));
    answerJson({ file: path, dry_run: isDry, profiles });
  } else if (isDry) {
    const { unifiedDiff } = await import('../files/unified-diff.ts');
    const diff = unifiedDiff(path, lines.join(''), applyEdits(lines, plan.edits).join(''));
    process.stdout.write(Buffer.from(diff, 'latin1'));
  } else tellDone(path, plan);
}

function tellDone(path: string, plan: ExportPlan): void {
  for (const [name, change] of plan.changes) answer(`${name}: ${change}`);
  const [name] = plan.changes.keys();
  answer(`In ${path}. Try: aws sts get-caller-identity --profile ${name}`);
}
