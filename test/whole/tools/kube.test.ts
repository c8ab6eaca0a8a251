/** kubectl itself, with a kubeconfig that `latchkey kube-config` wrote, against an https server that demands the token. */
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { makeCertificates } from '../../support/servers/certificates.ts';
import { AgentProcess } from '../agent-process.ts';

const COMMAND = resolve(import.meta.dirname, '../../../dist/latchkey.cjs');
/** What runs in the end: some installations start a version by a program of that name. */
const KUBECTL = expect.stringMatching(/\/kubectl[^/]*$/);
/** kubectl learned v1 with 1.22; Debian 12 has 1.20. */
const VERSIONS = minorVersion() >= 22 ? ['v1', 'v1beta1'] : ['v1beta1'];

let provider: OidcServer;
let agent: AgentProcess;
let cluster: Server;
let url: string;
let caFile: string;
/** The Authorization headers that the cluster got, in order. */
const seen: (string | undefined)[] = [];
/** What the cluster takes; `undefined`: whatever comes. */
let wanted: string | undefined;

beforeAll(async () => {
  provider = await startOidcServer({ accessTokenTtlS: 600, deviceInterval: 1 });
  agent = new AgentProcess();
  const certificates = makeCertificates(agent.home);
  caFile = certificates.caFile;
  cluster = createServer({ key: certificates.key, cert: certificates.cert }, (request, response) => {
    // Some kubectl look at /version first, to choose among themselves.
    if (request.url === '/api') seen.push(request.headers.authorization);
    const isKnown = wanted === undefined || request.headers.authorization === `Bearer ${wanted}`;
    const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Unauthorized', code: 401 };
    const body = isKnown ? { kind: 'APIVersions', versions: ['v1'] } : status;
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await once(cluster.listen(0, '127.0.0.1'), 'listening');
  url = `https://127.0.0.1:${(cluster.address() as AddressInfo).port}`;
  await agent.start();
  await agent.addProfile('work', provider.issuer);
  await agent.signIn('work', (code) => provider.approveDevice(code));
});
afterEach(() => {
  seen.length = 0;
  wanted = undefined;
});
afterAll(async () => {
  cluster.closeAllConnections();
  await new Promise((done) => cluster.close(done));
  await agent.dispose();
  await provider.close();
});

const config = () => join(agent.home, '.kube', 'config');

/** Writes the context `lab` again, of this version of the plugins' interface. */
async function configure(version: string, profile = 'work'): Promise<void> {
  const options = `--write --user lab --context lab --cluster ${url} --ca ${caFile} --api-version ${version}`;
  const { stderr, exit } = await agent.cli(['kube-config', profile, ...options.split(' ')]);
  expect([stderr, exit]).toEqual(['', 0]);
}

/** How often kubectl has started the command since; it is led through a script that counts. */
function countRuns(): () => number {
  const script = join(agent.home, 'counting');
  const log = join(agent.home, 'runs');
  writeFileSync(log, '');
  writeFileSync(script, `#!/bin/sh\necho run >> '${log}'\nexec '${COMMAND}' "$@"\n`, { mode: 0o755 });
  writeFileSync(config(), readFileSync(config(), 'utf8').replace(COMMAND, script));
  return () => readFileSync(log, 'utf8').split('\n').length - 1;
}

function kubectl(...args: string[]): Promise<{ exit: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const options = { env: { ...agent.env, KUBECACHEDIR: join(agent.home, 'cache') }, timeout: 20_000 };
    execFile('kubectl', ['--context', 'lab', ...args], options, (error, stdout, stderr) => {
      done({ exit: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe.each(VERSIONS)('kubectl, %s', (version) => {
  it('sends exactly the token', async () => {
    await configure(version);
    const { body } = await agent.ask('GET', '/v1/profiles/work/token');
    wanted = body.access_token;
    const { stdout, stderr, exit } = await kubectl('get', '--raw', '/api');
    expect([exit, stderr, JSON.parse(stdout).kind]).toEqual([0, '', 'APIVersions']);
    expect(seen).toEqual([`Bearer ${wanted}`]);
    expect(readFileSync(config(), 'utf8')).not.toContain(wanted);
    const { body: log } = await agent.ask('GET', '/v1/audit?profile=work&limit=1');
    expect(log.entries[0]).toMatchObject({ event: 'token', outcome: 'ok', program: { executable: KUBECTL } });
  });

  it('asks again after a 401, and the next run has the new token', async () => {
    await configure(version);
    const { body: first } = await agent.ask('GET', '/v1/profiles/work/token');
    const runs = countRuns();
    expect((await kubectl('get', '--raw', '/api')).exit).toBe(0);
    const usual = runs();
    wanted = 'another';
    const refused = await kubectl('get', '--raw', '/api');
    expect([refused.exit, seen.at(-1)]).toEqual([1, `Bearer ${first.access_token}`]);
    expect(runs() - usual).toBeGreaterThan(usual);
    await agent.ask('POST', '/v1/profiles/work/refresh');
    wanted = (await agent.ask('GET', '/v1/profiles/work/token')).body.access_token;
    expect(wanted).not.toBe(first.access_token);
    expect((await kubectl('get', '--raw', '/api')).exit).toBe(0);
  });

  it('shows the person what to do when a sign-in is needed, and sends nothing', async () => {
    await agent.ask('POST', '/v1/profiles', { name: 'new', provider: 'oidc', settings: { issuer: provider.issuer } });
    await configure(version, 'new');
    const { stderr, exit } = await kubectl('get', '--raw', '/api');
    expect([exit, seen]).toEqual([1, []]);
    expect(stderr).toContain('hint: Run `latchkey login new`');
    expect((await agent.ask('DELETE', '/v1/profiles/new')).status).toBe(204);
  });
});

it('kubectl reads the kubeconfig as it was written', async () => {
  await configure('v1beta1');
  const view = JSON.parse((await kubectl('config', 'view', '-o', 'json')).stdout);
  expect(view.users[0].user.exec).toMatchObject({
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command: COMMAND,
    args: ['kube-credential', 'work'],
  });
  expect(view.contexts).toEqual([{ name: 'lab', context: { cluster: 'lab', user: 'lab' } }]);
});

function minorVersion(): number {
  const text = execFileSync('kubectl', ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
  return Number.parseInt(JSON.parse(text).clientVersion.minor, 10);
}
