/**
 * The input of a `clients` command: a JSON or YAML document from a file or standard input, overridden by the fields from
 * options.
 */
import { readFile, stat } from 'node:fs/promises';
import { type Call, optionValue } from '../line/command.ts';
import { CliError, EXIT, usageError } from '../line/errors.ts';
import { readSecret } from '../line/secret-input.ts';
import { fieldsOf } from './fields.ts';

/** The agent's limit. */
const MAX_BYTES = 64 * 1024;

export type Fields = Record<string, unknown>;

/** The document of --file; undefined when none was named. Rejects with `usage`. */
export async function documentOf(call: Call): Promise<unknown> {
  const file = optionValue(call, 'file');
  if (file === undefined) return undefined;
  if (file === '-' && call.flags.has('client-secret-stdin')) {
    throw usageError('Standard input cannot hold both the client and its secret.', 'Put one of the two in a file.');
  }
  const [text, name] = file === '-' ? [await standardInput(), 'standard input'] : [await contentOf(file), file];
  return parsed(text, name);
}

async function contentOf(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_BYTES) throw tooLarge(file);
    return await readFile(file, 'utf8');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    if (!/^E[A-Z]+$/.test(code)) throw thrown;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') {
      const hint = 'Give the path of a JSON or YAML file, or - for standard input.';
      throw usageError(`There is no file ${file}.`, hint);
    }
    const hint = 'Give yourself permission to read it, or name another file.';
    throw new CliError('config_broken', EXIT.failed, `The file ${file} cannot be read (${code}).`, hint);
  }
}

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Type the client as JSON or YAML, then Ctrl-D:\n');
  process.stdin.setEncoding('utf8');
  let text = '';
  for await (const part of process.stdin) {
    text += part;
    if (text.length > MAX_BYTES) throw tooLarge('standard input');
  }
  return text;
}

const tooLarge = (name: string) =>
  usageError(`The content of ${name} is larger than 64 KiB.`, 'Give a single client; none is that large.');

/** JSON first: YAML covers nearly all of it, but is slower and needs a library. */
async function parsed(text: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { load } = await import('js-yaml');
    try {
      return load(text);
    } catch {
      throw usageError(
        `The content of ${name} is neither JSON nor YAML.`,
        'Check for a missing quote or bracket, or for wrong indentation.',
      );
    }
  }
}

/** The client as the API takes it: the document, overridden by options, and the secret. Undefined: nothing was given. */
export async function clientBody(call: Call): Promise<Fields | undefined> {
  const document = await documentOf(call);
  const fields = fieldsOf(call);
  const wantsSecret = call.flags.has('client-secret-stdin');
  if (document === undefined && Object.keys(fields).length === 0 && !wantsSecret) return undefined;
  const secret = wantsSecret ? { client_secret: await readSecret('Client secret') } : {};
  return { ...objectOf(document ?? {}), ...fields, ...secret };
}

export function objectOf(document: unknown): Fields {
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return { ...document };
  throw usageError(
    'The document is not a single client.',
    'Give an object with the fields of the client, such as client_name.',
  );
}
