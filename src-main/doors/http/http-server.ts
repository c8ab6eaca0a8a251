/**
 * A node:http server in front of a web-standard handler: limits the input, asks the door whether to admit it, and sends
 * the answer. It knows nothing about routes or rights, and never logs what it carries.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { escapeUnseen } from '../../../src-shared/plain-json.ts';
import { bodyTooLarge, MAX_BODY_BYTES } from '../../api/frame/body-cap.ts';
import { errorOf, problemResponse } from '../../api/frame/problem.ts';
import type { TextAnswer, TokenShortcut } from '../../api/token-shortcut.ts';
import type { Caller } from '../../core/caller.ts';
import { LatchkeyError } from '../../core/errors.ts';
import { answerBrokenRequest, MAX_HEADER_BYTES } from './broken-request.ts';

const MAX_URL_LENGTH = 4096;

export interface Limits {
  /** Milliseconds until a request's headers, and until all of it, must have arrived. */
  readonly headersMs: number;
  readonly requestMs: number;
}
const LIMITS: Limits = { headersMs: 10_000, requestMs: 30_000 };

export interface HttpDoor {
  /** Checks the request before its body is read; an error is the answer. */
  refuse(incoming: IncomingMessage): LatchkeyError | undefined;
  respond(request: Request, incoming: IncomingMessage): Promise<Response>;
  /** For a GET that was not refused: an answer that bypasses `respond`; undefined: use `respond`. */
  readonly shortcut?: TokenShortcut | undefined;
  readonly callerOf?: ((incoming: IncomingMessage) => Caller | undefined) | undefined;
  readonly limits?: Limits | undefined;
}

export function httpServer(door: HttpDoor): Server {
  const { headersMs, requestMs } = door.limits ?? LIMITS;
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(2_000, headersMs),
    keepAliveTimeout: 60_000,
    requireHostHeader: false, // the doors check Host themselves, and answer with a reason
  });
  server.on('request', (incoming, outgoing) => void serve(door, incoming, outgoing));
  server.on('clientError', answerBrokenRequest);
  return server;
}

async function serve(door: HttpDoor, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const quick = await shortcut(door, incoming);
    if (quick === undefined) return await send(await answer(door, incoming), outgoing);
    const length = Buffer.byteLength(quick.text);
    outgoing.writeHead(quick.status, { ...quick.headers, 'Content-Length': length }).end(quick.text);
  } catch {
    // The client went away midway; no one is left to answer.
    outgoing.destroy();
  }
}

function shortcut(door: HttpDoor, incoming: IncomingMessage): Promise<TextAnswer> | undefined {
  if (door.shortcut === undefined || incoming.method !== 'GET') return undefined;
  if (door.refuse(incoming) !== undefined) return undefined;
  return door.shortcut(incoming.url ?? '', door.callerOf?.(incoming));
}

async function answer(door: HttpDoor, incoming: IncomingMessage): Promise<Response> {
  try {
    const refusal = door.refuse(incoming) ?? refuseTarget(incoming.url ?? '');
    if (refusal !== undefined) return closing(problemResponse(refusal));
    return await door.respond(await webRequest(incoming), incoming);
  } catch (thrown) {
    return closing(problemResponse(errorOf(thrown)));
  }
}

/** A refused request may have a body on its way that no one will read. */
function closing(response: Response): Response {
  response.headers.set('Connection', 'close');
  return response;
}

/** Origin form only (RFC 9112 section 3.2.1): an absolute URL or an authority is for proxies. */
function refuseTarget(target: string): LatchkeyError | undefined {
  if (!target.startsWith('/')) return new LatchkeyError('request_malformed', 'The request target is not a path.');
  if (target.length <= MAX_URL_LENGTH) return undefined;
  return new LatchkeyError('request_too_large', `The URL is longer than ${MAX_URL_LENGTH} characters.`);
}

/** Only what the handler reads is passed on; the doors check the other headers before. */
async function webRequest(incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET' } = incoming;
  const url = `http://localhost${incoming.url}`;
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method });
  if (!/^[A-Z]{3,10}$/.test(method) || method === 'TRACE' || method === 'CONNECT') {
    throw new LatchkeyError('request_malformed', 'This method is not supported.');
  }
  const body = await readBody(incoming);
  const contentType = incoming.headers['content-type'];
  if (body === undefined) return new Request(url, { method });
  return new Request(url, { method, body, headers: contentType === undefined ? [] : [['content-type', contentType]] });
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (Number(incoming.headers['content-length']) > MAX_BODY_BYTES) throw bodyTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // No `for await`: leaving it early would destroy the connection before the answer is out.
  await new Promise<void>((resolve, reject) => {
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else reject(bodyTooLarge());
    });
    incoming.on('end', resolve);
    incoming.on('error', reject);
  });
  return size === 0 ? undefined : new Uint8Array(Buffer.concat(chunks));
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const headers = [...response.headers].flat();
  if (response.headers.get('content-type') === 'text/event-stream' && response.body !== null) {
    outgoing.writeHead(response.status, headers);
    outgoing.flushHeaders();
    return sendStream(response.body, outgoing);
  }
  const body = await bytesOf(response);
  if (response.status !== 204) headers.push('content-length', String(body.length));
  outgoing.writeHead(response.status, headers);
  outgoing.end(body);
}

/** JSON that curl would show as it is. */
async function bytesOf(response: Response): Promise<Buffer> {
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return isJson ? Buffer.from(escapeUnseen(await response.text())) : Buffer.from(await response.arrayBuffer());
}

/** Reads on only when the client has accepted what was written, so that a slow one costs one event of memory. */
async function sendStream(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader();
  outgoing.once('close', () => void reader.cancel().catch(() => undefined));
  for (let part = await reader.read(); !part.done && !outgoing.destroyed; part = await reader.read()) {
    if (outgoing.write(part.value)) continue;
    await new Promise<void>((resolve) => {
      outgoing.once('drain', resolve);
      outgoing.once('close', resolve);
    });
  }
  outgoing.end();
}

/** Resolves when no connection is left: idle ones are closed at once, busy ones when they have their answer or after `graceMs`. */
export async function closeServer(server: Server, graceMs = 1_000): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
