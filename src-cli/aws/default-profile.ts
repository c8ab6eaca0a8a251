/**
 * AWS's tools heed credentials of the profile `default` before an endpoint, and there is no variable that keeps them from
 * it: whether somebody has such a profile must be known before the endpoint is offered.
 */
import { parseAwsConfig, sectionsOf } from '../../src-shared/aws-config.ts';
import { awsConfigPath, awsCredentialsPath, readAwsFile } from './config-file.ts';

/** Each of them makes a profile a source of credentials. */
const SOURCES: readonly string[] = [
  'aws_access_key_id',
  'credential_process',
  'login_session',
  'role_arn',
  'sso_account_id',
  'sso_session',
  'sso_start_url',
  'web_identity_token_file',
];

/** Where it is, as `FILE:LINE`; undefined: nothing is in the way. */
export function defaultProfileInTheWay(env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const path of [awsCredentialsPath(env), awsConfigPath(undefined, env)]) {
    const settings = sectionsOf(parseAwsConfig(textOf(path)), 'profile').get('default')?.settings;
    const line = SOURCES.map((name) => settings?.get(name)?.line).find((found) => found !== undefined);
    if (line !== undefined) return `${path}:${line}`;
  }
  return undefined;
}

/** What we cannot read, the tools cannot read either. */
function textOf(path: string): string {
  try {
    return readAwsFile(path) ?? '';
  } catch {
    return '';
  }
}
