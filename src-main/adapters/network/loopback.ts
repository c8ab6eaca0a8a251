/**
 * Receives the authorization response on a loopback address (RFC 8252 section 7.3). Passes the query to the engine and
 * shows a fixed page; decides nothing, keeps nothing, redirects nowhere.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import { LatchkeyError } from '../../core/errors.ts';
import type { Loopback, LoopbackPage } from '../../core/ports.ts';
import { type Guard, guardLoopback } from '../../loopback/guard.ts';
import { tcpPeers } from '../../loopback/tcp-peers.ts';
import { LOOPBACK_HEADERS, loopbackAnswer } from './loopback-page.ts';

/** Room for a long code and state; a longer request line or headers are refused with 431. */
const MAX_HEADER_BYTES = 32 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
const CHECK_EVERY_MS = 2_000;
/** How long `close` waits for an answer on its way to the browser. */
const CLOSE_GRACE_MS = 1_000;

type OnResponse = (query: URLSearchParams) => LoopbackPage;

export function loopbackListener(): Loopback {
  return {
    async listen(redirectUri, onResponse) {
      const uri = loopbackUri(redirectUri);
      const host = uri.hostname.replace(/^\[|\]$/g, '');
      // RFC 8252 section 8.3: bound to the loopback interface only, and bound before the browser is opened.
      const { server, guard } = await bind(host, Number(uri.port || 0));
      const address = server.address();
      uri.port = String(typeof address === 'object' && address !== null ? address.port : '');
      const open = new Set<ServerResponse>();
      server.on('request', (request, response) => {
        open.add(response);
        response.once('close', () => open.delete(response));
        if (guard.isStranger(request.socket)) refuse(response, 404);
        else answer(request, response, uri, onResponse);
      });
      return { redirectUri: uri.href, close: () => close(server, open) };
    },
  };
}

/** RFC 8252 section 8.3: an IP literal, not `localhost`, whose meaning the machine may change. */
function loopbackUri(redirectUri: string): URL {
  const uri = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  const fine = uri?.protocol === 'http:' && ['127.0.0.1', '[::1]'].includes(uri.hostname);
  if (uri === undefined || !fine || uri.username !== '' || uri.search !== '' || uri.hash !== '') {
    throw new LatchkeyError('loopback_unavailable', `The redirect ${redirectUri} does not point to this computer.`, {
      hint: 'Set --redirect-uri to http://127.0.0.1/callback or another path on 127.0.0.1 or [::1].',
    });
  }
  return uri;
}

async function bind(host: string, port: number): Promise<{ server: Server; guard: Guard }> {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
  });
  const guard = guardLoopback(server, await tcpPeers());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const place = isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
      reject(new LatchkeyError('loopback_unavailable', `Latchkey cannot listen on ${place}.`, { cause }));
    });
    server.listen({ host, port, exclusive: true }, () => resolve());
  });
  return { server, guard };
}

function answer(request: IncomingMessage, response: ServerResponse, uri: URL, onResponse: OnResponse): void {
  const target = request.url ?? '';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  response.setHeader('connection', 'close');
  // Another Host is a name that was pointed at this machine (DNS rebinding).
  if (request.headers.host !== uri.host || path !== uri.pathname) {
    refuse(response, 404);
    return;
  }
  if (request.method !== 'GET') {
    refuse(response, 405);
    return;
  }
  const { status, html } = loopbackAnswer(decide(mark < 0 ? '' : target.slice(mark + 1), onResponse));
  response.writeHead(status, { ...LOOPBACK_HEADERS, 'content-length': Buffer.byteLength(html) }).end(html);
}

/** The engine reports anything that goes wrong while deciding; the browser learns only that this was of no use. */
function decide(query: string, onResponse: OnResponse): LoopbackPage {
  try {
    return onResponse(new URLSearchParams(query));
  } catch {
    return 'not-for-us';
  }
}

function refuse(response: ServerResponse, status: 404 | 405): void {
  response.writeHead(status, {
    ...LOOPBACK_HEADERS,
    'content-type': 'text/plain',
    ...(status === 405 && { allow: 'GET' }),
  });
  response.end(status === 404 ? 'Nothing here.\n' : 'Only GET.\n');
}

/** Accepts no new connections; lets an answer on its way arrive; then closes all, including those without a request. */
async function close(server: Server, open: ReadonlySet<ServerResponse>): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const arrived = [...open].map((response) => new Promise((resolve) => response.once('close', resolve)));
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await Promise.race([Promise.all(arrived), closed]);
  clearTimeout(timer);
  server.closeAllConnections();
  await closed;
}
