/**
 * The door for programs that speak oidc-agent's protocol (OIDC_SOCK): a second unix socket beside agent.sock, in the
 * same folder, of mode 0600, for the same user. One request and one answer per connection, in plain JSON or encrypted.
 */

import { createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { plainJson } from '../../../src-shared/plain-json.ts';
import { logInternal } from '../../api/frame/problem.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { Caller } from '../../core/caller.ts';
import { asLatchkeyError, LatchkeyError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { callerAt } from '../caller/caller.ts';
import { loadPeerOf, type PeerOf } from '../caller/peer.ts';
import { listen } from '../http/listen.ts';
import { preparePath } from '../socket-path.ts';
import { type Part, RequestReader } from './reader.ts';
import { type Answerer, answerTo, failure } from './requests.ts';
import { malformed, parseSealed, type Seal, sealWith } from './seal.ts';

export interface OidcAgentDoorOptions {
  readonly agent: Agent;
  readonly version: string;
  readonly path: string;
  readonly log?: Log | undefined;
  /** Milliseconds until the request must have arrived, and until the client must have read its answer. */
  readonly patienceMs?: number | undefined;
  /** For tests; absent: asked of the system. */
  readonly peerOf?: PeerOf | undefined;
}

export interface OidcAgentDoor {
  readonly path: string;
  /** Resolves when all connections are closed and the socket file is gone. */
  close(): Promise<void>;
}

const PATIENCE_MS = 10_000;
const MAX_CONNECTIONS = 1024;
/** For those at work when the door closes. */
const GRACE_MS = 1_000;

/** Beside the agent's own socket; undefined on systems where oidc-agent's clients know no unix sockets. */
export function oidcAgentPath(socketPath: string): string | undefined {
  return process.platform === 'win32' ? undefined : join(dirname(socketPath), 'oidc-agent.sock');
}

/** Rejects with `folder_unsafe`, `agent_already_running`. */
export async function openOidcAgentDoor(options: OidcAgentDoorOptions): Promise<OidcAgentDoor> {
  const { path, patienceMs = PATIENCE_MS } = options;
  await preparePath(path);
  const peerOf = options.peerOf ?? (await loadPeerOf());
  const open = new Set<Socket>();
  // A client may close its side as soon as it has asked.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const peer = peerOf?.(socket);
    const isStranger = peer !== undefined && peer.uid !== process.getuid?.();
    const caller = isStranger ? undefined : callerAt('oidc-agent', peer?.pid);
    void serve(socket, { ...options, caller, patienceMs });
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, path);
  return {
    path,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const timer = setTimeout(() => open.forEach((socket) => void socket.destroy()), GRACE_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}

interface Visit extends Answerer {
  /** Undefined: not the same user. */
  readonly caller: Caller | undefined;
  readonly patienceMs: number;
  readonly log?: Log | undefined;
}

/** Never rejects. */
async function serve(socket: Socket, visit: Visit): Promise<void> {
  // The client went away midway; no one is left to answer.
  socket.on('error', () => socket.destroy());
  let seal: Seal | undefined;
  try {
    const text = await whole(socket, visit.patienceMs, (keys) => {
      seal = keys;
    });
    if (visit.caller === undefined) throw stranger();
    leave(socket, visit, seal, await answerTo(text, visit.caller, visit));
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    if (error.code === 'internal') logInternal(thrown, 'oidc-agent', 'request', visit.log);
    leave(socket, visit, seal, failure(error));
  }
}

/** Clients read what is there once something is there: the answer must be one write. */
function leave(socket: Socket, { patienceMs }: Visit, seal: Seal | undefined, answer: object): void {
  const text = plainJson(answer);
  socket.end(seal === undefined ? text : seal.seal(text));
  const timer = setTimeout(() => socket.destroy(), patienceMs);
  socket.once('close', () => clearTimeout(timer));
  // Further input is not wanted, but its end must be seen.
  socket.resume();
}

/** The request in plain text. Rejects with `request_malformed`, `request_too_large`. */
function whole(socket: Socket, patienceMs: number, sealed: (seal: Seal) => void): Promise<string> {
  const reader = new RequestReader();
  let seal: Seal | undefined;
  const take = (part: Part): string | undefined => {
    if (part.kind === 'json') return part.text;
    if (part.kind === 'sealed') return seal?.open(parseSealed(part.text));
    seal = sealWith(part.text);
    sealed(seal);
    socket.write(seal.publicKey);
    return undefined;
  };
  return new Promise((resolve, reject) => {
    const done = (finish: () => void) => {
      clearTimeout(timer);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd);
      finish();
    };
    const onEnd = () => done(() => reject(malformed('The request is not complete.')));
    const onData = (chunk: Buffer) => {
      try {
        const part = reader.push(chunk);
        const text = part && take(part);
        if (text !== undefined) done(() => resolve(text));
      } catch (error) {
        done(() => reject(error));
      }
    };
    const onLate = () => done(() => reject(malformed(`The request did not arrive within ${patienceMs / 1000} s.`)));
    const timer = setTimeout(onLate, patienceMs);
    socket.on('data', onData).once('end', onEnd).once('close', onEnd);
  });
}

/** F52, as at agent.sock. */
function stranger(): LatchkeyError {
  return new LatchkeyError('not_allowed', 'The socket is only for the user who runs the agent.', {
    hint: 'Run the command as the user who runs the agent.',
  });
}
