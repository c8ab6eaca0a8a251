/**
 * Asks for the passphrase of the file vault: from a file descriptor, or at the terminal without showing it. Never from
 * an argument or an environment variable, which other processes can read.
 */
import { closeSync, openSync, read as readCallback } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { LatchkeyError } from '../../core/errors.ts';
import { type Secret, secret } from '../../core/secret.ts';
import { errorCode } from '../files/durable-file.ts';

const read = promisify(readCallback);
const LONGEST = 1_024;
/** Of a passphrase that a person chooses. */
const SHORTEST = 10;
const FEWEST = 5;

/** The whole descriptor without a final line end; it is closed. Rejects with `vault_passphrase`. */
export async function passphraseFromDescriptor(value: string): Promise<Secret> {
  const fd = /^\d{1,9}$/.test(value) ? Number(value) : -1;
  const buffer = Buffer.alloc(LONGEST + 1);
  let length = 0;
  try {
    for (let got = -1; got !== 0 && length < buffer.length; length += got) {
      got = await readSome(fd, buffer, length);
    }
    closeSync(fd);
  } catch (cause) {
    const message = `The file descriptor ${value} of LATCHKEY_VAULT_PASSPHRASE_FD cannot be read.`;
    throw new LatchkeyError('vault_passphrase', message, {
      cause,
      hint: 'Run `LATCHKEY_VAULT_PASSPHRASE_FD=3 latchkey agent 3< FILE`, with the passphrase in FILE.',
    });
  }
  return checked(
    buffer
      .subarray(0, length)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  );
}

async function readSome(fd: number, buffer: Buffer, offset: number): Promise<number> {
  for (;;) {
    try {
      return (await read(fd, buffer, offset, buffer.length - offset, null)).bytesRead;
    } catch (error) {
      if (errorCode(error) === 'EOF') return 0;
      if (errorCode(error) !== 'EAGAIN') throw error;
      // A pipe that its other end made non-blocking.
      await delay(20);
    }
  }
}

/** `remark` is shown first. Undefined if there is no terminal. Rejects with `vault_passphrase` if it is empty, or on Ctrl-C. */
export async function passphraseFromTerminal(create: boolean, remark?: string): Promise<Secret | undefined> {
  const terminal = openTerminal();
  if (terminal === undefined) return undefined;
  try {
    // Echo is off before the first question and until the end: input typed ahead must not show either.
    terminal.setRawMode(true);
    if (remark !== undefined) terminal.write(`${remark}\r\n`);
    return create ? await newPassphrase(terminal) : checked(await ask(terminal, 'Passphrase of the vault file: '));
  } finally {
    terminal.setRawMode(false);
    terminal.destroy();
  }
}

/** Asks until it is strong enough and typed twice alike. */
async function newPassphrase(terminal: ReadStream): Promise<Secret> {
  for (;;) {
    const first = await ask(terminal, 'New passphrase for the vault file: ');
    if (isWeak(first)) {
      terminal.write(`Too weak: use at least ${SHORTEST} characters, ${FEWEST} of them different.\r\n`);
      continue;
    }
    if ((await ask(terminal, 'Repeat the passphrase: ')) === first) return secret(first);
    terminal.write('The two passphrases differ. Try again.\r\n');
  }
}

/** Whoever copies the file can try passphrases as fast as scrypt allows. */
function isWeak(passphrase: string): boolean {
  return passphrase.length < SHORTEST || new Set(passphrase).size < FEWEST;
}

function openTerminal(): ReadStream | undefined {
  try {
    return new ReadStream(openSync(process.platform === 'win32' ? '\\\\.\\CON' : '/dev/tty', 'r+'));
  } catch {
    return undefined;
  }
}

function ask(terminal: ReadStream, prompt: string): Promise<string> {
  // To the terminal itself, since standard output has only the answer of a command.
  terminal.write(prompt);
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const finish = (end: () => void) => {
      terminal.off('data', onData);
      terminal.write('\r\n');
      end();
    };
    const onData = (data: Buffer) => {
      for (const key of data.toString('utf8')) {
        if (key === '\r' || key === '\n') return finish(() => resolve(typed.join('')));
        if (key === '\u0003' || key === '\u0004') {
          return finish(() => reject(new LatchkeyError('vault_passphrase', 'No passphrase was given.')));
        }
        if (key === '\u007f' || key === '\b') typed.pop();
        else if (key === '\u0015') typed = [];
        else if (typed.length < LONGEST) typed.push(key);
      }
    };
    terminal.on('data', onData);
  });
}

function checked(passphrase: string): Secret {
  if (passphrase.length > 0 && passphrase.length <= LONGEST) return secret(passphrase);
  const why = passphrase.length === 0 ? 'empty' : 'longer than 1,024 characters';
  throw new LatchkeyError('vault_passphrase', `The passphrase of the vault file is ${why}.`);
}
