/**
 * Reads a secret from standard input: piped in, or typed without echo at a terminal. Never from the command line, where
 * every user of the machine could read it in the process list.
 */
import { StringDecoder } from 'node:string_decoder';
import { CliError, EXIT, usageError } from './errors.ts';

/** The agent's limit. */
const MAX_LENGTH = 8192;

/** The secret without the line end that `echo` adds. Rejects with `usage` when it is empty or too long. */
export async function readSecret(label: string): Promise<string> {
  const value = sized(label, process.stdin.isTTY ? await typed(label) : await piped());
  if (/[\r\n]/.test(value)) throw usageError(`${label}: standard input has more than one line.`);
  return value;
}

/** Like a secret, but with many lines, so it cannot be typed. */
export async function readKey(label: string): Promise<string> {
  if (process.stdin.isTTY)
    throw usageError(`${label}: it cannot be typed.`, 'Add `< key.pem` at the end of the command.');
  return sized(label, await piped());
}

function sized(label: string, text: string): string {
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw usageError(`${label}: standard input is empty.`, 'Pipe it in, or type it when asked.');
  if (value.length > MAX_LENGTH) throw usageError(`${label}: longer than ${MAX_LENGTH} characters.`);
  return value;
}

async function piped(): Promise<string> {
  process.stdin.setEncoding('utf8');
  let text = '';
  for await (const part of process.stdin) {
    text += part;
    if (text.length > 4 * MAX_LENGTH) break;
  }
  return text;
}

/** Raw mode, so that nothing is shown, not even how long it is. */
function typed(label: string): Promise<string> {
  const { stdin, stderr } = process;
  stdin.setRawMode(true); // before the question, or a fast answer would be shown
  stderr.write(`${label} (not shown while you type): `);
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8');
    let text = '';
    const finish = (settle: () => void) => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      settle();
    };
    const onData = (bytes: Buffer) => {
      for (const key of decoder.write(bytes)) {
        if (key === '\r' || key === '\n' || key === '\u0004') return finish(() => resolve(text));
        if (key === '\u0003') return finish(() => reject(interrupted()));
        if (key === '\u007f' || key === '\b') text = [...text].slice(0, -1).join('');
        else if (key === '\u0015') text = '';
        else if (key >= ' ') text += key;
      }
    };
    stdin.on('data', onData);
    stdin.resume(); // an earlier question may have paused it
  });
}

const interrupted = () => new CliError('usage', EXIT.usage, 'Nothing was changed.', 'Run the command again.');
