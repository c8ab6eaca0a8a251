/** AWS's config files: where they are. They are read and replaced like any other tool's file. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ENCODING_HINT, encodingFault } from '../../src-shared/aws-config.ts';
import { readForeignFile } from '../files/foreign-file.ts';
import type { OptionSpec } from '../line/command.ts';
import { CliError, EXIT } from '../line/errors.ts';

export const FILE: OptionSpec = {
  name: 'file',
  value: 'PATH',
  help: 'AWS config file (default: $AWS_CONFIG_FILE, or ~/.aws/config)',
};

/** As `readForeignFile`; throws `config_broken` also for an encoding that AWS's tools cannot read. */
export function readAwsFile(path: string): string | undefined {
  const text = readForeignFile(path);
  if (text !== undefined) demandUtf8(path, text);
  return text;
}

/** Throws `config_broken`. */
export function demandUtf8(path: string, text: string): void {
  const fault = encodingFault(text);
  if (fault === undefined) return;
  const message = `AWS tools cannot read ${path}: ${fault}.`;
  throw new CliError('config_broken', EXIT.usage, message, ENCODING_HINT);
}

export function awsConfigPath(given?: string, env: NodeJS.ProcessEnv = process.env): string {
  return resolve(withHome(given ?? (env['AWS_CONFIG_FILE'] || join('~', '.aws', 'config')), env));
}

export function awsCredentialsPath(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(withHome(env['AWS_SHARED_CREDENTIALS_FILE'] || join('~', '.aws', 'credentials'), env));
}

function withHome(path: string, env: NodeJS.ProcessEnv): string {
  return path.replace(/^~(?=[/\\]|$)/, () => env['HOME'] || homedir());
}
