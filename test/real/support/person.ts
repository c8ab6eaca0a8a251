/** A person at their machine: the built agent and command, and a browser that signs in where the command's link leads. */
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Outcome, ROOT, start } from '../../cli/latchkey.ts';
import { AgentProcess } from '../../whole/agent-process.ts';
import { type Answers, Browser, type Page } from './browser.ts';

const COMMAND = join(ROOT, 'dist/latchkey.cjs');

export interface SignedIn extends Outcome {
  /** The last page that the browser showed; undefined if there was no link to open. */
  readonly page: Page | undefined;
}

export class Person extends AgentProcess {
  readonly #answers: Answers;

  constructor(answers: Answers) {
    super();
    this.#answers = answers;
  }

  /** `latchkey login --flow browser`, with a browser that knows no one yet. If it ends at a page of the server, gives up. */
  async logIn(name: string): Promise<SignedIn> {
    const args = [COMMAND, 'login', name, '--flow', 'browser', '--no-open', '--json'];
    const login = start(process.execPath, args, { env: this.env });
    const line = once(createInterface({ input: login.child.stdout }), 'line').then(([text]) =>
      JSON.parse(String(text)),
    );
    const shown = await Promise.race([line, login.ended.then(() => undefined)]);
    const link: unknown = shown?.sign_in?.authorization_uri;
    if (typeof link !== 'string') return { ...(await login.ended), page: undefined };
    const page = await new Browser(this.#answers).walk(link);
    if (new URL(page.url).host === new URL(link).host) login.child.kill('SIGINT');
    return { ...(await login.ended), page };
  }

  /** Adds a profile as a person does; the secret goes in on standard input. */
  async add(name: string, options: readonly string[], secret?: string): Promise<void> {
    const stdin = secret === undefined ? [] : ['--client-secret-stdin'];
    const { exit, stderr } = await this.cli(['profile', 'add', name, ...options, ...stdin], secret);
    if (exit !== 0) throw new Error(`latchkey profile add: ${exit} ${stderr}`);
  }

  async token(name: string): Promise<string> {
    const { stdout, stderr, exit } = await this.cli(['token', name]);
    if (exit !== 0) throw new Error(`latchkey token: ${exit} ${stderr}`);
    return stdout.trim();
  }
}

/** What the server says to a token: 200 while it is good. */
export async function userinfo(url: string, token: string): Promise<number> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await response.body?.cancel();
  return response.status;
}
