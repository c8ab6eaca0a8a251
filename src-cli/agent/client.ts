/**
 * One request to the agent over its socket. `latchkey token` loads it, so it loads only node:net (node:http was measured
 * too, see answer-reader.ts). Every failure becomes a CliError.
 */

import { connect } from 'node:net';
import { plainJson } from '../../src-shared/plain-json.ts';
import { agentNotRunning, answerBroken, CliError, EXIT, fromAgent } from '../line/errors.ts';
import { AnswerReader } from './answer-reader.ts';
import { AgentAbsent, checkSocket, type Instead, pipeValue, socketPath } from './socket-path.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Exchange {
  readonly body?: unknown;
  /** Gets the body of a good answer piece by piece; otherwise it is collected. */
  readonly onPart?: (part: Buffer) => void;
  readonly signal?: AbortSignal;
  /** Give up after this many milliseconds without a byte; the default leaves room for a slow provider. */
  readonly silenceMs?: number;
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const SILENCE_MS = 150_000;
/** After this long, `onSlow` looks for the reason. */
const PATIENCE_MS = 2_000;

/** The parsed JSON of the answer (undefined when it has no body). Rejects with a CliError. */
export async function request(method: Method, target: string, exchange: Exchange = {}): Promise<unknown> {
  try {
    return await ask(method, target, exchange);
  } catch (thrown) {
    if (!startAgent || !(thrown instanceof AgentAbsent)) throw thrown;
    // Once for each command: an agent that has ended again is not started again.
    starting ??= startAgent();
    const problem = await starting;
    if (problem) throw thrown.because(problem);
    return await ask(method, target, exchange);
  }
}

/** Starts the agent. Resolves to undefined once it answers, else to what replaces the sentence and the hint. */
export type StartAgent = () => Promise<Instead | undefined>;

let startAgent: StartAgent | undefined;
let starting: Promise<Instead | undefined> | undefined;

/** Without an agent, requests from now on start it; the program decides what to load for that. */
export function onAbsent(start: StartAgent): void {
  startAgent = start;
}

async function ask(method: Method, target: string, exchange: Exchange): Promise<unknown> {
  const path = socketPath();
  checkSocket(path);
  const message = head(method, target, exchange.body);
  const { status, body } = await converse({ path, message, target }, exchange);
  const value = body === '' ? undefined : parse(body);
  if (status >= 200 && status < 300) return value;
  throw fromAgent(value);
}

/**
 * Called with the target of a request whose answer takes long; `isOver` says whether it has arrived after all. The request
 * fails with whatever it rejects with.
 */
export type TellSlow = (target: string, isOver: () => boolean) => Promise<void>;

let tellSlow: TellSlow | undefined;

/** Calls `tell` from now on; the program decides what to load for that. */
export function onSlow(tell: TellSlow): void {
  tellSlow = tell;
}

export function profilePath(name: string): string {
  return `/v1/profiles/${encodeURIComponent(name)}`;
}

function head(method: Method, target: string, body: unknown): string {
  const text = body === undefined ? '' : plainJson(body);
  const kind = body === undefined ? '' : 'content-type: application/json\r\n';
  const length = method === 'GET' ? '' : `content-length: ${Buffer.byteLength(text)}\r\n`;
  const value = pipeValue();
  const proof = value === undefined ? '' : `authorization: Bearer ${value}\r\n`;
  return `${method} ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${proof}${kind}${length}\r\n${text}`;
}

interface Question {
  readonly path: string;
  readonly message: string;
  readonly target: string;
}

function converse(question: Question, exchange: Exchange): Promise<{ status: number; body: string }> {
  const { path, message, target } = question;
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const reader = new AnswerReader((part) => {
      if (exchange.onPart && reader.status === 200) return exchange.onPart(part);
      size += part.length;
      if (size > MAX_BODY_BYTES) throw answerBroken("The agent's answer is too large.");
      parts.push(part);
    });
    const socket = connect(path);
    let isOver = false;
    const finish = (error?: unknown) => {
      isOver = true;
      clearTimeout(patience);
      socket.destroy();
      if (error) reject(error);
      else resolve({ status: reader.status, body: Buffer.concat(parts).toString('utf8') });
    };
    const slow = () => void tellSlow?.(target, () => isOver).catch(finish);
    const hasOwnLimit = exchange.onPart !== undefined || exchange.silenceMs !== undefined;
    const patience = hasOwnLimit ? undefined : setTimeout(slow, PATIENCE_MS);
    const attempt = (step: () => void) => {
      try {
        step();
        if (reader.done) finish();
      } catch (error) {
        finish(error);
      }
    };
    socket.on('error', (error: NodeJS.ErrnoException) => finish(connectionError(error, path)));
    socket.on('data', (bytes: Buffer) => attempt(() => reader.push(bytes)));
    socket.on('end', () => attempt(() => reader.end()));
    socket.setTimeout(exchange.silenceMs ?? SILENCE_MS, () => finish(silent()));
    if (exchange.signal?.aborted) return finish(exchange.signal.reason);
    exchange.signal?.addEventListener('abort', () => finish(exchange.signal?.reason), { once: true });
    socket.write(message);
  });
}

function connectionError(error: NodeJS.ErrnoException, path: string): CliError {
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return new AgentAbsent(agentNotRunning());
  if (error.code === 'EPIPE' || error.code === 'ECONNRESET') return agentNotRunning('The Latchkey agent has stopped.');
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    const hint = 'Run the command as the user who runs the agent.';
    return new CliError('not_allowed', EXIT.notAllowed, `You are not allowed to use the socket ${path}.`, hint);
  }
  return agentNotRunning(`The socket ${path} cannot be used (${error.code ?? 'unknown reason'}).`);
}

const silent = () => agentNotRunning('The Latchkey agent is not responding.');

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw answerBroken('The program at the socket is not a Latchkey agent.');
  }
}
