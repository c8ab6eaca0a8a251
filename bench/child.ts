/** Child processes of the benchmarks: the load runs in its own, and commands are timed from start to exit. */
import { spawn } from 'node:child_process';
import type { Load, LoadResult } from './load.ts';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

export function timed(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const startedMs = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let tookMs = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.on('exit', () => {
    tookMs = performance.now() - startedMs;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr, tookMs }));
  });
}

/** This same program, with the load as its task (main.ts). */
async function task(name: string, spec: unknown): Promise<string> {
  const { code, stdout, stderr } = await timed(
    process.execPath,
    [process.argv[1] ?? '', name, JSON.stringify(spec)],
    process.env,
  );
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}`);
  return stdout;
}

export async function load(spec: Load): Promise<LoadResult> {
  return JSON.parse(await task('--load', spec)) as LoadResult;
}

export interface ProviderLoad {
  readonly endpoint: string;
  /** Authorization header of a refresh. */
  readonly authorization: string;
  readonly refreshToken: string;
  readonly requests: number;
}

export async function providerLoad(spec: ProviderLoad): Promise<LoadResult> {
  return JSON.parse(await task('--provider', spec)) as LoadResult;
}
