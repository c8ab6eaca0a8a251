/** `latchkey doctor --export FILE`: writes the agent's diagnosis to a new file that only this user can read, or to standard output. */

import { writeFileSync } from 'node:fs';
import { plainJson } from '../../src-shared/plain-json.ts';
import { request } from '../agent/client.ts';
import { CliError, EXIT, usageError } from '../line/errors.ts';
import { answer, remark } from '../line/output.ts';

export async function exportDiagnosis(target: string): Promise<void> {
  const diagnosis = await request('GET', '/v1/diagnosis', { silenceMs: 60_000 });
  const text = plainJson(diagnosis, 2);
  if (target === '-') return answer(text);
  try {
    writeFileSync(target, `${text}\n`, { flag: 'wx', mode: 0o600 });
  } catch (thrown) {
    throw notWritten(target, thrown);
  }
  remark(`Wrote ${target}, without names, people and secrets. Read it before you pass it on.`);
}

function notWritten(target: string, thrown: unknown): CliError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown reason';
  if (code === 'EEXIST')
    return usageError(`The file ${target} already exists.`, 'Name another file, or - for standard output.');
  return new CliError(
    'config_unwritable',
    EXIT.usage,
    `The file ${target} cannot be written (${code}).`,
    'Name another file.',
  );
}
