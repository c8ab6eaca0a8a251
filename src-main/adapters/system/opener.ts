/**
 * Opens a link in the system browser. The engine passes only links that it holds itself; the link is checked once more
 * here, no shell ever sees it, and it is in no program's arguments: the browser is started with a local link to it.
 */
import { spawn } from 'node:child_process';
import { LatchkeyError } from '../../core/errors.ts';
import type { Opener } from '../../core/ports.ts';
import { opensHttp } from '../../core/provider/plain-http.ts';
import { type OneUseLink, oneUseLink } from '../network/one-use-link.ts';
import { sessionEnv } from './session-env.ts';

/** xdg-open returns within a second if there is no browser; if it is still running then, it is the browser itself. */
const SETTLE_MS = 2_000;
const LONGEST_URL = 8_192;

export interface OpenerOptions {
  /** In test mode: also opens http links to a loopback address. */
  readonly allowLoopbackHttp?: boolean;
  /** The sandbox's, while it runs: http links to it are opened as well. */
  readonly sandboxOrigin?: () => string | undefined;
  /** LATCHKEY_OPEN_COMMAND names a program that gets the local link as its only argument, and the other one as LATCHKEY_LINK. */
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
}

/** `open` resolves when the browser was started and rejects with `browser_unavailable`. */
export function systemOpener(options: OpenerOptions = {}): Opener {
  const env = options.env ?? process.env;
  const programs = commands(env, options.platform ?? process.platform);
  return {
    async open(url) {
      const target = checkedLink(url, opensHttp({ allowLoopbackHttp: false, ...options }, url));
      // Unlike arguments, an environment can be read by the same user only.
      const own = env['LATCHKEY_OPEN_COMMAND'] ? { LATCHKEY_LINK: target } : {};
      await firstThatStarts(programs, target, { ...sessionEnv(env), ...own });
    },
  };
}

/** Rejects with why the last one did not. */
async function firstThatStarts(programs: Command[], target: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [[program, ...words], ...others] = programs as [Command, ...Command[]];
  const hasPlace = words.some((word) => word.includes('%s'));
  const { link, close } = await linkTo(target);
  const args = hasPlace ? words.map((word) => word.replaceAll('%s', () => link)) : [...words, link];
  try {
    await start(program, args, env);
  } catch (error) {
    close();
    if (others.length === 0) throw error;
    await firstThatStarts(others, target, env);
  }
}

async function linkTo(target: string): Promise<OneUseLink> {
  try {
    return await oneUseLink(target);
  } catch (cause) {
    throw new LatchkeyError('browser_unavailable', 'Latchkey cannot listen on 127.0.0.1 for the browser.', { cause });
  }
}

/** The link as a parser wrote it: no spaces, no quotes, never beginning with a dash. */
export function checkedLink(url: string, allowLoopbackHttp: boolean): string {
  const link = URL.canParse(url) ? new URL(url) : undefined;
  const loopback = link !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(link.hostname);
  const allowed = link?.protocol === 'https:' || (link?.protocol === 'http:' && loopback && allowLoopbackHttp);
  if (
    link === undefined ||
    !allowed ||
    link.username !== '' ||
    link.password !== '' ||
    link.href.length > LONGEST_URL
  ) {
    throw new LatchkeyError('browser_unavailable', 'Latchkey does not open this link: it must be https.');
  }
  return link.href;
}

/** A program with its first words; `%s` in a word is where the link goes, else it comes last. */
type Command = [string, ...string[]];

/** In the order in which they are tried. */
function commands(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Command[] {
  if (env['LATCHKEY_OPEN_COMMAND']) return [[env['LATCHKEY_OPEN_COMMAND']]];
  if (platform === 'darwin') return [['/usr/bin/open']];
  if (platform === 'win32')
    return [[`${env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\rundll32.exe`, 'url.dll,FileProtocolHandler']];
  // As xdg-open and Python read it: several, parted by colons, each with words of its own.
  const named = (env['BROWSER'] ?? '').split(':').map((text) => text.trim().split(/\s+/).filter(Boolean));
  return [['xdg-open'], ...named.filter((words): words is Command => words.length > 0)];
}

async function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, args, { env, detached: true, stdio: 'ignore', shell: false });
  child.unref();
  await new Promise<void>((resolve, reject) => {
    const refuse = (why: string, cause?: unknown) =>
      reject(
        new LatchkeyError('browser_unavailable', `The browser could not be opened: ${program} ${why}.`, { cause }),
      );
    const timer = setTimeout(resolve, SETTLE_MS);
    child.once('error', (error) => {
      clearTimeout(timer);
      refuse('cannot be started', error);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else refuse(code === null ? 'was killed' : `failed with exit code ${code}`);
    });
  });
}
