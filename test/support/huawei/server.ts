/**
 * A strict stand-in for Huawei Cloud IAM Identity Center on loopback http, for tests and for the demo: the token service
 * and the portal at an address each, pages for a person, counters, scripted refusals and faults, and knobs.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, loopbackServer, stop } from '../http/loopback-server.ts';
import { walk } from '../oidc/person.ts';
import { browse } from './browser.ts';
import type { ServiceName } from './description.ts';
import type { Account } from './directory.ts';
import { failure, Refusal, type Wire } from './errors.ts';
import { parsedBody } from './request.ts';
import { type Desk, serve } from './service.ts';
import { type HuaweiServerOptions, HuaweiState } from './state.ts';
import { type HuaweiName, type HuaweiTraffic, huaweiTraffic } from './traffic.ts';

export type { Fault } from '../http/traffic.ts';
export type { Account } from './directory.ts';
export { WIRES, type Wire } from './errors.ts';
export type { HuaweiServerOptions } from './state.ts';
export type { HuaweiName, HuaweiTraffic } from './traffic.ts';

export interface RefuseOptions {
  readonly status?: number;
  /** For how many requests; the default is 1. */
  readonly times?: number;
  readonly wire?: Wire;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HuaweiServer {
  /** http://127.0.0.1:PORT without a slash at the end; it has the pages too. */
  readonly oidcUrl: string;
  readonly portalUrl: string;
  /** As the real ones look; `localStartUrl` is the same directory at an address that really opens. */
  readonly startUrl: string;
  readonly localStartUrl: string;
  readonly accounts: readonly Account[];
  /** Requests of both services, counts, `seen()` to await one, `fault()` to script one. */
  readonly traffic: HuaweiTraffic;
  /** Registrations, codes, sessions and tokens, to look at. */
  readonly state: HuaweiState;
  /** What was used of the descriptions. */
  readonly exercised: ReadonlySet<string>;
  /** The settings of a profile for this server. */
  settings(changes?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** The next such requests are refused with an error string of the RFCs in the form given (else that of the knob). */
  refuse(on: HuaweiName, word: string, options?: RefuseOptions): void;
  /** Does what a browser would: enters the code, allows. Rejects when the pages say no. */
  approveDevice(userCode: string): Promise<void>;
  denyDevice(userCode: string): Promise<void>;
  /** Ends all sign-ins. */
  endAllSessions(): void;
  forgetRegistrations(): void;
  /** Lets the stand-in's time pass: tokens, codes, registrations expire. */
  advance(ms: number): void;
  /** Stops listening (connections refused) and keeps everything; `resume` listens again on the same ports. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  secretsSeen(): string[];
  close(): Promise<void>;
}

export const DIRECTORY = 'd-47f958c067';
const START_URL = `https://idcenter.huaweicloud.com/${DIRECTORY}/portal`;

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, text: string): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(text)) }).end(text);
}

async function answer(
  service: ServiceName,
  desk: Desk,
  traffic: HuaweiTraffic,
  raw: IncomingMessage,
  response: ServerResponse,
) {
  const { pass, lose, request } = await traffic.admit(raw, response);
  traffic.noteSecrets(parsedBody(request));
  traffic.noteSecrets({ access_token: request.headers['access-token'] });
  if (!pass) return;
  const page = service === 'oidc' && !lose ? browse(desk.state, request) : undefined;
  if (page) return send(response, page.status, { 'content-type': 'text/html; charset=utf-8' }, page.html);
  const answered = serve(service, desk, request);
  traffic.noteSecrets(answered.body);
  if (lose) return void response.socket?.destroy();
  const headers = 'headers' in answered ? answered.headers : { 'content-type': 'application/json' };
  // The time of the answer is the stand-in's own.
  const date = new Date(desk.state.nowMs()).toUTCString();
  if (answered.body === undefined) send(response, answered.status, { date }, '');
  else send(response, answered.status, { ...headers, date }, JSON.stringify(answered.body));
}

export async function startHuaweiServer(options: HuaweiServerOptions = {}): Promise<HuaweiServer> {
  const traffic = huaweiTraffic();
  const state = new HuaweiState(options);
  const desk: Desk = { state, exercised: new Set() };
  const oidc = loopbackServer((request, response) => answer('oidc', desk, traffic, request, response));
  const portal = loopbackServer((request, response) => answer('portal', desk, traffic, request, response));
  const oidcPort = await listen(oidc, options.oidcPort ?? 0);
  const portalPort = await listen(portal, options.portalPort ?? 0);
  const oidcUrl = `http://127.0.0.1:${oidcPort}`;
  const portalUrl = `http://127.0.0.1:${portalPort}`;
  const localStartUrl = `${oidcUrl}/${DIRECTORY}/portal`;
  state.oidcUrl = oidcUrl;
  state.startUrls = [...(options.startUrls ?? [START_URL]), localStartUrl];
  const startUrl = state.startUrls[0] ?? localStartUrl;
  const stopBoth = async (): Promise<void> => {
    await Promise.all([stop(oidc), stop(portal)]);
  };
  const decide = async (userCode: string, decision: 'approve' | 'deny', end: string): Promise<void> => {
    const { html, url } = await walk(`${oidcUrl}/device`, { account: 'ada', decision, userCode });
    if (!html.includes(end)) throw new Error(`The decision was not taken; the last page was ${url}`);
  };
  return {
    oidcUrl,
    portalUrl,
    startUrl,
    localStartUrl,
    accounts: state.accounts,
    traffic,
    state,
    exercised: desk.exercised,
    settings: (changes = {}) => ({
      start_url: startUrl,
      region: 'cn-north-4',
      oidc_endpoint: oidcUrl,
      portal_endpoint: portalUrl,
      ...changes,
    }),
    refuse(on, word, { status = 400, times = 1, wire = options.wire ?? 'gateway', headers = {} } = {}) {
      const answered = failure(new Refusal(status, String(status), '', word), wire);
      traffic.fault(on, { kind: 'fail', times, ...answered, headers: { ...answered.headers, ...headers } });
    },
    approveDevice: (userCode) => decide(userCode, 'approve', 'Request approved'),
    denyDevice: (userCode) => decide(userCode, 'deny', 'Request denied'),
    endAllSessions: () => {
      for (const session of state.sessions.values()) session.ended = true;
    },
    forgetRegistrations: () => state.registrations.clear(),
    advance: (ms) => state.advance(ms),
    pause: stopBoth,
    async resume() {
      await listen(oidc, oidcPort);
      await listen(portal, portalPort);
    },
    secretsSeen: () => traffic.secretsSeen(),
    close: stopBoth,
  };
}
