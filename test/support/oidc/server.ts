/**
 * A real OpenID provider (oidc-provider) on loopback http for tests and for the demo, with its own sign-in pages, counters
 * of what it was asked, scripted faults in front of it, and a person who can approve or deny.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { Interaction, OidcContext } from 'oidc-provider';
import { listen, stop } from '../http/loopback-server.ts';
import { type OidcServerOptions, oidcConfiguration } from './configuration.ts';
import { consentPage, loginPage } from './pages.ts';
import { type WalkEnd, walk } from './person.ts';
import { OidcStore } from './store.ts';
import { oidcTraffic, type Traffic } from './traffic.ts';

export type { OidcServerOptions } from './configuration.ts';
export type { Fault, Route, SeenRequest } from './traffic.ts';

export interface OidcServer {
  readonly issuer: string;
  readonly port: number;
  /** Requests, counts, `seen()` to await one, `fault()` to script one, `secretsSeen()`. */
  readonly traffic: Traffic;
  /** What it stores; `store.forget('Client')` is what an administrator does who deletes all clients. */
  readonly store: OidcStore;
  /** Does what a browser would: enters the code, signs in as `account`, allows. Rejects when the pages say no. */
  approveDevice(userCode: string, account?: string): Promise<void>;
  /** The same person refuses at the last page. */
  denyDevice(userCode: string, account?: string): Promise<void>;
  /** Opens an authorization link and answers; resolves to the address that the provider sends the browser to at the end. */
  answerLink(url: string, decision?: 'approve' | 'deny', account?: string): Promise<string>;
  /** Ends all sign-ins: the next refresh is `invalid_grant`. */
  endAllSignIns(): void;
  /** Its clock as it tells it, seconds ahead of ours; what it issued ends by ours. */
  setClock(aheadS: number): void;
  /** Stops listening (connections refused) and keeps everything; `resume` listens again on the same port. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  secretsSeen(): string[];
  close(): Promise<void>;
}

/** Imports oidc-provider without its remark about Node 20, which it runs on. */
async function load(): Promise<typeof Provider> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return (await import('oidc-provider')).default;
  } finally {
    console.warn = warn;
  }
}

async function decide(
  provider: Provider,
  interaction: Interaction,
  form: URLSearchParams,
): Promise<Record<string, unknown>> {
  if (form.get('decision') !== 'approve') {
    return { error: 'access_denied', error_description: 'The person said no.' };
  }
  if (interaction.prompt.name === 'login') return { login: { accountId: form.get('login') || 'ada' } };
  const known = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId);
  const accountId = interaction.session?.accountId ?? '';
  const grant = known ?? new provider.Grant({ accountId, clientId: interaction.params.client_id });
  const { missingOIDCScope, missingOIDCClaims } = interaction.prompt.details;
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  return { consent: { grantId: await grant.save() } };
}

/** Our own sign-in and consent pages, at /interaction/{uid}. */
async function interact(provider: Provider, context: OidcContext, form: URLSearchParams): Promise<void> {
  const interaction = await provider.interactionDetails(context.req, context.res);
  if (context.method === 'POST') {
    const result = await decide(provider, interaction, form);
    const merge = { mergeWithLastSubmission: interaction.prompt.name !== 'login' };
    context.redirect(await provider.interactionResult(context.req, context.res, result, merge));
    context.status = 303;
    return;
  }
  const client = await provider.Client.find(interaction.params.client_id);
  const name = client?.clientName ?? 'an application';
  const scopes = (interaction.params.scope ?? '').split(' ').filter(Boolean);
  context.type = 'html';
  context.body =
    interaction.prompt.name === 'login'
      ? loginPage(context.path, name)
      : consentPage(context.path, name, interaction.session?.accountId ?? '', scopes);
}

function noteAnswer(traffic: Traffic, context: OidcContext): void {
  traffic.noteSecrets(context.body);
  const location = context.res.getHeader('location');
  if (typeof location === 'string' && URL.canParse(location)) traffic.noteSecrets(new URL(location).searchParams);
}

function announceInterval(context: OidcContext, intervalS: number | undefined): void {
  const { body } = context;
  if (intervalS === undefined || typeof body !== 'object' || body === null || !('device_code' in body)) return;
  context.body = { ...body, interval: intervalS };
}

function install(provider: Provider, traffic: Traffic, options: OidcServerOptions): void {
  provider.use(async (context, next) => {
    const { pass, lose } = await traffic.admit(context.req, context.res);
    if (!pass) {
      context.respond = false;
      return;
    }
    if (context.path.startsWith('/interaction/')) {
      await interact(provider, context, traffic.requests.at(-1)?.form ?? new URLSearchParams());
    } else {
      await next();
    }
    announceInterval(context, options.deviceInterval);
    noteAnswer(traffic, context);
    if (lose) {
      context.respond = false;
      context.res.socket?.destroy();
    }
  });
}

export async function startOidcServer(options: OidcServerOptions = {}): Promise<OidcServer> {
  const Constructor = await load();
  const traffic = oidcTraffic();
  const store = new OidcStore();
  let handle: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  const server = createServer((request, response) => handle?.(request, response));
  const port = await listen(server, options.port ?? 0);
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Constructor(issuer, oidcConfiguration(options, store));
  install(provider, traffic, options);
  const answer = provider.callback();
  let aheadS = 0;
  handle = (request, response) => {
    response.setHeader('date', new Date(Date.now() + aheadS * 1000).toUTCString());
    answer(request, response);
  };

  const device = async (userCode: string, account: string, decision: 'approve' | 'deny'): Promise<WalkEnd> =>
    walk(`${issuer}/device`, { account, decision, userCode });
  return {
    issuer,
    port,
    traffic,
    store,
    async approveDevice(userCode, account = 'ada') {
      const end = await device(userCode, account, 'approve');
      if (!end.html.includes('You are signed in')) throw new Error(`Not approved; the last page was ${end.url}`);
    },
    async denyDevice(userCode, account = 'ada') {
      await device(userCode, account, 'deny');
    },
    async answerLink(url, decision = 'approve', account = 'ada') {
      return (await walk(url, { account, decision })).url;
    },
    endAllSignIns() {
      for (const model of ['Grant', 'RefreshToken', 'AccessToken']) store.forget(model);
    },
    setClock(seconds) {
      aheadS = seconds;
    },
    pause: () => stop(server),
    async resume() {
      await listen(server, port);
    },
    secretsSeen: () => traffic.secretsSeen(),
    close: () => stop(server),
  };
}
