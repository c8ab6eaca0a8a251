/** AWS's config files: where they are. They are read and replaced like any other tool's file. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OptionSpec } from '../line/command.ts';

export { readForeignFile as readAwsFile } from '../files/foreign-file.ts';

export const FILE: OptionSpec = {
  name: 'file',
  value: 'PATH',
  help: 'AWS config file (default: $AWS_CONFIG_FILE, or ~/.aws/config)',
};

export function awsConfigPath(given?: string, env: NodeJS.ProcessEnv = process.env): string {
  return resolve(withHome(given ?? (env['AWS_CONFIG_FILE'] || join('~', '.aws', 'config')), env));
}

export function awsCredentialsPath(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(withHome(env['AWS_SHARED_CREDENTIALS_FILE'] || join('~', '.aws', 'credentials'), env));
}

function withHome(path: string, env: NodeJS.ProcessEnv): string {
  return path.replace(/^~(?=[/\\]|$)/, () => env['HOME'] || homedir());
}
