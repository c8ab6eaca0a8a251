/**
 * An agent as the page sees it, without an agent: serves the built page under the product's own policy, sends the Views
 * that a test scripts, and notes each request. A test may answer a route itself.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProfileView, RoleView, View } from '../../../src-main/api/types.ts';
import { CONTENT_SECURITY_POLICY } from '../../../src-main/doors/page-files.ts';
import { presets } from '../../../src-main/providers/presets.ts';
import { buildPage, type PageFile } from './built-page.ts';

export interface Noted {
  readonly route: string;
  readonly body: unknown;
  /** As `?anew=true`; absent: none. */
  readonly query?: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

const PROVIDERS = [
  { kind: 'aws', title: 'AWS IAM Identity Center' },
  { kind: 'huawei', title: 'Huawei Cloud IAM Identity Center' },
  { kind: 'hydra', title: 'Ory Hydra' },
  { kind: 'oidc', title: 'OpenID Connect' },
];

/** Asked by every page as it starts, so it is noted only where a test answers it. */
const LANGUAGE = 'GET /v1/settings';

type Answer = (request: Noted) => Reply | Promise<Reply>;

export function problem(status: number, code: string, detail: string, hint: string): Reply {
  return { status, body: { type: `urn:latchkey:error:${code}`, title: code, status, detail, code, hint } };
}

export class FakePageServer {
  readonly requests: Noted[] = [];
  url = '';
  #view: View;
  /** False: the agent is gone; the page itself is still served, as the desktop would. */
  #alive = true;
  readonly #answers = new Map<string, Answer>();
  readonly #streams = new Set<ServerResponse>();
  /** Counts the clean agents: what was sent to a former one is not noted of this one. */
  #agent = 0;
  readonly #files: ReadonlyMap<string, PageFile>;
  readonly #server: Server;

  private constructor(files: ReadonlyMap<string, PageFile>, view: View) {
    this.#files = files;
    this.#view = view;
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(view: View): Promise<FakePageServer> {
    const fake = new FakePageServer(await buildPage(), view);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    fake.url = `http://127.0.0.1:${(fake.#server.address() as AddressInfo).port}/`;
    return fake;
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A clean agent with this View, as at the start. */
  reset(view: View): void {
    this.#answers.clear();
    this.requests.length = 0;
    this.#agent += 1;
    this.#alive = true;
    this.show(view);
  }

  show(view: View): void {
    this.#view = view;
    for (const stream of this.#streams) this.#send(stream);
  }

  /** Changes one profile and sends the View. */
  change(name: string, change: Partial<ProfileView>): void {
    const profiles = this.#view.profiles.map((one) => (one.name === name ? { ...one, ...change } : one));
    this.show({ ...this.#view, profiles });
  }

  answer(route: string, answer: Answer | Reply): void {
    this.#answers.set(route, typeof answer === 'function' ? answer : () => answer);
  }

  die(): void {
    this.#alive = false;
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  revive(): void {
    this.#alive = true;
  }

  asked(route: string): readonly Noted[] {
    return this.requests.filter((request) => request.route === route);
  }

  get view(): View {
    return this.#view;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, search } = new URL(request.url ?? '/', 'http://fake');
    const file = this.#files.get(path);
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': file.type, 'content-security-policy': CONTENT_SECURITY_POLICY });
      response.end(file.text);
    } else if (!this.#alive) request.socket.destroy();
    else if (path === '/v1/events') this.#stream(response);
    else await this.#command(request, path, search, response);
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': hello\n\n');
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
    this.#send(response);
  }

  #send(stream: ServerResponse): void {
    stream.write(`event: view\ndata: ${JSON.stringify(this.#view)}\n\n`);
  }

  async #command(request: IncomingMessage, path: string, query: string, response: ServerResponse): Promise<void> {
    const agent = this.#agent;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = text === '' ? undefined : (JSON.parse(text) as unknown);
    const noted: Noted = { route: `${request.method} ${path}`, body, ...(query === '' ? {} : { query }) };
    const isOfNow = agent === this.#agent;
    if (isOfNow && (noted.route !== LANGUAGE || this.#answers.has(LANGUAGE))) this.requests.push(noted);
    const reply = await (this.#answers.get(noted.route) ?? (() => this.#usual(noted)))(noted);
    const type = reply.status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(reply.status, { 'content-type': type });
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
  }

  #usual({ route, body }: Noted): Reply {
    if (route === 'GET /v1/providers') return { status: 200, body: { providers: PROVIDERS, presets } };
    if (route === LANGUAGE) return { status: 200, body: {} };
    const name = /^\w+ \/v1\/profiles\/([^/]+)/.exec(route)?.[1];
    const profile = this.#view.profiles.find((one) => one.name === name);
    if (profile === undefined) return problem(404, 'profile_unknown', `There is no profile ${name}.`, 'Look again.');
    if (/\/(open|console)$/.test(route)) return { status: 204 };
    if (/\/roles(\/|$)/.test(route)) return this.#changeRoles(profile, route, body);
    if (route === `DELETE /v1/profiles/${name}`) return { status: 204 };
    if (route.startsWith('DELETE')) return { status: 200, body: { revoked: true, profile } };
    return { status: route.endsWith('/sign-in') ? 202 : 200, body: profile };
  }

  #changeRoles(profile: ProfileView, route: string, body: unknown): Reply {
    const removed = route.split('/roles/')[1];
    const kept = (profile.roles ?? []).filter(({ name }) => name !== removed);
    const roles = removed === undefined ? [...kept, body as RoleView] : kept;
    this.change(profile.name, { roles });
    return { status: removed === undefined ? 201 : 200, body: { ...profile, roles } };
  }
}
