/** A server of a judge as a process: started when it says so, ended and removed with the tests. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ServerProcess {
  /** What it has said so far. */
  said(): string;
  stop(): Promise<void>;
}

export interface Start {
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
  /** What it says as soon as it answers. */
  readonly ready: RegExp;
}

export const serverFolder = (judge: string): string => mkdtempSync(join(tmpdir(), `latchkey-${judge}-`));

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Rejects with what it said if it ends before it is ready. */
export async function startServer({ command, env, folder, ready }: Start): Promise<ServerProcess> {
  const [program, ...args] = command;
  const child = spawn(program, args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk;
      if (ready.test(said)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    ended.then(() => reject(new Error(`${program} ended: ${said}`)), reject);
  });
  return {
    said: () => said,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
