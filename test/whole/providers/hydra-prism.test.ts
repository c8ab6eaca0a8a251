/**
 * The whole life of a client with Prism in between, which holds every request, and the answers of our stand-in too, to
 * Hydra's own description: someone else's reading of it, beside ours.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type HydraDesk, startHydraDesk } from '../../support/hydra/desk.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const PRISM = join(ROOT, 'node_modules/@stoplight/prism-cli/dist/index.js');
const DESCRIPTION = join(ROOT, 'test/specs/ory-hydra/api.json');
const CLIENTS = '/v1/profiles/work/clients';

interface Violation {
  readonly location: readonly string[];
  readonly message: string;
}

let prism: ChildProcess | undefined;
let desk: HydraDesk | undefined;
afterEach(async () => {
  await desk?.close();
  prism?.kill();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Resolves to its address when it listens. */
async function startPrism(...words: readonly string[]): Promise<string> {
  const port = await freePort();
  const child = spawn(process.execPath, [PRISM, ...words, '--host', '127.0.0.1', '--port', String(port)]);
  prism = child;
  let said = '';
  await new Promise<void>((listening, failed) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes('Prism is listening')) listening();
    });
    child.once('exit', () => failed(new Error(`Prism ended: ${said}`)));
  });
  return `http://127.0.0.1:${port}`;
}

const FULL = {
  client_id: 'app',
  client_name: 'App',
  client_secret: 'chosen-secret',
  scope: 'openid offline_access',
  audience: ['https://api.example'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: ['https://app.example/callback'],
  post_logout_redirect_uris: ['https://app.example/bye'],
  allowed_cors_origins: ['https://app.example'],
  contacts: ['ada@example.org'],
  request_uris: ['https://app.example/request'],
  owner: 'team',
  metadata: { any: ['thing', 1, null] },
  jwks: { keys: [{ alg: 'ES256', kid: 'a', kty: 'EC', use: 'sig', crv: 'P-256', x: 'eA', y: 'eQ' }] },
  access_token_strategy: 'opaque',
  skip_consent: true,
  skip_logout_consent: false,
  backchannel_logout_uri: 'https://app.example/back',
  backchannel_logout_session_required: true,
  frontchannel_logout_uri: 'https://app.example/front',
  frontchannel_logout_session_required: false,
  client_uri: 'https://app.example',
  logo_uri: 'https://app.example/logo',
  policy_uri: 'https://app.example/policy',
  tos_uri: 'https://app.example/tos',
  sector_identifier_uri: 'https://app.example/sector',
  subject_type: 'public',
  token_endpoint_auth_method: 'client_secret_post',
  token_endpoint_auth_signing_alg: 'ES256',
  userinfo_signed_response_alg: 'none',
  request_object_signing_alg: 'RS256',
  refresh_token_grant_access_token_lifespan: '1h30m',
  device_authorization_grant_id_token_lifespan: '0.5h',
};

/** Every operation on clients that we have; the statuses of the answers. */
async function wholeLife({ ask }: HydraDesk, adminUrl: string): Promise<number[]> {
  const where = `admin_url=${encodeURIComponent(adminUrl)}`;
  const calls: readonly (readonly [string, string, unknown?])[] = [
    ['POST', `${CLIENTS}?${where}`, FULL],
    ['GET', `${CLIENTS}?${where}&owner=team&client_name=App&page_size=5`],
    ['GET', `${CLIENTS}/app?${where}`],
    ['PUT', `${CLIENTS}/app?${where}`, { ...FULL, client_name: 'Other', client_secret: undefined }],
    ['PATCH', `${CLIENTS}/app?${where}`, [{ op: 'replace', path: '/client_name', value: 'New' }]],
    ['PUT', `${CLIENTS}/app/lifespans?${where}`, { implicit_grant_id_token_lifespan: '15m' }],
    ['POST', `${CLIENTS}/app/rotate-secret?${where}`],
    ['DELETE', `${CLIENTS}/app/former-secrets?${where}`],
    ['DELETE', `${CLIENTS}/app?${where}`],
  ];
  const statuses: number[] = [];
  for (const [method, path, body] of calls) statuses.push((await ask(method, path, body)).status);
  return statuses;
}

const GOOD = [201, 200, 200, 200, 200, 200, 200, 204, 204];

/** A desk whose agent notes what Prism reports. */
async function watchedDesk(): Promise<{ violations: Violation[]; answers: () => number; desk: HydraDesk }> {
  const violations: Violation[] = [];
  let answers = 0;
  desk = await startHydraDesk({ nullLifespans: false }, (response) => {
    answers += 1;
    violations.push(...(JSON.parse(response.headers.get('sl-violations') ?? '[]') as Violation[]));
  });
  return { violations, answers: () => answers, desk };
}

describe('Prism', { timeout: 60_000 }, () => {
  it('as the admin API itself: no request of ours is outside of the description', async () => {
    const watched = await watchedDesk();
    expect(await wholeLife(watched.desk, await startPrism('mock', DESCRIPTION))).toEqual(GOOD);
    // Its made-up answers break the description (the samples in it do); what counts is what we sent.
    expect(watched.violations.filter(({ location }) => location[0] === 'request')).toEqual([]);
    expect(watched.answers()).toBe(GOOD.length);
  });

  it('in front of our stand-in: requests and answers are as described, every one', async () => {
    const watched = await watchedDesk();
    expect(await wholeLife(watched.desk, await startPrism('proxy', DESCRIPTION, watched.desk.hydra.adminUrl))).toEqual(
      GOOD,
    );
    expect(watched.violations).toEqual([]);
    expect(watched.answers()).toBe(GOOD.length);
  });

  it('would have said so', async () => {
    const watched = await watchedDesk();
    const origin = await startPrism('mock', DESCRIPTION);
    const answer = await fetch(`${origin}/admin/clients`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 5 }),
    });
    expect(answer.headers.get('sl-violations')).toContain('client_name must be string');
    expect(watched.violations).toEqual([]);
  });
});
