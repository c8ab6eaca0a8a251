/**
 * AWS tools prefer the credentials of the profile `default` to an endpoint, and no variable turns that off. So we must
 * know whether there is such a profile before we offer the endpoint.
 */
import { parseAwsConfig } from '../../src-shared/aws-config.ts';
import { awsConfigPath, awsCredentialsPath, readAwsFile } from './config-file.ts';

/** Each of these makes a profile a source of credentials. */
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

/** Its place, as `FILE:LINE`; undefined: nothing is in the way. */
export function defaultProfileInTheWay(env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const path of [awsCredentialsPath(env), awsConfigPath(undefined, env)]) {
    // If there is both `[default]` and `[profile default]`, tools differ in which one they use.
    for (const { kind, name, settings } of parseAwsConfig(textOf(path)).sections) {
      if (kind !== 'profile' || name !== 'default') continue;
      const line = SOURCES.map((key) => settings.get(key)?.line).find((found) => found !== undefined);
      if (line !== undefined) return `${path}:${line}`;
    }
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
