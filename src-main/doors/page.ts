/**
 * The window's page in an ordinary browser, for an agent without a desktop. Loopback only; opened with a one-time link,
 * then with a cookie. As in the window, the page has no right to tokens.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Door, Handler } from '../api/frame/door.ts';
import { PLAIN_HEADERS } from '../api/frame/problem.ts';
import { LatchkeyError } from '../core/errors.ts';
import { guardLoopback } from '../loopback/guard.ts';
import { tcpPeers } from '../loopback/tcp-peers.ts';
import { closeServer, httpServer, type Limits } from './http/http-server.ts';
import { sameText } from './http/same-text.ts';
import type { PageResponse } from './page-files.ts';

const DOOR: Door = { name: 'page', rights: { tokens: false, answers: true }, caller: { door: 'page', processes: [] } };
/** For a link that came through the socket: a program that asks for one could else answer its own questions. */
const GUEST_DOOR: Door = { ...DOOR, rights: { tokens: false } };
const HINT =
  'Open the link that `latchkey agent --page` printed, or run `latchkey page` for a new one. Each works once.';
/** So many links of a kind wait to be opened; one more ends the oldest. */
const MOST_LINKS = 8;

export interface PageDoorOptions {
  readonly handler: Handler;
  readonly page: PageResponse;
  readonly limits?: Limits | undefined;
}

export interface PageDoor {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Works once. Anyone who has it can command the agent, so only the person gets it. */
  readonly link: string;
  /** Another one; without `answers`, its page has no right to answer questions. Each works once. */
  another(answers: boolean): string;
  /** Someone has come in who may answer questions. Until then, no one can see one. */
  wasEntered(): boolean;
  close(): Promise<void>;
}

export async function openPageDoor(options: PageDoorOptions): Promise<PageDoor> {
  const peers = await tcpPeers();
  const person: Visitors = { door: DOOR, cookie: randomText(), codes: [] };
  const guest: Visitors = { door: GUEST_DOOR, cookie: randomText(), codes: [] };
  const all = [person, guest];
  let port = 0;
  let wasEntered = false;
  // Cookies ignore ports: the name keeps two agents apart.
  const cookieName = () => `latchkey-${port}`;

  /** Exchanges a code, once, for the cookie. A browser that is in as a person stays one. */
  const enter = (sent: string, before: Visitors | undefined): Response => {
    const found = all.find(({ codes }) => codes.some((code) => sameText(sent, code)));
    if (found) found.codes = found.codes.filter((code) => !sameText(sent, code));
    // The same link again, from a reload or the history: the browser is already in.
    if (before !== undefined && found !== person) return toThePage({});
    if (found === undefined) throw notLetIn();
    wasEntered ||= found === person;
    const attributes = 'HttpOnly; SameSite=Strict; Path=/';
    return toThePage({ 'Set-Cookie': `${cookieName()}=${found.cookie}; ${attributes}` });
  };
  const visitor = (incoming: IncomingMessage) =>
    all.find(({ cookie }) => sameText(cookieOf(incoming, cookieName()), cookie));

  const server = httpServer({
    limits: options.limits,
    refuse(incoming) {
      if (guard.isStranger(incoming.socket)) return stranger();
      const refusal = refuse(incoming, `127.0.0.1:${port}`);
      // Before the body: one that never ends would hold a place.
      const isOutside = incoming.method !== 'GET' && visitor(incoming) === undefined;
      return refusal ?? (isOutside ? notLetIn() : undefined);
    },
    async respond(request, incoming) {
      const url = new URL(request.url);
      const who = visitor(incoming);
      const sent = url.searchParams.get('code');
      if (request.method === 'GET' && url.pathname === '/' && sent !== null) return enter(sent, who);
      if (who === undefined) throw notLetIn();
      return (await options.page(request)) ?? (await options.handler(request, who.door));
    },
  });
  const guard = guardLoopback(server, peers);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  ({ port } = server.address() as AddressInfo);
  const origin = `http://127.0.0.1:${port}`;
  const another = (answers: boolean): string => {
    const visitors = answers ? person : guest;
    const code = randomText();
    visitors.codes = [code, ...visitors.codes].slice(0, MOST_LINKS);
    return `${origin}/?code=${code}`;
  };
  return { origin, link: another(true), another, wasEntered: () => wasEntered, close: () => closeServer(server) };
}

/** Who came with a link of one kind: what they may do, their cookie, and the codes that no one has used yet. */
interface Visitors {
  readonly door: Door;
  readonly cookie: string;
  codes: readonly string[];
}

const randomText = (): string => randomBytes(32).toString('base64url');

/** Removes the code from the address bar. */
function toThePage(headers: Record<string, string>): Response {
  return new Response(null, { status: 303, headers: { ...PLAIN_HEADERS, Location: '/', ...headers } });
}

function notLetIn(): LatchkeyError {
  return new LatchkeyError('not_allowed', 'This browser has no access, or the link was already used.', {
    hint: HINT,
  });
}

/** The link may have been read by others, for example in the system's journal. */
function stranger(): LatchkeyError {
  return new LatchkeyError('not_allowed', 'This page is only for the user who runs the agent.', {
    hint: 'Open it in a browser that the same user runs.',
  });
}

/** Refuses requests that a foreign page could make this browser send: DNS rebinding (Host) and cross-origin requests. */
function refuse(incoming: IncomingMessage, host: string): LatchkeyError | undefined {
  const { headers, method } = incoming;
  if (headers.host !== host) return new LatchkeyError('not_allowed', 'The Host header does not name this agent.');
  const { origin } = headers;
  const needsOrigin = method !== 'GET' && method !== 'HEAD';
  if (origin === undefined ? needsOrigin : origin !== `http://${host}`) return foreign();
  // Another port of 127.0.0.1 is "same-site" and gets the cookie, but it is still foreign.
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return foreign();
  return undefined;
}

function foreign(): LatchkeyError {
  return new LatchkeyError('not_allowed', 'Requests from other web pages are not accepted.');
}

function cookieOf(incoming: IncomingMessage, name: string): string {
  for (const pair of (incoming.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return '';
}
