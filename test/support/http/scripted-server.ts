/** A loopback http server that answers what a test says, for answers that no real provider would give. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly form: URLSearchParams;
}

export interface Reply {
  readonly status?: number;
  readonly json?: unknown;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ScriptedServer {
  readonly origin: string;
  readonly received: Received[];
  /** By `METHOD /path`; a function is asked each time. Unknown routes answer 404 with a page. */
  readonly routes: Map<string, Reply | ((request: Received) => Reply)>;
  /** The last request to a path. */
  last(path: string): Received;
  close(): Promise<void>;
}

const NOT_HERE: Reply = { status: 404, html: '<!doctype html><title>Not found</title>' };

export async function startScriptedServer(): Promise<ScriptedServer> {
  const received: Received[] = [];
  const routes: ScriptedServer['routes'] = new Map();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const path = new URL(request.url ?? '/', 'http://scripted.invalid').pathname;
    const { method = '', headers } = request;
    const one = { method, path, headers, text, form: new URLSearchParams(text) };
    received.push(one);
    const route = routes.get(`${method} ${path}`) ?? NOT_HERE;
    const reply = typeof route === 'function' ? route(one) : route;
    const body = reply.html ?? (reply.json === undefined ? '' : JSON.stringify(reply.json));
    const type = reply.html === undefined ? 'application/json' : 'text/html';
    response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    routes,
    last(path) {
      const found = received.findLast((request) => request.path === path);
      if (!found) throw new Error(`Nobody asked for ${path}`);
      return found;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
