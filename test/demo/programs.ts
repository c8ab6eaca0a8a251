/** Runs the programs that a person would: the built `latchkey` command and curl. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { resolve } from 'node:path';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs to the end, with `input` on standard input. `onOutput` sees its standard error while it runs. */
export function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onOutput: (text: string) => void = () => undefined,
  input = '',
): Promise<Outcome> {
  return new Promise((done, reject) => {
    const child = spawn(program, args, { env, stdio: 'pipe' });
    // A program that reads nothing may already have ended.
    child.stdin.on('error', () => undefined).end(input);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onOutput(text);
    });
    child.once('error', reject);
    child.once('close', (code) => done({ code: code ?? 1, stdout, stderr }));
  });
}

/** The built command. */
export const LATCHKEY = resolve('dist/latchkey.cjs');

export const latchkey = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onOutput?: (text: string) => void,
  input?: string,
): Promise<Outcome> => run(process.execPath, [LATCHKEY, ...args], env, onOutput, input);

/** Enough to distinguish two tokens, too little to be one. */
export const fingerprint = (token: string): string => createHash('sha256').update(token).digest('hex').slice(0, 12);

/** GET of the local API; undefined while nothing answers. */
export function askAgent(socketPath: string, path: string): Promise<unknown> {
  return new Promise((done) => {
    const asking = request(
      { socketPath, path, headers: { host: 'localhost' }, agent: false, timeout: 5000 },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.once('end', () => done(response.statusCode === 200 ? JSON.parse(text) : undefined));
        response.once('error', () => done(undefined));
      },
    );
    asking.once('timeout', () => asking.destroy());
    asking.once('error', () => done(undefined));
    asking.end();
  });
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Asks repeatedly until there is an answer; undefined if none comes in time. */
export async function until<T>(
  ask: () => Promise<T | undefined>,
  limitMs: number,
  everyMs = 150,
): Promise<T | undefined> {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    const found = await ask();
    if (found !== undefined) return found;
    await pause(everyMs);
  }
  return undefined;
}
