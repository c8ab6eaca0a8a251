/** The window's page in a browser (loopback) and under the desktop's URL scheme: who gets in, and that no token leaves. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp, createHandler } from '../../src-main/api/routes.ts';
import { openPageDoor, type PageDoor } from '../../src-main/doors/page.ts';
import { CONTENT_SECURITY_POLICY, pageFiles } from '../../src-main/doors/page-files.ts';
import { windowDoor } from '../../src-main/doors/window.ts';
import { type FakeAgent, fakeAgent, fakeInfo } from '../support/engine/fake-agent.ts';
import { ACCESS_TOKEN, ROLE_SECRET, ROLE_SESSION } from '../support/engine/fake-views.ts';
import { getAs, isRoot } from '../support/processes/another-user.ts';
import { ask, codeOf } from './raw-http.ts';

let folder = '';
let agent: FakeAgent;
let door: PageDoor;
let port = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-page-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Latchkey</title>');
  writeFileSync(join(folder, 'main.js'), 'export {};');
  writeFileSync(join(folder, 'notes.txt'), 'not a part of the page');
  agent = fakeAgent();
  door = await openPageDoor({ handler: createHandler(agent, fakeInfo()), page: pageFiles(folder) });
  port = Number(new URL(door.origin).port);
});
afterEach(async () => {
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  ask({ host: '127.0.0.1', port, method, path, headers: { host: `127.0.0.1:${port}`, ...headers } }, body);

async function letIn(): Promise<string> {
  const { pathname, search } = new URL(door.link);
  const answer = await send('GET', pathname + search);
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('access', () => {
  it('exchanges the link for a cookie that scripts cannot read, and clears the address bar', async () => {
    const { pathname, search } = new URL(door.link);
    const answer = await send('GET', pathname + search, { 'sec-fetch-site': 'none' });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^latchkey-${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    );
  });

  it('accepts the link only once', async () => {
    const cookie = await letIn();
    const { pathname, search } = new URL(door.link);
    const again = await send('GET', pathname + search);
    expect([again.status, again.headers['set-cookie']]).toEqual([403, undefined]);
    expect(again.text).toContain('latchkey agent --page');
    expect((await send('GET', pathname + search, { cookie })).headers['location']).toBe('/');
  });

  it('newcomer A7: another link lets another browser in, and without answers it has no right to them', async () => {
    const enter = async (link: string, headers: Record<string, string> = {}) => {
      const { pathname, search } = new URL(link);
      const { headers: got } = await send('GET', pathname + search, headers);
      return got['set-cookie']?.[0]?.split(';')[0] ?? '';
    };
    const mayAnswer = async (cookie: string) => {
      const headers = { cookie, origin: door.origin, 'content-type': 'application/json' };
      return (await send('POST', '/v1/asks/x', headers, '{"answer":"once"}')).status !== 403;
    };
    const guest = await enter(door.another(false));
    const person = await enter(door.another(true));
    expect([await mayAnswer(guest), await mayAnswer(person)]).toEqual([false, true]);
    // A person's browser stays one; a guest's becomes one.
    expect(await enter(door.another(false), { cookie: person })).toBe('');
    expect(await enter(door.another(true), { cookie: guest })).toBe(person);
    const many = Array.from({ length: 9 }, () => door.another(false));
    expect(await enter(many[0] ?? '')).toBe('');
    expect(await enter(many[8] ?? '')).toBe(guest);
  });

  it.runIf(isRoot)('security 18: is closed to another user who has read the link, which still works', async () => {
    expect(await getAs(door.link).said).toBe('403');
    expect(await letIn()).toContain('latchkey-');
  });

  it.each([
    ['without a cookie', {}],
    ['with a guessed cookie', { cookie: 'latchkey=x' }],
  ])('refuses the page and the API %s', async (_name, headers) => {
    for (const path of ['/', '/main.js', '/v1/status', '/?code=guessed', '/v1/status?code=guessed']) {
      const answer = await send('GET', path, headers);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'not_allowed']);
    }
  });

  it('listens only on 127.0.0.1', async () => {
    await expect(ask({ host: '127.0.0.2', port, path: '/' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the page', () => {
  it('has a policy that forbids everything it does not need', async () => {
    const answer = await send('GET', '/', { cookie: await letIn() });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<title>Latchkey</title>');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(CONTENT_SECURITY_POLICY).toMatch(/^default-src 'none'; /);
    expect(CONTENT_SECURITY_POLICY).not.toContain('unsafe');
  });

  it.each([
    '/notes.txt',
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '//etc/passwd',
    '/constructor',
  ])('has no file %s', async (path) => {
    const answer = await send('GET', path, { cookie: await letIn() });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
  });

  it('can send commands from its own origin', async () => {
    const cookie = await letIn();
    const headers = { cookie, origin: door.origin, 'sec-fetch-site': 'same-origin' };
    expect((await send('GET', '/v1/status', headers)).status).toBe(200);
    expect((await send('POST', '/v1/profiles/work/refresh', headers)).status).toBe(200);
    expect(agent.calls).toEqual([['refresh', 'work']]);
  });

  it('F50: gets no token from any route of the API', async () => {
    const cookie = await letIn();
    const routes = createApp(agent, fakeInfo()).routes.filter(
      ({ path }) => path.startsWith('/v1/') && !path.includes('*'),
    );
    const paths = new Set(routes.map(({ path }) => path.replace(':name', 'work').replace(':role', 'prod-admin')));
    expect(paths).toContain('/v1/profiles/work/token');
    expect(paths).toContain('/v1/profiles/work/roles/prod-admin/credentials');
    for (const path of paths) {
      if (path === '/v1/events') continue; // never ends; its only content is the View of /v1/status
      for (const method of ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']) {
        const headers = { cookie, origin: door.origin, 'content-type': 'application/json' };
        const answer = await send(method, path, headers, method === 'GET' ? undefined : '{}');
        expect(answer.text, `${method} ${path}`).not.toContain(ACCESS_TOKEN);
        expect(answer.text, `${method} ${path}`).not.toContain(ROLE_SECRET);
        expect(answer.text, `${method} ${path}`).not.toContain(ROLE_SESSION);
      }
    }
    for (const path of ['/v1/profiles/work/token', '/v1/profiles/work/roles/prod-admin/credentials']) {
      const answer = await send('GET', path, { cookie });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'not_allowed']);
    }
  });
});

describe('requests that other pages in the same browser could send', () => {
  it.each<[string, string, Record<string, string>]>([
    ['a name rebound to 127.0.0.1', 'GET', { host: 'evil.example' }],
    ['localhost, which is a different name', 'GET', { host: 'localhost' }],
    ['a foreign origin', 'GET', { origin: 'https://evil.example' }],
    ['a foreign origin on another port', 'POST', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed frame', 'POST', { origin: 'null' }],
    ['a command without an origin', 'POST', {}],
    ['a cross-site request', 'GET', { 'sec-fetch-site': 'cross-site' }],
    ['a page on another port', 'GET', { 'sec-fetch-site': 'same-site' }],
  ])('F52: refuses %s, even with the cookie', async (_name, method, headers) => {
    const cookie = await letIn();
    const answer = await send(method, method === 'GET' ? '/v1/status' : '/v1/profiles/work/refresh', {
      cookie,
      ...headers,
    });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'not_allowed']);
    expect(agent.calls).toEqual([]);
  });
});

describe("the desktop window's URL scheme", () => {
  const visit = (url: string, init: RequestInit = {}) =>
    windowDoor(createHandler(agent, fakeInfo()), pageFiles(folder))(new Request(url, init));

  it('serves the page and the API', async () => {
    const page = await visit('latchkey-window://app/');
    expect(page.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(await page.text()).toContain('<title>Latchkey</title>');
    expect((await visit('latchkey-window://app/v1/status')).status).toBe(200);
    const body = JSON.stringify({ flow: 'device' });
    const headers = { 'content-type': 'application/json' };
    const started = await visit('latchkey-window://app/v1/profiles/work/sign-in', { method: 'POST', body, headers });
    expect(started.status).toBe(202);
  });

  it('F50: gives no token', async () => {
    for (const path of ['token', 'roles/prod-admin/credentials']) {
      expect((await visit(`latchkey-window://app/v1/profiles/work/${path}`)).status).toBe(403);
    }
    expect(agent.calls).toEqual([]);
  });

  it('refuses any other host and any other page', async () => {
    expect((await visit('latchkey-window://other/v1/status')).status).toBe(404);
    const headers = { origin: 'https://evil.example' };
    expect((await visit('latchkey-window://app/v1/status', { headers })).status).toBe(403);
  });
});
