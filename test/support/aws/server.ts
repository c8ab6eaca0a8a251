/**
 * A strict stand-in for AWS IAM Identity Center on loopback http, for tests and for the demo: the token service and the
 * access portal at an address each, pages for a person, counters, scripted exceptions and faults, and knobs.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, loopbackServer, stop } from '../http/loopback-server.ts';
import { walk } from '../oidc/person.ts';
import { browse } from './browser.ts';
import type { Account } from './directory.ts';
import { type FailureDetails, failure } from './errors.ts';
import { MODELS, type ServiceName } from './model.ts';
import { CallRate } from './portal.ts';
import { type Desk, noteFailure, serve } from './service.ts';
import { type AwsServerOptions, AwsState } from './state.ts';
import { type AwsName, type AwsTraffic, awsTraffic, parsedBody } from './traffic.ts';

export type { Fault } from '../http/traffic.ts';
export type { Account } from './directory.ts';
export type { AwsServerOptions } from './state.ts';
export { type AwsName, type AwsTraffic, isAwsName } from './traffic.ts';

export interface RefuseOptions extends FailureDetails {
  /** For how many requests; the default is 1. */
  readonly times?: number;
}

export interface AwsServer {
  /** http://127.0.0.1:PORT without a slash at the end; it has the pages too. */
  readonly oidcUrl: string;
  readonly portalUrl: string;
  /** As AWS's look; `localStartUrl` is the same instance at an address that really opens, `vanityUrl` redirects to it. */
  readonly startUrl: string;
  readonly localStartUrl: string;
  readonly vanityUrl: string;
  /** Settings of a profile that signs in here. */
  readonly settings: Readonly<Record<'start_url' | 'region' | 'oidc_endpoint' | 'portal_endpoint', string>>;
  readonly accounts: readonly Account[];
  /** Requests of both services, counts, `seen()` to await one, `fault()` to script one. */
  readonly traffic: AwsTraffic;
  /** Registrations, codes, sessions and tokens, to look at. */
  readonly state: AwsState;
  /** What was used of the models, as `sso-oidc RegisterClientRequest.scopes`. */
  readonly exercised: ReadonlySet<string>;
  /** The next such requests get this exception, named exactly as in the model (or ForbiddenException, InternalFailure, …). */
  refuse(on: AwsName, exception: string, options?: RefuseOptions): void;
  /** Does what a browser would: enters the code, allows. Rejects when the pages say no. */
  approveDevice(userCode: string, account?: string): Promise<void>;
  denyDevice(userCode: string, account?: string): Promise<void>;
  /** Opens an /authorize link and answers; resolves to the address that the browser is sent to at the end. */
  answerLink(url: string, decision?: 'approve' | 'deny', account?: string): Promise<string>;
  /** Ends all sign-ins: a refresh is InvalidGrantException, the portal says UnauthorizedException. */
  endAllSessions(): void;
  /** Forgets all clients: InvalidClientException. */
  forgetRegistrations(): void;
  /** Lets the stand-in's time pass: tokens, codes, registrations expire. */
  advance(ms: number): void;
  /** Stops listening (connections refused) and keeps everything; `resume` listens again on the same ports. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  secretsSeen(): string[];
  close(): Promise<void>;
}

/** Names of CreateToken by its grant. */
const GRANT_NAMES: readonly AwsName[] = ['poll', 'code', 'refresh'];
const START_URL = 'https://d-9067642ac7.awsapps.com/start';

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, text: string): void {
  const length = String(Buffer.byteLength(text));
  response.writeHead(status, { ...headers, 'x-amzn-requestid': randomUUID(), 'content-length': length }).end(text);
}

type Request = AwsTraffic['requests'][number];

function sendPage(desk: Desk, traffic: AwsTraffic, request: Request, response: ServerResponse): boolean {
  const answer = browse(desk.state, request);
  if (answer === undefined) return false;
  const { status, html = '', location } = answer;
  if (location !== undefined) traffic.noteSecrets(new URL(location).searchParams);
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
  send(response, status, location === undefined ? headers : { ...headers, location }, html);
  return true;
}

