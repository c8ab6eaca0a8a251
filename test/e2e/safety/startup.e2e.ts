/** What prevents the desktop from starting is shown in a dialog and on standard error, and nothing is lost. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { run } from '../../cli/latchkey.ts';
import { AS_ROOT, type Desk, ELECTRON, onPath, ROOT, test } from '../support/desk.ts';
import { askSocket } from '../support/socket.ts';

interface Ended {
  readonly code: number | null;
  readonly lines: string[];
}

/** Starts the desktop, waits for its dialog and closes it like a person; returns how the process ended. */
async function startAndDismiss(desk: Desk): Promise<Ended> {
  const child = spawn(ELECTRON, [...AS_ROOT, ROOT], { env: desk.env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  try {
    await dismiss(desk, child);
    const [code] = (await ended) as [number | null];
    return { code, lines: stderr.split('\n').filter((line) => /^latchkey: | {2}hint: /.test(line)) };
  } finally {
    child.kill('SIGKILL');
  }
}

async function dismiss(desk: Desk, child: ChildProcess): Promise<void> {
  const find = (): string => {
    const args = ['search', '--onlyvisible', '--pid', String(child.pid)];
    return spawnSync('xdotool', args, { env: desk.env, encoding: 'utf8' }).stdout.trim();
  };
  await expect.poll(find, { timeout: 20_000 }).not.toBe('');
  await expect
    .poll(
      () => {
        const window = find().split('\n').at(-1) ?? '';
        spawnSync('xdotool', ['windowfocus', window, 'key', '--clearmodifiers', 'Return'], { env: desk.env });
        return child.exitCode;
      },
      { timeout: 20_000 },
    )
    .not.toBe(null);
}

test('a headless agent that is already running is left alone, and named: exit code 8', async ({ desk }) => {
  test.skip(!onPath('xdotool'), 'xdotool, which presses the button of the dialog, is not installed');
  const agent = spawn(process.execPath, [join(ROOT, 'dist/latchkey.cjs'), 'agent'], { env: desk.env, stdio: 'ignore' });
  try {
    await expect
      .poll(() =>
        askSocket(desk.socket, 'GET', '/v1/status').then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
    const { code, lines } = await startAndDismiss(desk);
    expect(code).toBe(8);
    expect(lines[0]).toMatch(/^latchkey: .*agent is running/);
    expect(lines[1]).toMatch(/^ {2}hint: /);
    expect((await askSocket(desk.socket, 'GET', '/v1/status')).status).toBe(200);
  } finally {
    const gone = once(agent, 'exit');
    agent.kill('SIGTERM');
    await gone;
  }
});

test('newcomer A12: without a display, one line says what to run instead', async ({ desk }) => {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = desk.env;
  const child = spawnSync(ELECTRON, [...AS_ROOT, ROOT], { env, encoding: 'utf8', timeout: 20_000 });
  expect([child.status, child.signal]).toEqual([1, null]);
  expect(child.stderr.split('\n').filter((line) => line.startsWith('latchkey: '))).toEqual([
    'latchkey: There is no display for the desktop app. Run `latchkey agent` instead.',
  ]);
});

test('newcomer A16: latchkey quit ends the desktop cleanly, which has no page to link to', async ({ desk }) => {
  await desk.start();
  const running = desk.app().process();
  const ended = once(running, 'exit');
  expect(await desk.ask('POST', '/v1/page')).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
  const cli = join(ROOT, 'dist/latchkey.cjs');
  const { stdout } = await run(process.execPath, [cli, 'quit'], { env: desk.env });
  expect(stdout).toBe('The Latchkey agent has ended.\n');
  expect(await ended).toEqual([0, null]);
});

test('a broken configuration is named and left unchanged: exit code 2', async ({ desk }) => {
  test.skip(!onPath('xdotool'), 'xdotool, which presses the button of the dialog, is not installed');
  const folder = join(String(desk.env['XDG_CONFIG_HOME']), 'latchkey');
  const file = join(folder, 'config.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, '{"profiles": [');
  const { code, lines } = await startAndDismiss(desk);
  expect(code).toBe(2);
  expect(lines[0]).toContain(file);
  expect(readFileSync(file, 'utf8')).toBe('{"profiles": [');
});
