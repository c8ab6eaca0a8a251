/** The recipes of docs/scripts.md, run as they stand there: the token comes whole, and no process shows it in its arguments. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { makeCertificates } from '../../support/servers/certificates.ts';
import { AgentProcess } from '../agent-process.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/scripts.md'), 'utf8');

let provider: OidcServer;
let agent: AgentProcess;
let api: Server;
let url: string;
let caFile: string;
let token: string;
/** What the API was asked: the request and its token, and the arguments of all processes at that moment. */
const seen: { line: string; authorization: string | undefined; body: string; processes: string }[] = [];

beforeAll(async () => {
  provider = await startOidcServer({ accessTokenTtlS: 3600, deviceInterval: 1 });
  agent = new AgentProcess();
  const certificates = makeCertificates(agent.home);
  caFile = certificates.caFile;
  api = createServer({ key: certificates.key, cert: certificates.cert }, (request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const { authorization } = request.headers;
      seen.push({ line: `${request.method} ${request.url}`, authorization, body, processes: allArguments() });
      response.end('you are ada');
    });
  });
  await once(api.listen(0, '127.0.0.1'), 'listening');
  url = `https://127.0.0.1:${(api.address() as AddressInfo).port}`;
  await agent.start();
  await agent.addProfile('work', provider.issuer);
  await agent.signIn('work', (code) => provider.approveDevice(code));
  token = (await agent.ask('GET', '/v1/profiles/work/token')).body.access_token;
  mkdirSync(join(agent.home, 'bin'));
  symlinkSync(join(ROOT, 'dist/latchkey.cjs'), join(agent.home, 'bin/latchkey'));
  mkdirSync(join(agent.home, 'node_modules/@latchkey'), { recursive: true });
  cpSync(join(ROOT, 'dist/client'), join(agent.home, 'node_modules/@latchkey/client'), { recursive: true });
});
beforeEach(() => {
  seen.length = 0;
});
afterAll(async () => {
  api.closeAllConnections();
  await new Promise((done) => api.close(done));
  await agent.dispose();
  await provider.close();
});

/** As `ps` of any user shows them. A process may end while we look. */
function allArguments(): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(argumentsOf).join('\n');
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The first block of the document, in the section of this heading, that is of one of these languages and calls the API. */
function recipe(heading: string, language: string): string {
  const section = DOCUMENT.split(/^#+ /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const block = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)?.[1];
  if (block === undefined) throw new Error(`docs/scripts.md has no ${language} under ${heading}`);
  return block.replaceAll('https://api.example.com', url);
}

const INTERPRETERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  sh: ['sh', '-eu'],
  bash: ['bash', '-u'],
  python: ['python3', '-'],
  js: ['node', '--input-type=module'],
};

/** Feeds it to its interpreter, so that nothing of it is in the arguments there either. */
async function execute(
  language: string,
  text: string,
  env: NodeJS.ProcessEnv = {},
): Promise<[string, string, unknown]> {
  const [program = '', ...args] = INTERPRETERS[language] ?? [];
  const child = spawn(program, args, {
    cwd: agent.home,
    env: {
      ...agent.env,
      PATH: `${join(agent.home, 'bin')}:${process.env['PATH']}`,
      XDG_RUNTIME_DIR: agent.home,
      CURL_CA_BUNDLE: caFile,
      SSL_CERT_FILE: caFile,
      NODE_EXTRA_CA_CERTS: caFile,
      ...env,
    },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (part) => {
    output.stdout += part;
  });
  child.stderr.on('data', (part) => {
    output.stderr += part;
  });
  child.stdin.end(text);
  const [exit] = await once(child, 'close');
  return [output.stdout, output.stderr, exit];
}

describe('the recipes of docs/scripts.md', () => {
  it.each([
    ['curl', 'sh', 'GET /me'],
    ['curl', 'bash', 'POST /things'],
    ['When there is no token', 'bash', 'GET /me'],
    ["The agent's API", 'sh', 'GET /me'],
    ['Python', 'python', 'GET /me'],
    ['JavaScript', 'js', 'GET /me'],
  ])('%s (%s)', async (heading, language, line) => {
    const [stdout, stderr, exit] = await execute(language, recipe(heading, language));
    expect([stderr, exit, stdout.trim().split('\n').at(-1)]).toEqual(['', 0, 'you are ada']);
    expect(seen.map((request) => [request.line, request.authorization])).toEqual([[line, `Bearer ${token}`]]);
    expect(seen[0]?.processes).toContain('latchkey');
    expect(seen[0]?.processes).not.toContain(token);
    if (line.startsWith('POST')) expect(seen[0]?.body).toBe('{"name":"test"}\n');
  });

  it('wget', async () => {
    // Debian's takes no certificate authority from the environment.
    const text = recipe('wget', 'bash').replace('wget ', `wget --ca-certificate=${caFile} `);
    expect(await execute('bash', text)).toEqual(['you are ada', '', 0]);
    expect(seen.map(({ authorization }) => authorization)).toEqual([`Bearer ${token}`]);
    expect(seen[0]?.processes).not.toContain(token);
    expect(readdirSync(agent.home).filter((name) => name.startsWith('tmp.'))).toEqual([]);
  });

  it('jq', async () => {
    const [stdout, stderr, exit] = await execute('sh', recipe('JSON output and jq', 'sh'));
    expect([stderr, exit]).toEqual(['', 0]);
    expect(stdout).toMatch(/^\d{10}\nwork active\n$/);
  });

  it('without a sign-in the script says what to do, and asks nothing', async () => {
    await agent.ask('POST', '/v1/profiles', { name: 'out', provider: 'oidc', settings: { issuer: provider.issuer } });
    const text = recipe('When there is no token', 'bash').replaceAll('work', 'out');
    const [stdout, stderr] = await execute('bash', text);
    expect([stdout, stderr]).toEqual(['', expect.stringContaining('Please run: latchkey login out')]);
    expect(seen).toEqual([]);
  });

  it('what the document warns of would be seen by this test', async () => {
    const bad = /`(curl -H "Authorization[^`]*) …` works/.exec(DOCUMENT)?.[1];
    expect(bad).toBeDefined();
    await execute('bash', `${bad} -sS ${url}/me`);
    expect(seen[0]?.processes).toContain(token);
  });
});

it('the credentials for AWS SDKs are of the form that these take', async () => {
  const { startFakeAgent } = await import('../../support/engine/served-agent.ts');
  const { awsProfile } = await import('../../support/engine/fake-views.ts');
  const fake = await startFakeAgent();
  fake.profiles.set('work', awsProfile('work'));
  const module = join(agent.home, 'credentials.mjs');
  writeFileSync(module, recipe('AWS SDKs', 'js'));
  const program = `import { credentials } from ${JSON.stringify(module)};
    const { accessKeyId, expiration } = await credentials();
    console.log(accessKeyId, expiration.toISOString());`;
  const [stdout, stderr] = await execute('js', program, { LATCHKEY_SOCKET: fake.socket });
  expect([stdout, stderr]).toEqual(['ASIAFAKE 2027-01-15T08:00:00.000Z\n', '']);
  await fake.close();
});