function noteSecretsOf(traffic: AwsTraffic, request: Request): void {
  traffic.noteSecrets(parsedBody(request));
  traffic.noteSecrets({ accessToken: request.headers['x-amz-sso_bearer_token'] });
}

async function answer(
  service: ServiceName,
  desk: Desk,
  traffic: AwsTraffic,
  raw: IncomingMessage,
  response: ServerResponse,
) {
  const { pass, lose, request } = await traffic.admit(raw, response);
  noteSecretsOf(traffic, request);
  if (!pass) return;
  if (!lose && service === 'sso-oidc' && sendPage(desk, traffic, request, response)) return;
  const answered = serve(service, desk, request);
  traffic.noteSecrets(answered.body);
  if (lose) {
    response.socket?.destroy();
    return;
  }
  const headers = 'headers' in answered ? answered.headers : { 'content-type': 'application/json' };
  if (answered.body === undefined) send(response, answered.status, {}, '');
  else send(response, answered.status, headers, JSON.stringify(answered.body));
}

/** The service of a name; of pages none, so that they fail as the token service does. */
const serviceOf = (on: AwsName): ServiceName => (on in MODELS.sso.operations || on === 'stray' ? 'sso' : 'sso-oidc');

function refuser(desk: Desk, traffic: AwsTraffic): AwsServer['refuse'] {
  return (on, exception, { times = 1, ...details } = {}) => {
    const service = serviceOf(on);
    const said = failure(service, exception, details);
    traffic.fault(on, { kind: 'fail', times, ...said });
    noteFailure(desk, service, GRANT_NAMES.includes(on) ? 'CreateToken' : on, exception, said);
  };
}

export async function startAwsServer(options: AwsServerOptions = {}): Promise<AwsServer> {
  const traffic = awsTraffic();
  const state = new AwsState(options);
  const desk: Desk = { state, rate: new CallRate(state), exercised: new Set() };
  const oidc = loopbackServer((request, response) => answer('sso-oidc', desk, traffic, request, response));
  const portal = loopbackServer((request, response) => answer('sso', desk, traffic, request, response));
  const oidcPort = await listen(oidc, options.oidcPort ?? 0);
  const portalPort = await listen(portal, options.portalPort ?? 0);
  const oidcUrl = `http://127.0.0.1:${oidcPort}`;
  const portalUrl = `http://127.0.0.1:${portalPort}`;
  const localStartUrl = `${oidcUrl}/start`;
  state.oidcUrl = oidcUrl;
  state.startUrls = [...(options.startUrls ?? [START_URL]), localStartUrl];
  const stopBoth = async (): Promise<void> => {
    await Promise.all([stop(oidc), stop(portal)]);
  };
  const device = async (
    userCode: string,
    account: string,
    decision: 'approve' | 'deny',
    end: string,
  ): Promise<void> => {
    const { html, url } = await walk(`${oidcUrl}/device`, { account, decision, userCode });
    if (!html.includes(end)) throw new Error(`The decision was not taken; the last page was ${url}`);
  };
  const startUrl = state.startUrls[0] ?? localStartUrl;
  return {
    oidcUrl,
    portalUrl,
    startUrl,
    settings: { start_url: startUrl, region: 'us-east-1', oidc_endpoint: oidcUrl, portal_endpoint: portalUrl },
    localStartUrl,
    vanityUrl: `${oidcUrl}/vanity`,
    accounts: state.accounts,
    traffic,
    state,
    exercised: desk.exercised,
    refuse: refuser(desk, traffic),
    approveDevice: (userCode, account = 'ada') => device(userCode, account, 'approve', 'Request approved'),
    denyDevice: (userCode, account = 'ada') => device(userCode, account, 'deny', 'Request denied'),
    answerLink: async (url, decision = 'approve', account = 'ada') => (await walk(url, { account, decision })).url,
    endAllSessions() {
      for (const id of state.sessions.keys()) state.endSession(id);
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
