/**
 * The client of the benchmarks: a number of connections at once, each asking again as soon as it is answered, over a raw
 * Unix socket. Runs in its own process (`--load SPEC`), so that the measured time is not shared with the provider.
 */
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly socket: string;
  /** http: an answer ends as its Content-Length says; json: at its last brace, together with the connection. */
  readonly form: 'http' | 'json';
  readonly message: string;
  /** One connection for all requests of a client; otherwise one each. */
  readonly kept: boolean;
  readonly clients: number;
  /** All clients together. */
  readonly requests: number;
  /** Requests before these, not counted. */
  readonly warmUp?: number;
  /** Milliseconds after which a missing answer is a failure. */
  readonly patienceMs?: number;
}

export interface LoadResult {
  /** Milliseconds, for the answers with a token. */
  readonly times: number[];
  /** Why each of the others failed. */
  readonly failures: string[];
  /** Seconds from the arrival of each token to its expiry. */
  readonly lives: number[];
  readonly tookMs: number;
}

/** The whole answer; undefined: more must arrive. */
function whole(form: Load['form'], text: string): string | undefined {
  if (form === 'json') return /\}\s*$/.test(text) ? text : undefined;
  const head = text.indexOf('\r\n\r\n');
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
  if (head < 0 || length === undefined || text.length < head + 4 + Number(length)) return undefined;
  return text;
}

/** One exchange on a connection. Rejects when it ends or nothing arrives. */
function exchange(socket: Socket, { form, message, patienceMs = 20_000 }: Load): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const done = (finish: () => void) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      finish();
    };
    const failed = (why: string) => done(() => reject(new Error(why)));
    const timer = setTimeout(() => failed('no answer in time'), patienceMs);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const answer = whole(form, text);
      if (answer !== undefined) done(() => resolve(answer));
    });
    socket.on('error', (error: NodeJS.ErrnoException) => failed(error.code ?? error.message));
    socket.on('close', () => failed(text === '' ? 'closed without an answer' : 'closed midway'));
    socket.write(message);
  });
}

function opened(load: Load): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(load.socket, () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => reject(new Error(error.code ?? error.message)));
  });
}

/** A refusal is also a failure, named by its first words. */
function lifeOf(answer: string, nowMs: number): number {
  const end = /"expires_at":\s?(\d+)/.exec(answer)?.[1];
  if (!answer.includes('"access_token"') && !answer.includes('"state":"')) {
    throw new Error(/"(?:error|detail)":"([^"]{0,60})/.exec(answer)?.[1] ?? 'no token');
  }
  return Number(end ?? 0) - nowMs / 1000;
}

/** `kept`: a connection that was open before the first request was timed. */
async function client(load: Load, kept: Socket | undefined, next: () => boolean, result: LoadResult): Promise<void> {
  while (next()) {
    const startedMs = performance.now();
    let socket = kept;
    try {
      socket ??= await opened(load);
      const life = lifeOf(await exchange(socket, load), Date.now());
      result.times.push(performance.now() - startedMs);
      result.lives.push(life);
      if (!load.kept) socket.destroy();
    } catch (error) {
      result.failures.push(error instanceof Error ? error.message : 'unknown');
      socket?.destroy();
    }
  }
  kept?.destroy();
}

export async function runLoad(load: Load): Promise<LoadResult> {
  const round = async (requests: number): Promise<LoadResult> => {
    const result = { times: [], failures: [], lives: [], tookMs: 0 };
    let left = requests;
    const next = () => left-- > 0;
    const connections = await Promise.all(
      Array.from({ length: load.clients }, () => (load.kept ? opened(load) : undefined)),
    );
    const startedMs = performance.now();
    await Promise.all(connections.map((connection) => client(load, connection, next, result)));
    return { ...result, tookMs: performance.now() - startedMs };
  };
  if (load.warmUp) await round(load.warmUp);
  return round(load.requests);
}
