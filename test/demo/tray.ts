/**
 * The desktop in the demo: started as a person starts it or, without a person, through Playwright, which can take pictures
 * of the window.
 */
import { mkdirSync } from 'node:fs';
import { _electron } from 'playwright';
import { explain } from './narrator.ts';
import { agentProcess, atTheEnd, type RunningAgent } from './stage.ts';

const PICTURES = 'reports/screenshots';

/** Chromium's sandbox does not work for root. The product never turns it off; a demo on a build machine must. */
function sandbox(): string[] {
  if (process.getuid?.() !== 0) return [];
  explain("Chromium's sandbox does not work for root, so it is off for this demo.");
  return ['--no-sandbox'];
}

const strings = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

export async function startTray(executable: string, env: NodeJS.ProcessEnv, auto: boolean): Promise<RunningAgent> {
  if (!auto) return agentProcess(executable, ['.', ...sandbox()], env);
  const app = await _electron.launch({ executablePath: executable, args: ['.', ...sandbox()], env: strings(env) });
  const child = app.process();
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const stop = async (): Promise<number> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? 1;
    // Like Quit in the tray.
    await app.evaluate(({ app: electron }) => setTimeout(() => electron.quit(), 10)).catch(() => undefined);
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    const code = await ended;
    clearTimeout(timer);
    return code;
  };
  atTheEnd(async () => {
    await stop();
  });
  return { stop, picture: (name) => takePicture(app, name) };
}

async function takePicture(app: Awaited<ReturnType<typeof _electron.launch>>, name: string): Promise<string> {
  const window = app.windows()[0] ?? (await app.waitForEvent('window', { timeout: 15_000 }));
  mkdirSync(PICTURES, { recursive: true });
  const path = `${PICTURES}/demo-${name}.png`;
  await window.waitForLoadState();
  await window.screenshot({ path });
  // Leaves the page as a person would, so that the next picture shows the profiles.
  const done = window.getByRole('button', { name: 'Done', exact: true });
  if (await done.isVisible()) await done.click();
  return path;
}
