/** The window on the real Electron: what its page must not do, and that nothing is left of it when it closes. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { type Desk, test } from '../support/desk.ts';

/** Memory, in MB, of a process and all its children; shared memory counts once. */
function memoryMb(pid: number): number {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(/^PPid:\s+(\d+)/m.exec(proc(Number(name), 'status'))?.[1] ?? 0)]),
  );
  const family = [...parents.keys()].filter((each) => {
    let up: number | undefined = each;
    while (up !== undefined && up !== pid) up = parents.get(up);
    return up === pid;
  });
  const kb = family.map((each) => Number(/^Pss:\s+(\d+)/m.exec(proc(each, 'smaps_rollup'))?.[1] ?? 0));
  return Math.round(kb.reduce((sum, each) => sum + each, 0) / 1024);
}

function proc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

const pages = (desk: Desk): Promise<number> =>
  desk.app().evaluate(({ webContents }) => webContents.getAllWebContents().length);

const openWindow = (desk: Desk): Promise<Page> => desk.window(() => desk.host.press('Open Latchkey'));

/** With a profile there is no window at the start. */
async function startWithProfile(desk: Desk): Promise<Page> {
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work');
  for (const page of desk.app().windows()) await page.close();
  return openWindow(desk);
}

test('closing the window destroys its page, and the tray keeps running', async ({ desk }, info) => {
  const page = await startWithProfile(desk);
  await expect(page.getByText('work', { exact: true }).first()).toBeVisible();
  const pid = desk.app().process().pid ?? 0;
  const openMb = memoryMb(pid);
  const closed = page.waitForEvent('close');
  await desk.app().evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
  await expect.poll(() => pages(desk)).toBe(0);
  await expect.poll(() => memoryMb(pid)).toBeLessThan(openMb);
  const idleMb = memoryMb(pid);
  info.annotations.push({ type: 'memory', description: `window open ${openMb} MB, tray alone ${idleMb} MB` });
  console.log(`      memory: window open ${openMb} MB, tray alone ${idleMb} MB`);
  expect((await desk.host.menu())[0]?.label).toMatch(/^work · /);
  const again = await openWindow(desk);
  await expect(again.getByText('work', { exact: true }).first()).toBeVisible();
});

test('remembers where it was', async ({ desk }) => {
  await startWithProfile(desk);
  const bounds = { x: 60, y: 40, width: 500, height: 600 };
  const closed = desk.app().windows()[0]?.waitForEvent('close');
  await desk.app().evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted), bounds);
  await expect
    .poll(() => desk.app().evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds().width))
    .toBe(500);
  await desk.app().evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
  await openWindow(desk);
  const now = await desk.app().evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(now).toEqual(bounds);
});

test('the page has no node, no preload and no way out', async ({ desk }) => {
  const page = await startWithProfile(desk);
  const found = await page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'electron', '__dirname'].filter((name) => name in globalThis),
  );
  expect(found).toEqual([]);
  const preferences = await desk.app().evaluate(({ webContents }) => {
    const [contents] = webContents.getAllWebContents();
    // Not in the type, but present in every version: what the page really runs with.
    return (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    enableBlinkFeatures: '',
    nodeIntegrationInSubFrames: false,
  });
  // Electron omits those that are off.
  expect([preferences['nodeIntegrationInWorker'], preferences['navigateOnDragDrop']].filter(Boolean)).toEqual([]);
  expect(preferences['preload']).toBeUndefined();

  const address = page.url();
  const opened = await page.evaluate(() => window.open('https://example.com/') === null);
  expect(opened).toBe(true);
  for (const target of ['https://example.com/', 'file:///etc/passwd', 'latchkey-window://other/', 'data:text/html,x']) {
    await page.evaluate((url) => {
      location.href = url;
    }, target);
  }
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.com/';
    link.target = '_blank';
    document.body.append(link);
    link.click();
    link.remove();
  });
  // Through Electron: Playwright itself would wait for the navigations that were denied.
  const [url, title, reply] = await desk.app().evaluate(async ({ webContents }) => {
    const [contents] = webContents.getAllWebContents();
    const reply: unknown = await contents?.executeJavaScript("fetch('/v1/status').then((answer) => answer.status)");
    return [contents?.getURL(), contents?.getTitle(), reply];
  });
  expect([url, reply]).toEqual([address, 200]);
  expect(title).toContain('Latchkey');
  expect(await pages(desk)).toBe(1);
});

