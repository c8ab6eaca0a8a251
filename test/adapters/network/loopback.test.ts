/** The loopback redirect, as seen by a browser and by someone else on the machine. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { loopbackListener } from '../../../src-main/adapters/network/loopback.ts';
import type { LoopbackPage } from '../../../src-main/core/ports.ts';
import { getAs, holdConnections, isRoot } from '../../support/processes/another-user.ts';

let opened: { redirectUri: string; close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const listener of opened) await listener.close();
  opened = [];
});

async function listen(uri = 'http://127.0.0.1/callback', page: LoopbackPage = 'done') {
  const queries: string[] = [];
  const listener = await loopbackListener().listen(uri, (query) => {
    queries.push(query.toString());
    return page;
  });
  opened.push(listener);
  return { ...listener, queries };
}

async function send(uri: string, options: { method?: string; host?: string; path?: string } = {}) {
  const url = new URL(uri);
  const headers = { host: options.host ?? url.host };
  const path = options.path ?? `${url.pathname}${url.search}`;
  const hostname = url.hostname.replace(/[[\]]/g, '');
  const outgoing = request({ hostname, port: url.port, path, method: options.method ?? 'GET', headers }).end();
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode as number, headers: response.headers, text };
}

describe('the loopback redirect', () => {
  it('F14: is http on an IP literal with a free port, on the loopback interface only', async () => {
    for (const literal of ['127.0.0.1', '[::1]']) {
      const { redirectUri, queries } = await listen(`http://${literal}:0/callback`);
      expect(redirectUri).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):\d+\/callback$/);
      expect((await send(`${redirectUri}?code=a%20b&state=s`)).status).toBe(200);
      expect(queries).toEqual(['code=a+b&state=s']);
    }
    const { redirectUri } = await listen();
    const outside = Object.values(networkInterfaces())
      .flat()
      .map((each) => each?.address ?? '')
      .filter((address) => /^\d+\./.test(address) && !address.startsWith('127.'));
    for (const address of [...outside, '127.0.0.2']) {
      const socket = connect(Number(new URL(redirectUri).port), address);
      const [error] = await once(socket, 'error');
      expect(error.code).toMatch(/ECONNREFUSED|ENETUNREACH/);
    }
  });

  it.each([
    'http://localhost/callback',
    'https://127.0.0.1/callback',
    'http://192.0.2.1/',
    'http://127.0.0.1/?a=b',
    'x',
  ])('F14: does not listen for %s', async (uri) => {
    await expect(loopbackListener().listen(uri, () => 'done')).rejects.toMatchObject({ code: 'loopback_unavailable' });
  });

  it('says which port is not available', async () => {
    const { redirectUri } = await listen();
    await expect(loopbackListener().listen(redirectUri, () => 'done')).rejects.toMatchObject({
      code: 'loopback_unavailable',
      message: `Latchkey cannot listen on ${new URL(redirectUri).host}.`,
    });
  });

  it('F16: accepts only GET with its exact path and Host; nothing else reaches the engine', async () => {
    const { redirectUri, queries } = await listen();
    const port = new URL(redirectUri).port;
    for (const path of [
      '/',
      '/callback/',
      '/callbac%6b?code=x',
      '/callback/../callback2',
      '/favicon.ico',
      'http://evil/callback',
    ]) {
      expect((await send(redirectUri, { path })).status, path).toBe(404);
    }
    for (const host of ['localhost', `localhost:${port}`, 'evil.example', '127.0.0.1', `127.0.0.1:${port}0`]) {
      expect((await send(`${redirectUri}?code=x`, { host })).status, host).toBe(404);
    }
    for (const method of ['HEAD', 'POST', 'PUT', 'OPTIONS']) {
      expect((await send(`${redirectUri}?code=x`, { method })).status, method).toBe(405);
    }
    expect(queries).toEqual([]);
  });

  it('F51: shows a fixed page that quotes nothing, loads nothing and redirects nowhere', async () => {
    const canary = 'CANARY<script>https://evil.example/';
    const pages = new Set<string>();
    for (const page of ['done', 'refused', 'not-for-us'] as const) {
      const { redirectUri } = await listen(undefined, page);
      const query = `?code=${encodeURIComponent(canary)}&state=CANARY&redirect_uri=CANARY&error_description=CANARY`;
      const { status, headers, text } = await send(redirectUri + query);
      expect(status).toBe(page === 'not-for-us' ? 400 : 200);
      expect(text + JSON.stringify(headers)).not.toMatch(/CANARY|evil/);
      expect(text.match(/<script/g)).toHaveLength(1);
      expect(text).not.toMatch(/<a |href|src=|http-equiv/);
      expect(headers).not.toHaveProperty('location');
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        connection: 'close',
      });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/);
      pages.add(text);
    }
    expect(pages.size).toBe(3);
  });

  it('desktops 13: each page removes code and state from the address bar, with the only script that may run', async () => {
    for (const page of ['done', 'refused', 'not-for-us'] as const) {
      const { redirectUri } = await listen('http://127.0.0.1/callback', page);
      const { text, headers } = await send(`${redirectUri}?code=c&state=s`);
      const script = /<script>(.*?)<\/script>/.exec(text)?.[1] ?? '';
      const hash = createHash('sha256').update(script).digest('base64');
      expect(headers['content-security-policy']).toContain(`script-src 'sha256-${hash}';`);
      const bar = { pathname: '/callback', search: '?code=c&state=s' };
      const history = {
        replaceState: (_state: unknown, _title: string, url: string) =>
          Object.assign(bar, { pathname: url, search: '' }),
      };
      runInNewContext(script, { location: bar, history });
      expect(bar).toEqual({ pathname: '/callback', search: '' });
    }
  });

  it('refuses a header that is too large, and keeps working', async () => {
    const { redirectUri, queries } = await listen();
    const answer = await send(`${redirectUri}?code=${'x'.repeat(40_000)}`);
    expect(answer.status).toBe(431);
    expect((await send(`${redirectUri}?code=${'x'.repeat(8_000)}`)).status).toBe(200);
    expect(queries).toHaveLength(1);
  });

  it.runIf(isRoot)('security 5: an answer that another user sends is not taken', async () => {
    const { redirectUri, queries } = await listen();
    for (const from of ['127.0.0.1', '127.0.0.2']) {
      expect(await getAs(`${redirectUri}?code=theirs&state=s`, { from }).said).toBe('404');
    }
    const v6 = await listen('http://[::1]/callback');
    expect(await getAs(`${v6.redirectUri}?code=theirs&state=s`).said).toBe('404');
    expect((await send(`${redirectUri}?code=ours&state=s`)).status).toBe(200);
    expect([...queries, ...v6.queries]).toEqual(['code=ours&state=s']);
  });

  it.runIf(isRoot)('security 10: connections that another user holds do not block the sign-in', async () => {
    const { redirectUri } = await listen();
    const { end } = await holdConnections(Number(new URL(redirectUri).port), 50);
    expect((await send(`${redirectUri}?code=x&state=s`)).status).toBe(200);
    end();
  });

  it('shows the page for a failed request if the engine throws', async () => {
    const listener = await loopbackListener().listen('http://127.0.0.1/', () => {
      throw new Error('CANARY');
    });
    opened.push(listener);
    expect(await send(listener.redirectUri)).toMatchObject({
      status: 400,
      text: expect.not.stringContaining('CANARY'),
    });
  });

  it('F14: closes at once even if a connection is held open, and an answer under way still arrives', async () => {
    const listener = await loopbackListener().listen('http://127.0.0.1/', () => {
      closing = listener.close();
      return 'done';
    });
    let closing: Promise<void> | undefined;
    const idle = connect(Number(new URL(listener.redirectUri).port), '127.0.0.1');
    await once(idle, 'connect');
    const gone = once(idle, 'close');
    idle.on('error', () => {});
    expect((await send(listener.redirectUri)).text).toContain('Signed in');
    await closing;
    await gone;
    await expect(send(listener.redirectUri)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await listener.close();
  });
});
