/**
 * Requests to the agent over its socket, on connections that are kept open (0.1 ms instead of 0.2 ms per request). Every
 * failure becomes a LatchkeyError, or is the reason of the signal that aborted the request.
 */
import { Agent, type IncomingMessage, request } from 'node:http';
import { agentNotRunning, answerBroken, fromAgent, LatchkeyError } from './errors.ts';
import { checkSocket, pipeValue } from './socket-path.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** The agent is considered dead after this many milliseconds without a byte. */
  readonly silenceMs: number;
}

export class Connection {
  readonly #socketPath: string;
  // Idle connections do not keep the program alive; requests beyond this many wait for each other.
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32, maxFreeSockets: 4 });

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** The parsed JSON of a good answer; undefined when it has no body. */
  async ask(question: Question): Promise<unknown> {
    const response = await this.open(question, this.#agent);
    const value = parse(await textOf(response, question));
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return value;
    throw fromAgent(value, status);
  }

  /** Resolves once the head of the answer has arrived. Without `agent`, it uses its own connection. */
  async open(question: Question, agent?: Agent): Promise<IncomingMessage> {
    for (;;) {
      question.signal?.throwIfAborted();
      checkSocket(this.#socketPath);
      const outcome = await this.#attempt(question, agent);
      if (outcome !== 'stale') return outcome;
    }
  }

  /** `stale`: the agent had closed the kept connection before it could read the request, so nothing is done twice. */
  #attempt(question: Question, agent: Agent | undefined): Promise<IncomingMessage | 'stale'> {
    const { method, path, body, signal, silenceMs } = question;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const value = pipeValue();
    const headers = {
      host: 'localhost',
      ...(value !== undefined && { authorization: `Bearer ${value}` }),
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...(method !== 'GET' && { 'content-length': Buffer.byteLength(text ?? '') }),
    };
    const options = { socketPath: this.#socketPath, method, path, headers, agent: agent ?? false };
    return new Promise((resolve, reject) => {
      const sent = request({ ...options, ...(signal && { signal }) }, resolve);
      sent.setTimeout(silenceMs, () => sent.destroy(agentNotRunning('The Latchkey agent is not responding.')));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        const isBroken = error.code === 'ECONNRESET' || error.code === 'EPIPE';
        if (sent.reusedSocket && isBroken && method === 'GET' && !signal?.aborted) resolve('stale');
        else reject(failure(error, question, this.#socketPath));
      });
      sent.end(text);
    });
  }
}

async function textOf(response: IncomingMessage, question: Question): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > MAX_BODY_BYTES) throw answerBroken("The agent's answer is too large.");
      parts.push(part);
    }
  } catch (thrown) {
    throw failure(thrown, question, '');
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw answerBroken();
  }
}

/** Turns an error of a connection into one of ours. */
export function failure(thrown: unknown, { signal }: Pick<Question, 'signal'>, path: string): unknown {
  if (signal?.aborted) return signal.reason;
  if (thrown instanceof LatchkeyError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown reason';
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return agentNotRunning(undefined, thrown);
  if (code === 'EPIPE' || code === 'ECONNRESET') return agentNotRunning('The Latchkey agent has stopped.', thrown);
  if (code.startsWith('HPE_')) return answerBroken();
  if (code === 'EACCES' || code === 'EPERM') {
    const hint = 'Run this as the user who runs the agent.';
    return new LatchkeyError('not_allowed', `You are not allowed to use the socket ${path}.`, hint, { cause: thrown });
  }
  return agentNotRunning(`The agent's socket cannot be used (${code}).`, thrown);
}
