/** Requests to providers, with real servers, a real proxy and real certificates. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { networkChoice } from '../../../src-main/adapters/network/choice.ts';
import { undiciFetch } from '../../../src-main/adapters/network/undici-fetch.ts';
import { caCheck } from '../../../src-main/network-checks.ts';
import { childProgram } from '../../support/processes/child-program.ts';
import { type Certificates, makeCertificates } from '../../support/servers/certificates.ts';

const closers: (() => void)[] = [];
let folder: string;
let certificates: Certificates;
let plain: string;
let secure: string;
/** A port where nothing listens. */
let closedPort: number;
let proxy: { url: string; seen: string[] };

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/redirect') response.writeHead(302, { location: '/target' }).end();
  else if (request.url === '/cut') request.socket.destroy();
  else if (request.url !== '/hang') response.end(`${request.method} ${request.url} ${request.headers['user-agent']}`);
}

/** A small forward proxy: CONNECT for any target, absolute URLs for http. */
async function startProxy() {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.end('by the proxy');
  });
  server.on('connect', (request, client) => {
    seen.push(`CONNECT ${request.url}`);
    if (request.url?.startsWith('forbidden')) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, seen };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-tls-'));
  certificates = makeCertificates(folder);
  plain = `http://127.0.0.1:${await listening(createServer(answer))}`;
  secure = `https://127.0.0.1:${await listening(createSecureServer(certificates, answer))}`;
  proxy = await startProxy();
  const brief = createServer();
  closedPort = await listening(brief);
  brief.close();
});
afterAll(() => {
  for (const close of closers) close();
  rmSync(folder, { recursive: true, force: true });
});

async function get(url: string, env: NodeJS.ProcessEnv = {}, init: RequestInit = {}) {
  const { fetch, close } = undiciFetch({ version: '1.2.3', env });
  try {
    const response = await fetch(url, init);
    return { status: response.status, text: await response.text() };
  } finally {
    await close();
  }
}

describe('requests', () => {
  it('send a user agent', async () => {
    expect((await get(`${plain}/x`)).text).toBe('GET /x latchkey/1.2.3');
  });

  it("inputs N19: send Latchkey's user agent in place of a library's", async () => {
    const { text } = await get(`${plain}/x`, {}, { headers: { 'User-Agent': 'a-library/4' } });
    expect(text).toBe('GET /x latchkey/1.2.3');
  });

  it('follow no redirect of a POST, or of a GET if told not to', async () => {
    expect((await get(`${plain}/redirect`, {}, { method: 'POST', body: new URLSearchParams({ a: '1' }) })).status).toBe(
      302,
    );
    expect((await get(`${plain}/redirect`, {}, { redirect: 'manual' })).status).toBe(302);
    expect((await get(`${plain}/redirect`)).text).toContain('/target');
  });

  it('that fail say why, and name only the host', async () => {
    await expect(get(`http://127.0.0.1:${closedPort}/secret?code=secret`)).rejects.toMatchObject({
      code: 'provider_unreachable',
      sent: false,
      message: `127.0.0.1:${closedPort} cannot be reached: the connection was refused.`,
    });
    await expect(get('http://nobody.invalid/secret?code=secret')).rejects.toMatchObject({
      code: 'provider_unreachable',
      sent: false,
      message: expect.stringMatching(/^nobody\.invalid cannot be reached: [^?]*name[^?]*\.$/),
    });
  });

  it("that are cut off or outlast the caller's patience are provider_unreachable, without the path", async () => {
    const host = new URL(plain).host;
    await expect(get(`${plain}/cut`)).rejects.toMatchObject({
      code: 'provider_unreachable',
      message: `${host} cannot be reached: the connection was dropped.`,
    });
    // The request may have arrived: a caller must not assume that it was not sent.
    await expect(get(`${plain}/cut`)).rejects.toMatchObject({ sent: undefined });
    await expect(get(`${plain}/hang`, {}, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: 'provider_unreachable',
      message: `${host} did not answer in time.`,
    });
  });

  it('do not keep the process alive after close', async () => {
    const program = await childProgram(`
      import { undiciFetch } from './src-main/adapters/network/undici-fetch.ts';
      const { fetch, close } = undiciFetch({ version: '1', env: {} });
      await (await fetch(process.argv[2])).text();
      fetch(process.argv[2] + 'hang').catch((error) => console.log(error.code));
      setTimeout(close, 50);
    `);
    const child = spawn(process.execPath, [program, `${plain}/`], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said).toBe('provider_unreachable\n');
  });
});

