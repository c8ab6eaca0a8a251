/** An HTTP server on 127.0.0.1 only, at its previous port if that is free, which no web page can talk to. */
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LatchkeyError } from '../../core/errors.ts';
import { guardLoopback } from '../../loopback/guard.ts';
import { tcpPeers } from '../../loopback/tcp-peers.ts';
import { closeServer, httpServer } from '../http/http-server.ts';
import { failureAnswer } from './answer.ts';

const ADDRESS = '127.0.0.1';

export interface OpenLoopback {
  readonly port: number;
  close(): Promise<void>;
}

/** `wanted` 0: any port. Rejects with `loopback_unavailable`. */
export async function openLoopback(
  wanted: number,
  answer: (incoming: IncomingMessage) => Promise<Response>,
): Promise<OpenLoopback> {
  const peers = await tcpPeers();
  let port = 0;
  const server = httpServer({
    refuse: () => undefined,
    respond: async (_request, incoming) => {
      const refusal = guard.isStranger(incoming.socket) ? stranger() : refuse(incoming, port);
      return refusal === undefined ? await answer(incoming) : failureAnswer(refusal);
    },
  });
  const guard = guardLoopback(server, peers);
  const isBound = (wanted !== 0 && (await bind(server, wanted))) || (await bind(server, 0));
  if (!isBound) throw new LatchkeyError('loopback_unavailable', `No port is available on ${ADDRESS}.`);
  ({ port } = server.address() as AddressInfo);
  return { port, close: () => closeServer(server) };
}

/** False: it is taken, or the system refuses. */
function bind(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isBound: boolean) => {
      server.off('error', failed);
      server.off('listening', bound);
      resolve(isBound);
    };
    const failed = () => settle(false);
    const bound = () => settle(true);
    server.once('error', failed).once('listening', bound).listen({ port, host: ADDRESS, exclusive: true });
  });
}

/** Even with a run's value. */
function stranger(): LatchkeyError {
  return new LatchkeyError('not_allowed', 'The credentials are only for the user who runs the agent.', { hint: '' });
}

/** F52. Another Host is a name that was bound to this address for a browser; Origin and Referer come only from web pages. */
function refuse({ headers }: IncomingMessage, port: number): LatchkeyError | undefined {
  if (headers.origin !== undefined || headers.referer !== undefined) {
    return new LatchkeyError('not_allowed', 'Requests from web pages are not accepted here.', { hint: '' });
  }
  if (headers.host === `${ADDRESS}:${port}` || headers.host === `localhost:${port}`) return undefined;
  return new LatchkeyError('not_allowed', 'The Host header does not name this agent.', { hint: '' });
}
