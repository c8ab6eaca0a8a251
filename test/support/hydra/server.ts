/**
 * A strict stand-in for Ory Hydra on loopback http, for tests and for the demo: the public and the admin port, pages for a
 * person, counters and scripted faults. Every request and every answer is held to Hydra's own API description.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, loopbackServer, stop } from '../http/loopback-server.ts';
import { walk } from '../oidc/person.ts';
import { HydraClients } from './clients.ts';
import { CLIENT } from './description.ts';
import { HydraRefusal } from './refusal.ts';
import { type Desk, type Port, pageOf, serve } from './service.ts';
import { type HydraServerOptions, HydraState } from './state.ts';
import { type HydraTraffic, hydraTraffic } from './traffic.ts';

export type { Fault } from '../http/traffic.ts';
export type { HydraServerOptions } from './state.ts';

export interface HydraServer {
  /** http://127.0.0.1:PORT without a slash at the end. */
  readonly issuer: string;
  readonly adminUrl: string;
  /** Requests of both ports, counts, `seen()` to await one, `fault()` to script one. */
  readonly traffic: HydraTraffic;
  /** Clients, codes and tokens, to look at and to change behind everybody's back. */
  readonly state: HydraState;
  readonly clients: HydraClients;
  /** What was used of the description: operationIds, `oAuth2Client.member`, `operationId ! status`. */
  readonly exercised: ReadonlySet<string>;
  /** What callers did that the description does not allow. */
  readonly violations: readonly string[];
  approveDevice(userCode: string, account?: string): Promise<void>;
  denyDevice(userCode: string, account?: string): Promise<void>;
  /** Opens an authorization link and answers; resolves to the address that the browser is sent to at the end. */
  answerLink(url: string, decision?: 'approve' | 'deny', account?: string): Promise<string>;
  /** Ends all sign-ins: a refresh is invalid_grant. */
  endAllSignIns(): void;
  /** The next refresh loses a race against another one: 400 invalid_request, and the refresh token is as good as before. */
  loseRefreshRace(times?: number): void;
  advance(ms: number): void;
  /** Stops listening (connections refused) and keeps everything; `resume` listens again on the same ports. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  secretsSeen(): string[];
  close(): Promise<void>;
}

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, text: string): void {
  // Hydra says the length, too. Without it, Prism (node-fetch 2) takes each answer for cut off on Node.js 20.19.
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, { 'cache-control': 'no-store', ...length, ...headers }).end(text);
}

async function answer(port: Port, desk: Desk, traffic: HydraTraffic, raw: IncomingMessage, response: ServerResponse) {
  const { pass, lose, request } = await traffic.admit(raw, response);
  if (!pass) return;
  const page = browserPage(port, desk, request);
  if (page !== undefined) {
    const { status, html = '', location } = page;
    if (location !== undefined) traffic.noteSecrets(new URL(location).searchParams);
    const headers = { 'content-type': 'text/html; charset=utf-8', ...(location !== undefined && { location }) };
    return send(response, status, headers, html);
  }
  const { status, body, headers } = serve(port, desk, request);
  traffic.noteSecrets(body);
  if (request.headers['content-type']?.startsWith('application/json')) traffic.noteSecrets(parsed(request.body));
  if (lose) return void response.socket?.destroy();
  send(
    response,
    status,
    { 'content-type': 'application/json', ...headers },
    body === undefined ? '' : JSON.stringify(body),
  );
}

function browserPage(port: Port, desk: Desk, request: Parameters<typeof pageOf>[2]) {
  try {
    return pageOf(port, desk, request);
  } catch (error) {
    if (!(error instanceof HydraRefusal)) throw error;
    return { status: error.status, html: `<h1>The request failed</h1><p role="alert">${error.body.error}</p>` };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function startHydraServer(options: HydraServerOptions = {}): Promise<HydraServer> {
  const traffic = hydraTraffic();
  const state = new HydraState(options);
  const clients = new HydraClients(state, Object.keys(CLIENT.properties ?? {}));
  const desk: Desk = { state, clients, exercised: new Set(), violations: [] };
  const [open, admin] = [
    loopbackServer((request, response) => answer('public', desk, traffic, request, response)),
    loopbackServer((request, response) => answer('admin', desk, traffic, request, response)),
  ];
  const publicPort = await listen(open, options.publicPort ?? 0);
  const adminPort = await listen(admin, options.adminPort ?? 0);
  state.publicUrl = `http://127.0.0.1:${publicPort}`;
  state.adminUrl = `http://127.0.0.1:${adminPort}`;
  const stopBoth = async (): Promise<void> => void (await Promise.all([stop(open), stop(admin)]));
  const device = async (userCode: string, account: string, decision: 'approve' | 'deny', end: string) => {
    const { html } = await walk(`${state.publicUrl}/oauth2/device/verify`, { account, decision, userCode });
    if (!html.includes(end)) throw new Error('The decision was not taken.');
  };
  return {
    issuer: state.publicUrl,
    adminUrl: state.adminUrl,
    traffic,
    state,
    clients,
    exercised: desk.exercised,
    violations: desk.violations,
    approveDevice: (userCode, account = 'ada') => device(userCode, account, 'approve', 'You are signed in'),
    denyDevice: (userCode, account = 'ada') => device(userCode, account, 'deny', 'Request denied'),
    answerLink: async (url, decision = 'approve', account = 'ada') => (await walk(url, { account, decision })).url,
    endAllSignIns: () => state.tokens.clear(),
    loseRefreshRace: (times = 1) => {
      const body = {
        error: 'invalid_request',
        error_description: 'The request failed because multiple concurrent requests were made; please retry.',
      };
      traffic.fault('refresh', { kind: 'fail', times, status: 400, body });
    },
    advance: (ms) => state.advance(ms),
    pause: stopBoth,
    async resume() {
      await listen(open, publicPort);
      await listen(admin, adminPort);
    },
    secretsSeen: () => traffic.secretsSeen(),
    close: stopBoth,
  };
}