describe('certificates', () => {
  it('from an unknown authority are tls_untrusted, with the host', async () => {
    await expect(get(`${secure}/x`)).rejects.toMatchObject({
      code: 'tls_untrusted',
      message: expect.stringContaining(new URL(secure).host),
    });
  });

  it('security 2: from an unknown authority are refused even with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const answer = get(`${secure}/x`).finally(() => vi.unstubAllEnvs());
    await expect(answer).rejects.toMatchObject({ code: 'tls_untrusted' });
  });

  it('from an authority in LATCHKEY_CA_FILE or NODE_EXTRA_CA_CERTS are trusted', async () => {
    for (const name of ['LATCHKEY_CA_FILE', 'NODE_EXTRA_CA_CERTS']) {
      expect((await get(`${secure}/x`, { [name]: certificates.caFile })).status, name).toBe(200);
    }
  });

  it('for another name are tls_untrusted', async () => {
    const url = secure.replace('127.0.0.1', '127.0.0.2');
    const port = new URL(secure).port;
    const other = createSecureServer(certificates, answer).listen(Number(port), '127.0.0.2');
    await once(other, 'listening');
    closers.push(() => void other.close());
    await expect(get(url, { LATCHKEY_CA_FILE: certificates.caFile })).rejects.toMatchObject({ code: 'tls_untrusted' });
  });

  it('a CA file that is missing or not PEM is named, and works without a restart once fixed', async () => {
    const file = join(folder, 'later.pem');
    const { fetch, close } = undiciFetch({ version: '1', env: { LATCHKEY_CA_FILE: file } });
    await expect(fetch(secure)).rejects.toMatchObject({
      code: 'tls_untrusted',
      message: expect.stringContaining(file),
    });
    writeFileSync(file, 'not a certificate');
    await expect(fetch(secure)).rejects.toThrow(file);
    writeFileSync(file, `# our authority\n${readFileSync(certificates.caFile, 'utf8')}`);
    expect((await fetch(secure)).status).toBe(200);
    await close();
  });
});

describe('inputs 30: a CA file', () => {
  const pem = () => readFileSync(certificates.caFile, 'utf8').trim();
  const fileWith = (text: string) => {
    const file = join(folder, 'mixed.pem');
    writeFileSync(file, text);
    return { env: { LATCHKEY_CA_FILE: file }, check: caCheck(networkChoice({ LATCHKEY_CA_FILE: file }, {})) };
  };
  const label = (kind: string) => pem().replaceAll(' CERTIFICATE-----', ` ${kind}CERTIFICATE-----`);

  it('with one bad certificate is used without it, and doctor says which one', async () => {
    const bad = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    for (const text of [`${bad}\n${pem()}\n`, `-----BEGIN CERTIFICATE-----\nMIIB\n${pem()}`]) {
      const { env, check } = fileWith(text);
      expect((await get(`${secure}/x`, env)).status).toBe(200);
      expect(check).toMatchObject({ ok: false, detail: expect.stringContaining('number 1 is damaged') });
    }
  });

  it('with only bad certificates is refused by both', async () => {
    const { env, check } = fileWith('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    await expect(get(`${secure}/x`, env)).rejects.toMatchObject({ code: 'tls_untrusted' });
    expect(check).toMatchObject({ ok: false, detail: expect.stringContaining('no readable certificate') });
  });

  it('may contain blocks as written by `openssl x509 -trustout` and old programs', async () => {
    for (const kind of ['TRUSTED ', 'X509 ']) {
      const { env, check } = fileWith(`# ours\n${label(kind)}\n`);
      expect((await get(`${secure}/x`, env)).status).toBe(200);
      expect(check).toMatchObject({ ok: true, detail: expect.stringContaining('1 from') });
    }
  });

  it('that is not a regular file is refused at once', async () => {
    await expect(get(`${secure}/x`, { LATCHKEY_CA_FILE: '/dev/zero' })).rejects.toMatchObject({
      code: 'tls_untrusted',
    });
  });
});

describe('proxies', () => {
  it('in HTTPS_PROXY are used for https, through a tunnel, with the custom authority', async () => {
    proxy.seen.length = 0;
    const env = { HTTPS_PROXY: proxy.url, LATCHKEY_CA_FILE: certificates.caFile };
    expect((await get(`${secure}/through`, env)).text).toContain('GET /through');
    expect(proxy.seen).toEqual([`CONNECT ${new URL(secure).host}`]);
  });

  it('are bypassed for hosts in NO_PROXY', async () => {
    proxy.seen.length = 0;
    const env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: 'other.example,127.0.0.1' };
    expect((await get(`${plain}/direct`, env)).text).toContain('GET /direct');
    expect(proxy.seen).toEqual([]);
  });

  it('that refuse, are down or are misconfigured are provider_unreachable, without the password', async () => {
    const refused = get('https://forbidden.example/x?code=secret', { https_proxy: proxy.url });
    await expect(refused).rejects.toMatchObject({
      code: 'provider_unreachable',
      sent: false,
      message: 'forbidden.example cannot be reached: the proxy refused the connection (403).',
    });
    const away = get('https://id.example/', { HTTPS_PROXY: `http://user:hunter2@127.0.0.1:${closedPort}` });
    await expect(away).rejects.toMatchObject({ message: expect.stringMatching(/^id\.example.*refused\.$/) });
    const nonsense = get('https://id.example/', { HTTPS_PROXY: 'hunter2@nowhere:x' });
    await expect(nonsense).rejects.toMatchObject({ message: expect.not.stringContaining('hunter2') });
    await expect(nonsense).rejects.toThrow('HTTPS_PROXY');
  });
});
