/** The built agent as a process of its own, its command line, and its API over the unix socket: what a user's machine has. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ProfileView, View } from '../../src-main/core/view.ts';
import { type Outcome, run } from '../cli/latchkey.ts';

const COMMAND = resolve(import.meta.dirname, '../../dist/latchkey.cjs');

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects and fails where it is not
  readonly body: any;
}

export class AgentProcess {
  readonly home = mkdtempSync(join(tmpdir(), 'latchkey-whole-'));
  readonly socket = join(this.home, 'run', 'agent.sock');
  readonly env: NodeJS.ProcessEnv;
  stderr = '';
  #child: ChildProcess | undefined;

  constructor(env: NodeJS.ProcessEnv = {}) {
    this.env = {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      HOME: this.home,
      LATCHKEY_SOCKET: this.socket,
      LATCHKEY_CONFIG_DIR: join(this.home, 'config'),
      LATCHKEY_TEST_MODE: '1',
      LATCHKEY_VAULT: 'memory',
      LATCHKEY_OPEN_COMMAND: '/bin/true',
      // A test starts its agent itself.
      LATCHKEY_NO_START: '1',
      ...env,
    };
  }

  get pid(): number {
    return this.#child?.pid ?? -1;
  }

  /** Resolves when it says where it listens; rejects with what it said when it ends before. */
  async start(args: readonly string[] = []): Promise<void> {
    const child = spawn(process.execPath, [COMMAND, 'agent', ...args], {
      env: this.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    this.stderr = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        this.stderr += text;
        if (this.stderr.includes('listening at')) resolve();
      });
      child.on('exit', (code) => reject(new Error(`the agent ended with ${code}: ${this.stderr}`)));
    });
  }

  /** Resolves to the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = await ended;
    return code as number | null;
  }

  async dispose(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.home, { recursive: true, force: true });
  }

  cli(args: readonly string[], stdin?: string): Promise<Outcome> {
    return run(process.execPath, [COMMAND, ...args], { env: this.env, ...(stdin !== undefined && { stdin }) });
  }

  /** One request on a connection of its own. */
  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const request = httpRequest({ socketPath: this.socket, method, path, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, body: text === '' ? undefined : JSON.parse(text) });
        });
      });
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async addProfile(name: string, issuer: string): Promise<void> {
    const { status, body } = await this.ask('POST', '/v1/profiles', { name, provider: 'oidc', settings: { issuer } });
    if (status !== 201) throw new Error(`profile not added: ${JSON.stringify(body)}`);
  }

  /** Signs in with the device flow; `approve` is the person. */
  async signIn(name: string, approve: (userCode: string) => Promise<void>): Promise<void> {
    const { body } = await this.ask('POST', `/v1/profiles/${name}/sign-in`, { flow: 'device' });
    if (body.sign_in?.phase !== 'waiting') throw new Error(`no code: ${JSON.stringify(body)}`);
    await approve(body.sign_in.user_code);
    await this.until(name, ({ state }) => state === 'active');
  }

  /** Follows the event stream until the profile is as wanted. */
  async until(name: string, wanted: (profile: ProfileView) => boolean): Promise<ProfileView> {
    const stream = httpRequest({ socketPath: this.socket, path: '/v1/events', agent: false });
    stream.end();
    try {
      const [response] = (await once(stream, 'response')) as [import('node:http').IncomingMessage];
      let text = '';
      for await (const chunk of response) {
        text += String(chunk);
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        const found = events
          .map(viewOf)
          .flatMap((view) => view?.profiles.filter((p) => p.name === name && wanted(p)) ?? []);
        if (found[0]) return found[0];
      }
      throw new Error(`the events ended before ${name} was as wanted`);
    } finally {
      stream.destroy();
    }
  }
}

function viewOf(event: string): View | undefined {
  const data = event.split('\n').filter((line) => line.startsWith('data:'));
  return data.length === 0 ? undefined : JSON.parse(data.map((line) => line.slice(5)).join('\n'));
}
