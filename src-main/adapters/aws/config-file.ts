/**
 * AWS's configuration file as the agent reads it for an import: the whole text, never written. The credentials file,
 * which may contain keys, is not touched.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ENCODING_HINT, encodingFault } from '../../../src-shared/aws-config.ts';
import { LatchkeyError } from '../../core/errors.ts';
import { readBounded } from '../files/durable-file.ts';

const MAX_BYTES = 8 * 1024 * 1024;

export interface AwsConfigText {
  readonly file: string;
  /** One character for each byte (`latin1`); undefined: no such file. */
  readonly text: string | undefined;
}

/** AWS_CONFIG_FILE, else ~/.aws/config. Rejects with `config_broken` if the file cannot be read. */
export async function readAwsConfig(env: NodeJS.ProcessEnv): Promise<AwsConfigText> {
  const home = env['HOME'] || homedir();
  const file = resolve((env['AWS_CONFIG_FILE'] || join('~', '.aws', 'config')).replace(/^~(?=[/\\]|$)/, () => home));
  try {
    const bytes = await readBounded(file, MAX_BYTES, { followLinks: true });
    if (bytes === undefined) return { file, text: undefined };
    const text = Buffer.from(bytes).toString('latin1');
    const fault = encodingFault(text);
    if (fault === undefined) return { file, text };
    throw new LatchkeyError('config_broken', `AWS tools cannot read ${file}: ${fault}.`, { hint: ENCODING_HINT });
  } catch (thrown) {
    if (thrown instanceof LatchkeyError) throw thrown;
    if (isMissing(thrown)) return { file, text: undefined };
    throw new LatchkeyError('config_broken', `${file} cannot be read.`, {
      hint: 'Check the file and its permissions, or name another one with AWS_CONFIG_FILE.',
      cause: thrown,
    });
  }
}

function isMissing(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
