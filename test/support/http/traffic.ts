/**
 * What passes in front of a test server: names each request, counts it, remembers every secret that went by, and plays
 * scripted faults. A `fail`, `hang` or `drop` never reaches the server; `lost` does, and only the answer is lost.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

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

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Of a form; else empty. */
  readonly form: URLSearchParams;
}

export interface SeenRequest<Route extends string> extends RawRequest {
  /** The first of `names`. */
  readonly route: Route;
  readonly names: readonly Route[];
  readonly atMs: number;
  readonly authorization: string | undefined;
}

export interface Naming<Route extends string> {
  /** What the request is called, the most exact name first; each is counted and can have faults. */
  readonly names: (request: RawRequest) => readonly [Route, ...Route[]];
  readonly secretMembers: readonly string[];
}

export interface Admitted<Route extends string> {
  /** False: a fault has dealt with it. */
  readonly pass: boolean;
  /** The answer must be dropped. */
  readonly lose: boolean;
  readonly request: SeenRequest<Route>;
}

async function read(request: IncomingMessage): Promise<{ readonly raw: RawRequest; readonly body: Buffer }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const url = new URL(request.url ?? '/', 'http://provider.invalid');
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const raw = {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: body.toString(),
    form: new URLSearchParams(isForm ? body.toString() : ''),
  };
  return { raw, body };
}

/** Lets a server read a body that was read already, without its warning about that. */
function replay(request: IncomingMessage, body: Buffer): void {
  Object.defineProperty(request, 'readable', { value: true });
  Object.defineProperty(request, 'iterator', {
    value: async function* () {
      yield body;
    },
  });
}

/** Resolves after `ms`, or as soon as the client goes away. */
function stall(response: ServerResponse, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

export class Traffic<Route extends string> {
  readonly requests: SeenRequest<Route>[] = [];
  readonly #naming: Naming<Route>;
  readonly #secrets = new Set<string>();
  readonly #faults = new Map<string, { fault: Fault; left: number }[]>();
  readonly #waiting = new Set<() => void>();

  constructor(naming: Naming<Route>) {
    this.#naming = naming;
  }

  count(name: Route): number {
    return this.requests.filter(({ names }) => names.includes(name)).length;
  }

  /** Resolves as soon as `name` has been asked `times` times since the start (or since `clear`). */
  async seen(name: Route, times = 1): Promise<void> {
    while (this.count(name) < times) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  clear(): void {
    this.requests.length = 0;
    this.#faults.clear();
  }

  /** `on` is a name, or a path that starts with a slash. Faults of one name are played in order. */
  fault(on: Route | `/${string}`, fault: Fault): void {
    const queue = this.#faults.get(on) ?? [];
    queue.push({ fault, left: fault.times ?? 1 });
    this.#faults.set(on, queue);
  }

  /** Takes the secrets out of a form, or out of JSON, also where they lie one member deeper. */
  noteSecrets(from: unknown, deeper = 1): void {
    const members: unknown = from instanceof URLSearchParams ? Object.fromEntries(from) : from;
    if (typeof members !== 'object' || members === null) return;
    for (const [name, value] of Object.entries(members)) {
      if (typeof value !== 'string') {
        if (deeper > 0) this.noteSecrets(value, deeper - 1);
      } else if (this.#naming.secretMembers.includes(name) && value.length > 7) {
        this.#secrets.add(value);
      }
    }
  }

  secretsSeen(): string[] {
    return [...this.#secrets];
  }

  /** Notes the request, then plays its fault. */
  async admit(request: IncomingMessage, response: ServerResponse): Promise<Admitted<Route>> {
    const { raw, body } = await read(request);
    const names = this.#naming.names(raw);
    const seen = { ...raw, route: names[0], names, atMs: Date.now(), authorization: raw.headers.authorization };
    this.noteSecrets(raw.form);
    this.requests.push(seen);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    replay(request, body);
    const fault = this.#nextOf([...names, raw.path]);
    const outcome = fault === undefined ? { pass: true, lose: false } : await this.#play(fault, response);
    return { ...outcome, request: seen };
  }

  #nextOf(keys: readonly string[]): Fault | undefined {
    for (const key of keys) {
      const queue = this.#faults.get(key);
      const first = queue?.[0];
      if (first === undefined) continue;
      first.left -= 1;
      if (first.left <= 0) queue?.shift();
      return first.fault;
    }
    return undefined;
  }

  async #play(fault: Fault, response: ServerResponse): Promise<{ pass: boolean; lose: boolean }> {
    if (fault.kind === 'lost') return { pass: true, lose: true };
    if (fault.kind === 'hang' || fault.kind === 'delay') await stall(response, fault.ms ?? 1000);
    if (fault.kind === 'delay') return { pass: !response.destroyed, lose: false };
    if (fault.kind === 'fail') {
      const text = typeof fault.body === 'object' ? JSON.stringify(fault.body) : (fault.body ?? '');
      const type = fault.contentType ?? (typeof fault.body === 'object' ? 'application/json' : 'text/html');
      response.writeHead(fault.status ?? 500, { 'content-type': type, ...fault.headers }).end(text);
    } else {
      response.socket?.destroy();
    }
    return { pass: false, lose: false };
  }
}
