/** Runs the real bundle of the command line as a child process and returns what a user would see. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Built for each test file, the way scripts/build.mjs does it, so that no test uses an old build. */
export async function buildCommand(): Promise<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'latchkey-bundle-'));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));
  await build({
    absWorkingDir: ROOT,
    entryPoints: [{ in: 'src-cli/main.ts', out: 'latchkey' }],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.18',
    define: { 'process.env.LATCHKEY_VERSION': '"0.1.0"' },
    external: ['../../src-main/headless.ts'],
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  const command = join(outdir, 'latchkey.mjs');
  chmodSync(command, 0o755);
  return command;
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number | null;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Outcome>;
  /** Resolves once the text has appeared on either stream; if it ends without, rejects with everything that did. */
  saw(text: string): Promise<void>;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input; absent: empty. `null`: left open. */
  readonly stdin?: string | null;
}

/** A fixed environment: no colors, English, UTF-8, and nothing from the tester's own. */
function environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: '/nonexistent', LANG: 'C.UTF-8', TERM: 'xterm', ...extra };
}

export function start(program: string, args: readonly string[], options: RunOptions = {}): Running {
  const child = spawn(program, args, { env: environment(options.env) });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const look of waiting) look();
  });
  child.stdin.on('error', () => {}); // a command that does not read it may already have ended
  if (options.stdin !== null) child.stdin.end(options.stdin ?? '');
  const ended = new Promise<Outcome>((done, fail) => {
    child.on('error', fail);
    child.on('close', (exit) => done({ stdout, stderr, exit }));
  });
  const saw = (text: string) =>
    new Promise<void>((found, missed) => {
      const look = () => {
        if (!stdout.includes(text) && !stderr.includes(text)) return;
        waiting.delete(look);
        found();
      };
      waiting.add(look);
      look();
      void ended.then(() => missed(new Error(`ended without “${text}”:\n${stdout}\n${stderr}`)));
    });
  return { child, ended, saw };
}

export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return start(program, args, options).ended;
}
