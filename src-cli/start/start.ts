/**
 * Starts the agent for a command that found none, if that is safe, and waits until it answers. One command starts it and
 * the others wait: a lock file beside the socket says who, and the agent's own lock keeps a second one from running.
 * Loaded only when no agent is running.
 */
import { spawn } from 'node:child_process';
import { closeSync, lstatSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { folderFlaw } from '../../src-shared/folder-flaw.ts';
import { socketPathFor } from '../../src-shared/socket-path.ts';
import { type Instead, socketPath } from '../agent/socket-path.ts';
import { remark } from '../line/output.ts';
import { configDir } from '../upkeep/config-dir.ts';
import { agentBeside, type Program } from './beside.ts';
import { whyNot } from './may-start.ts';
import { sessionPart } from './session-part.ts';
import type { Who } from './who.ts';

const PATIENCE_MS = 30_000;
/** For the agent that was there first, according to one that has ended. */
const SHORT_PATIENCE_MS = 5_000;
const LOOK_MS = 50;
/** A helper that runs every second must not try every second. */
const FAILED_FOR_MS = 60_000;
/** Ended because another one has the lock or the socket; the desktop's second instance ends with 0. */
const ANOTHER_RUNS: readonly (number | null)[] = [8, 0];

/** Resolves to undefined once an agent answers, else to what to say. Never rejects. */
export async function startAgent(who: Who): Promise<Instead | undefined> {
  const socket = socketPathFor(process.env, process.platform, process.getuid?.());
  const refusal = whyNot(who, socket);
  const program = agentBeside(process.env);
  if (refusal || !program) return refusal ?? {};
  const folder = process.platform === 'win32' ? configDir() : dirname(socket);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The agent says what is wrong with it; nothing of ours goes there.
    if (folderFlaw(lstatSync(folder), process.getuid?.()) !== undefined) return {};
    return await inTurn(folder, () => startOnce(who, program, folder));
  } catch {
    return {};
  }
}

/** Runs `start` if no one else does, and no agent has come up in the meantime. */
async function inTurn(folder: string, start: () => Promise<Instead | undefined>): Promise<Instead | undefined> {
  const lock = join(folder, 'start.lock');
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_MS) {
    if (await answers()) return undefined;
    if (isTaken(lock)) {
      try {
        return (await answers()) ? undefined : await start();
      } finally {
        rmSync(lock, { force: true });
      }
    }
    if (isStale(lock)) rmSync(lock, { force: true });
    await delay(LOOK_MS);
  }
  return LATE;
}

const LATE: Instead = {
  message: 'The Latchkey agent was started, but does not answer yet.',
  hint: 'Try again, or run `latchkey agent` in another terminal to see what it says.',
};

/** Whether it is ours now. */
function isTaken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

/** Its process is gone, or has had the time that any start gets. */
function isStale(lock: string): boolean {
  try {
    // A time in the future as well: the clock may have been set back.
    if (Math.abs(Date.now() - statSync(lock).mtimeMs) > PATIENCE_MS) return true;
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return false;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH';
  }
}

/** Without trying, says a helper what the last try met, if that was just now. */
async function startOnce(who: Who, program: Program, folder: string): Promise<Instead | undefined> {
  const failed = join(folder, 'start.failed');
  if (who === 'helper' && isFresh(failed)) return said(failed) ?? {};
  if (who === 'person' && process.stderr.isTTY) remark('latchkey: starting the agent');
  const problem = await run(program, failed);
  if (problem === undefined) rmSync(failed, { force: true });
  return problem;
}

function isFresh(failed: string): boolean {
  const found = statSync(failed, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs < FAILED_FOR_MS;
}

/** On its own from the start: it outlives the command, its terminal and its folder. `output` gets what it says. */
async function run({ file, args }: Program, output: string): Promise<Instead | undefined> {
  const says = openSync(output, 'w', 0o600);
  const child = spawn(file, args, {
    ...{ argv0: 'latchkey', cwd: dirname(file), env: { ...sessionPart(process.env), LATCHKEY_BACKGROUND: '1' } },
    ...{ detached: true, windowsHide: true, stdio: ['ignore', 'ignore', says] },
  });
  closeSync(says);
  child.unref();
  let patienceMs = PATIENCE_MS;
  let ended: number | null | undefined;
  child.once('exit', (code) => {
    ended = code;
    if (ANOTHER_RUNS.includes(code)) patienceMs = SHORT_PATIENCE_MS;
  });
  child.once('error', () => {
    ended = 1;
  });
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += LOOK_MS) {
    if (await answers()) return undefined;
    if (ended !== undefined && !ANOTHER_RUNS.includes(ended)) return said(output) ?? {};
    await delay(LOOK_MS);
  }
  return said(output) ?? LATE;
}

/** The agent's own sentence and hint, as it printed them last. */
function said(output: string): Instead | undefined {
  const text = readFileSync(output, 'utf8');
  const [, sentence, hint] = /^latchkey: (.+)\n {2}hint: (.+)$/m.exec(text) ?? [];
  if (sentence === undefined || hint === undefined) return undefined;
  return { message: `The Latchkey agent is not running, and it could not be started: ${sentence}`, hint };
}

/** Whether anything accepts connections at the socket. */
function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath());
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