test('the page reaches no network, no file and no permission', async ({ desk }) => {
  const page = await startWithProfile(desk);
  const before = desk.provider.traffic.requests.length;
  const reached = await page.evaluate(
    async (urls) => {
      const tried = await Promise.all(
        urls.map((url) =>
          fetch(url, { mode: 'no-cors' }).then(
            () => url,
            () => '',
          ),
        ),
      );
      return tried.filter((url) => url !== '');
    },
    [`${desk.provider.issuer}/.well-known/openid-configuration`, 'https://example.com/', 'file:///etc/passwd'],
  );
  expect(reached).toEqual([]);
  // Even without the page's own policy, the session lets nothing through.
  const direct = await desk.app().evaluate(async ({ session }, url) => {
    const own = session.fromPartition('latchkey-window');
    return own.fetch(url).then(
      () => 'reached',
      () => 'refused',
    );
  }, `${desk.provider.issuer}/.well-known/openid-configuration`);
  expect(direct).toBe('refused');
  expect(desk.provider.traffic.requests.length).toBe(before);
  const granted = await page.evaluate(async () => {
    const names = [
      'notifications',
      'geolocation',
      'camera',
      'microphone',
      'clipboard-read',
    ] as unknown as PermissionName[];
    const states = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return states.filter(({ state }) => state === 'granted').length;
  });
  expect(granted).toBe(0);
});

test('the page gets no token by any route of the API', async ({ desk }) => {
  const page = await startWithProfile(desk);
  const { body } = await desk.ask('GET', '/v1/profiles/work/token');
  const token = String(body?.['access_token']);
  const { body: document } = await desk.ask('GET', '/v1/openapi.json');
  const paths = Object.entries(document?.['paths'] as Record<string, object>);
  expect(paths.length).toBeGreaterThan(5);
  // Quitting would end the test.
  const routes = paths
    .filter(([path]) => path !== '/v1/quit')
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({
        method: method.toUpperCase(),
        path: path.replaceAll(/\{\w+\}/g, 'work'),
      })),
    );
  // Last comes what ends the sign-in, so that a token is available until then.
  routes.sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
  const answers = await page.evaluate(async (all) => {
    const read = async ({ method, path }: { method: string; path: string }) => {
      const answer = await fetch(path, {
        method,
        ...(method === 'GET' || method === 'DELETE'
          ? {}
          : { body: '{}', headers: { 'content-type': 'application/json' } }),
      });
      if (!answer.headers.get('content-type')?.includes('event-stream'))
        return { path, status: answer.status, text: await answer.text() };
      const reader = answer.body?.getReader();
      const first = await reader?.read();
      await reader?.cancel();
      return { path, status: answer.status, text: new TextDecoder().decode(first?.value) };
    };
    const done = [];
    for (const route of all) done.push(await read(route));
    return done;
  }, routes);
  expect(answers.find(({ path }) => path.endsWith('/token'))?.status).toBe(403);
  for (const { path, text } of answers) expect(text.includes(token), `${path} gave the token away`).toBe(false);
  expect(await page.content()).not.toContain(token);
});

test('copying the code works with a click, and reading the clipboard does not', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('lab');
  const page = await desk.window(() => desk.host.press('lab', 'Sign in'));
  const code = await page.locator('.user-code').textContent();
  await page.getByRole('button', { name: 'Copy code' }).click();
  await expect.poll(() => desk.clipboard()).toBe(code?.trim());
  const read = await page.evaluate(() =>
    navigator.clipboard.readText().then(
      () => 'read',
      () => 'refused',
    ),
  );
  expect(read).toBe('refused');
});
