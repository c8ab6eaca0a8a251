/** The two AWS services with answers written by the test, for those that a strict stand-in would never give. */
import type { ProviderContext, Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { aws } from '../../../src-main/providers/aws/provider.ts';
import type { AwsSettings } from '../../../src-main/providers/aws/settings.ts';
import { world } from '../../support/engine/provider-world.ts';
import { type Reply, type ScriptedServer, startScriptedServer } from '../../support/http/scripted-server.ts';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const START_URL = 'https://d-1234567890.awsapps.com/start';
export const { context } = world();
export const TOKEN = secret('the-access-token');
export const ADMIN = { name: 'prod-admin', account_id: '111111111111', role_id: 'Admin' };

export interface Scripted {
  readonly http: ScriptedServer;
  readonly settings: AwsSettings;
  readonly server: Server;
}

export async function startScripted(): Promise<Scripted> {
  const http = await startScriptedServer();
  const settings: AwsSettings = {
    start_url: START_URL,
    region: 'eu-central-1',
    oidc_endpoint: http.origin,
    portal_endpoint: http.origin,
  };
  return { http, settings, server: await aws.discover(context, settings) };
}

export const client: Client = {
  source: 'registered',
  clientId: 'the-client',
  clientSecret: secret('the-client-secret'),
  authMethod: 'client_secret_post',
  flows: ['device'],
  metadata: {},
};

/** An exception as the OIDC service sends it. */
export const oidcError = (
  status: number,
  error: string,
  name: string,
  more: Readonly<Record<string, unknown>> = {},
): Reply => ({
  status,
  json: { error, error_description: '', ...more },
  headers: { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/` },
});

/** An exception as the portal sends it. */
export const portalError = (status: number, name: string, message: string): Reply => ({
  status,
  json: { message, __type: `com.amazonaws.switchboard.portal#${name}` },
  headers: { 'x-amzn-errortype': name },
});

export interface Asked {
  readonly method: string;
  readonly url: string;
}

/** A network of hosts that exist only here: it answers by `METHOD url` and records the requests. */
export function hosts(answers: Readonly<Record<string, () => Response>>): { context: ProviderContext; asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? 'GET';
    asked.push({ method, url });
    const answer = answers[`${method} ${url}`];
    if (!answer) throw new TypeError('no such host');
    return answer();
  };
  return { context: world({ fetch, allowLoopbackHttp: false }).context, asked };
}

export const redirectTo =
  (location: string, status = 302): (() => Response) =>
  () =>
    new Response(null, { status, headers: { location } });
