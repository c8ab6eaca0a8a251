/**
 * Runs the sandbox (src-main/sandbox/, a separate bundle) in a thread beside the agent: read from disk only when
 * needed, without our environment, ended with the agent. Its provider's code never runs in the agent's own thread.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SandboxHost } from '../../core/agent/sandbox.ts';
import { LatchkeyError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';

const START_WAIT_MS = 15_000;
const ORIGIN = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

export interface Sandbox extends SandboxHost {
  close(): Promise<void>;
}

export function sandboxWorker(log: Log): Sandbox {
  let running: { readonly worker: Worker; readonly ready: Promise<string> } | undefined;
  let origin: string | undefined;
  const ended = (worker: Worker): void => {
    if (running?.worker !== worker) return;
    running = undefined;
    origin = undefined;
  };
  return {
    origin: () => origin,
    async start() {
      try {
        running ??= await launch(ended);
        origin = await running.ready;
        return origin;
      } catch (thrown) {
        log.warn('sandbox', { error: thrown instanceof Error ? thrown.name : typeof thrown });
        throw new LatchkeyError('loopback_unavailable', 'The sandbox could not be started.', {
          hint: 'Try again. If it keeps failing, check whether a program prevents others from listening on 127.0.0.1.',
          cause: thrown,
        });
      }
    },
    async close() {
      await running?.worker.terminate();
    },
  };
}

async function launch(ended: (worker: Worker) => void) {
  const code = await readFile(bundlePath(), 'utf8');
  // As text: a thread cannot read the package's archive. Its own log messages are not the agent's.
  const worker = new Worker(code, {
    eval: true,
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 96 },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  worker.unref();
  const ready = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), START_WAIT_MS).unref();
    worker.once('message', (said: unknown) => {
      clearTimeout(timer);
      if (typeof said === 'string' && ORIGIN.test(said)) resolve(said);
      else reject(new Error('no origin'));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('it ended')));
  });
  ready.catch(() => {
    ended(worker);
    void worker.terminate();
  });
  worker.once('error', () => ended(worker));
  worker.once('exit', () => ended(worker));
  return { worker, ready };
}

/** Beside the agent's bundle; for code that runs from source, in a build's folder. */
function bundlePath(): string {
  const [bundled, built] = ['./sandbox.cjs', '../../../dist/sandbox.cjs'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return (bundled !== undefined && existsSync(bundled) ? bundled : built) ?? '';
}
