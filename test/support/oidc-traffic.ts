/**
 * What passes in front of the test provider: names each request, counts it, remembers every secret that was issued, and
 * plays scripted faults. A fault that says `before` never reaches the provider; `lost` does, and only the answer is lost.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export const ROUTES = [
  'discovery',
  'jwks',
  'registration',
  'registration_management',
  'device',
  'poll',
  'code',
  'refresh',
  'token', // any other use of the token endpoint
  'revocation',
  'introspection',
  'userinfo',
  'page', // what a browser sees
] as const;
export type Route = (typeof ROUTES)[number];

export interface Fault {
  readonly kind: 'hang' | 'fail' | 'lost' | 'delay' | 'drop';
  /** For how many requests; the default is 1. */
  readonly times?: number;
  /** hang, delay: milliseconds. A hanging request is dropped afterwards, a delayed one is served. */
  readonly ms?: number;
  /** fail. */
  readonly status?: number;
  readonly body?: string | Readonly<Record<string, unknown>>;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SeenRequest {
  readonly route: Route;
  readonly method: string;
  readonly path: string;
  readonly atMs: number;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

const PATHS: Readonly<Record<string, Route>> = {
  '/.well-known/openid-configuration': 'discovery',
  '/.well-known/oauth-authorization-server': 'discovery',
  '/jwks': 'jwks',
  '/reg': 'registration',
  '/device/auth': 'device',
  '/token/revocation': 'revocation',
  '/token/introspection': 'introspection',
  '/me': 'userinfo',
};
const GRANTS: Readonly<Record<string, Route>> = {
  'urn:ietf:params:oauth:grant-type:device_code': 'poll',
  authorization_code: 'code',
  refresh_token: 'refresh',
};
const SECRET_MEMBERS = [
  'access_token',
  'refresh_token',
  'id_token',
  'device_code',
  'code',
  'code_verifier',
  'client_secret',
  'registration_access_token',
];

function routeOf(path: string, form: URLSearchParams): Route {
  if (path === '/token') return GRANTS[form.get('grant_type') ?? ''] ?? 'token';
  if (path.startsWith('/reg/')) return 'registration_management';
  return PATHS[path] ?? 'page';
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Lets the provider read a body that was read already, without its warning about that. */
function replay(request: IncomingMessage, body: Buffer): void {
  Object.defineProperty(request, 'readable', { value: true });
  Object.defineProperty(request, 'iterator', {
    value: async function* () {
      yield body;
    },
  });
}

export class Traffic {
  readonly requests: SeenRequest[] = [];
  readonly #secrets = new Set<string>();
  readonly #faults = new Map<string, { fault: Fault; left: number }[]>();
  readonly #waiting = new Set<() => void>();

  count(route: Route): number {
    return this.requests.filter((request) => request.route === route).length;
  }

  /** Resolves as soon as the route has been asked `times` times since the start (or since `clear`). */
  async seen(route: Route, times = 1): Promise<void> {
    while (this.count(route) < times) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  clear(): void {
    this.requests.length = 0;
    this.#faults.clear();
  }

  /** `on` is a route's name, or a path that starts with a slash. Faults of one route are played in order. */
  fault(on: Route | `/${string}`, fault: Fault): void {
    const queue = this.#faults.get(on) ?? [];
    queue.push({ fault, left: fault.times ?? 1 });
    this.#faults.set(on, queue);
  }

  noteSecrets(from: unknown): void {
    const members = from instanceof URLSearchParams ? Object.fromEntries(from) : from;
    if (typeof members !== 'object' || members === null) return;
    for (const name of SECRET_MEMBERS) {
      const value: unknown = Reflect.get(members, name);
      if (typeof value === 'string' && value.length > 7) this.#secrets.add(value);
    }
  }

  secretsSeen(): string[] {
    return [...this.#secrets];
  }

  /** Notes the request, then plays its fault. False: the fault has dealt with it. `lose` is true when the answer must be dropped. */
  async admit(request: IncomingMessage, response: ServerResponse): Promise<{ pass: boolean; lose: boolean }> {
    const body = await bodyOf(request);
    const path = new URL(request.url ?? '/', 'http://provider.invalid').pathname;
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
    const form = new URLSearchParams(isForm ? body.toString() : '');
    const route = routeOf(path, form);
    this.noteSecrets(form);
    const { authorization } = request.headers;
    this.requests.push({ route, method: request.method ?? '', path, atMs: Date.now(), form, authorization });
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    const fault = this.#next(route) ?? this.#next(path);
    replay(request, body);
    return fault === undefined ? { pass: true, lose: false } : this.#play(fault, response);
  }

  #next(key: string): Fault | undefined {
    const queue = this.#faults.get(key);
    const first = queue?.[0];
    if (first === undefined) return undefined;
    first.left -= 1;
    if (first.left <= 0) queue?.shift();
    return first.fault;
  }

  async #play(fault: Fault, response: ServerResponse): Promise<{ pass: boolean; lose: boolean }> {
    if (fault.kind === 'lost') return { pass: true, lose: true };
    if (fault.kind === 'hang' || fault.kind === 'delay') {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, fault.ms ?? 1000);
        response.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      if (fault.kind === 'delay') return { pass: !response.destroyed, lose: false };
    }
    if (fault.kind !== 'fail') {
      response.socket?.destroy();
      return { pass: false, lose: false };
    }
    const text = typeof fault.body === 'object' ? JSON.stringify(fault.body) : (fault.body ?? '');
    const type = fault.contentType ?? (typeof fault.body === 'object' ? 'application/json' : 'text/html');
    response.writeHead(fault.status ?? 500, { 'content-type': type, ...fault.headers }).end(text);
    return { pass: false, lose: false };
  }
}
