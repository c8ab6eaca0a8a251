/** `latchkey profile import aws`: reads the AWS config file and adds the profiles and roles that do not exist yet. */

import type { AddProfileRequest, ProfilesResponse } from '../../src-main/api/types.ts';
import { parseAwsConfig } from '../../src-shared/aws-config.ts';
import { type ImportPlan, type PlannedProfile, type PlannedRole, planImport } from '../../src-shared/aws-import.ts';
import { type Problem, signInsOf } from '../../src-shared/aws-sign-ins.ts';
import { present } from '../../src-shared/present.ts';
import { profilePath, request } from '../agent/client.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { answerBroken, CliError, EXIT } from '../line/errors.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { awsConfigPath, FILE, readAwsFile } from './config-file.ts';

export const PROFILE_IMPORT: Command = {
  name: 'profile import',
  summary: 'Import the sign-ins in ~/.aws/config',
  details:
    'Reads the sso-session sections and the profiles that sign in with IAM Identity Center. Each session becomes a ' +
    'profile here, and each AWS profile becomes one of its roles, under the same name. Anything that is already here is ' +
    'left alone. The file is only read.',
  args: [{ name: 'FROM', choices: ['aws'] }],
  options: [FILE, { name: 'dry-run', help: 'Only show what would be imported' }, JSON_OPTION],
  examples: [
    ['latchkey profile import aws --dry-run', 'see what would be imported'],
    ['latchkey profile import aws', 'import it'],
  ],
  run,
};

interface Report {
  readonly file: string;
  readonly dry_run: boolean;
  readonly profiles: ImportedProfile[];
  readonly problems: { readonly file: string; readonly line: number; readonly message: string }[];
}

interface ImportedProfile {
  readonly name: string;
  /** The session's name in the file; absent: the older form. */
  readonly sso_session?: string;
  readonly start_url: string;
  /** added: now, or without --dry-run. */
  readonly status: 'added' | 'present';
  /** `aws_profile`: its name in the file. */
  readonly roles: {
    name: string;
    aws_profile: string;
    account_id: string;
    role_id: string;
    status: 'added' | 'present';
  }[];
}

async function run(call: Call): Promise<void> {
  const path = awsConfigPath(optionValue(call, 'file'));
  const text = readAwsFile(path);
  if (text === undefined) {
    const hint = 'Name another file with --file, or set AWS_CONFIG_FILE.';
    throw new CliError('usage', EXIT.usage, `There is no file ${path}.`, hint);
  }
  const { signIns, problems } = signInsOf(parseAwsConfig(text));
  const given = (await request('GET', '/v1/profiles')) as ProfilesResponse | undefined;
  if (!Array.isArray(given?.profiles)) throw answerBroken("The agent's answer has no list of profiles.");
  const plan = planImport(signIns, given.profiles);
  const isDry = call.flags.has('dry-run');
  const report: Report = { file: path, dry_run: isDry, profiles: [], problems: [] };
  const note = ({ line, message }: Problem) => report.problems.push({ file: path, line, message });
  for (const problem of [...problems, ...plan.problems]) note(problem);
  await carryOut(plan, isDry, report, note);
  report.problems.sort((a, b) => a.line - b.line);
  if (call.json) answerJson(report);
  else show(report);
  if (report.problems.length > 0) process.exitCode = EXIT.usage;
}

/** An entry that the agent refuses is noted with its line; the others continue. */
async function carryOut(
  plan: ImportPlan,
  isDry: boolean,
  report: Report,
  note: (problem: Problem) => void,
): Promise<void> {
  for (const profile of plan.profiles) {
    if (!profile.isThere && !isDry && !(await noting(profile.line, note, () => addProfile(profile)))) continue;
    const entry: ImportedProfile = {
      name: profile.name,
      ...present({ sso_session: profile.from }),
      start_url: profile.startUrl,
      status: profile.isThere ? 'present' : 'added',
      roles: [],
    };
    report.profiles.push(entry);
    for (const planned of profile.roles) {
      const isNew = !planned.isThere && !isDry;
      if (isNew && !(await noting(planned.line, note, () => addRole(profile, planned)))) continue;
      entry.roles.push({ ...planned.role, aws_profile: planned.from, status: planned.isThere ? 'present' : 'added' });
    }
  }
}

/** False when the agent refused this entry; any other error ends the command. */
async function noting(line: number, note: (problem: Problem) => void, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (thrown) {
    if (!(thrown instanceof CliError) || thrown.exit !== EXIT.usage) throw thrown;
    note({ line, message: plain(thrown.message) });
    return false;
  }
}

function addProfile({ name, settings }: PlannedProfile): Promise<unknown> {
  const body: AddProfileRequest = { name, provider: 'aws', settings: { ...settings } };
  return request('POST', '/v1/profiles', { body });
}

function addRole({ name }: PlannedProfile, { role }: PlannedRole): Promise<unknown> {
  return request('POST', `${profilePath(name)}/roles`, { body: role });
}

function show({ profiles, problems, dry_run: isDry }: Report): void {
  const done = isDry ? 'Would add' : 'Added';
  for (const { name, sso_session: session = name, start_url: url, status, roles } of profiles) {
    const renamed = session === name ? '' : ` (sso-session ${plain(session)})`;
    answer(
      status === 'added'
        ? `${done} the profile ${name} for ${plain(url)}${renamed}.`
        : `The profile ${name} already exists${renamed} and was left alone.`,
    );
    for (const role of roles) {
      const renamed = role.aws_profile === role.name ? '' : ` (AWS profile ${plain(role.aws_profile)})`;
      const what = `${name}/${role.name}: ${plain(role.role_id)} in ${role.account_id}${renamed}`;
      answer(role.status === 'added' ? `  ${done} ${what}` : `  Already here: ${what}`);
    }
  }
  if (profiles.length === 0 && problems.length === 0) remark('The file has no sign-in with IAM Identity Center.');
  for (const { file, line, message } of problems) remark(`${file}:${line}: ${plain(message)}`);
  const fresh = profiles.filter(({ status }) => status === 'added');
  if (fresh.length > 0 && !isDry) answer(`Sign in with: latchkey login ${fresh[0]?.name}`);
}
