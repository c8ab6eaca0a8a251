/** What the TCP doors share: strangers hold no place, and nobody holds all of them. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guardLoopback } from '../../src-main/loopback/guard.ts';
import { tcpPeers } from '../../src-main/loopback/tcp-peers.ts';
import { ask } from '../doors/raw-http.ts';
import { holdConnections, isRoot } from '../support/processes/another-user.ts';

let server: Server;
let port: number;
let open: Socket[] = [];
let respond: (response: ServerResponse) => unknown;

beforeEach(async () => {
  respond = (response) => response.end('here');
  server = createServer((_request, response) => respond(response));
  guardLoopback(server, await tcpPeers());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as { port: number });
});
afterEach(() => {
  for (const socket of open) socket.destroy();
  open = [];
  server.closeAllConnections();
  server.close();
});

const answer = async () => (await ask({ host: '127.0.0.1', port, path: '/' })).text;

async function held(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  open.push(socket);
  await once(socket, 'connect');
  return socket;
}

describe('connections that are held', () => {
  it.runIf(isRoot)('security 10: 300 of another user keep no one out, and few of them stay', async () => {
    const { end } = await holdConnections(port, 300);
    expect(await answer()).toBe('here');
    const count = await new Promise<number>((resolve) => server.getConnections((_, number) => resolve(number)));
    expect(count).toBeLessThan(20);
    end();
  });

  it('security 10: the oldest idle one makes way for the next', async () => {
    const first = await held();
    const gone = once(first, 'close');
    for (let count = 0; count < 100; count += 1) await held();
    await gone;
    expect(await answer()).toBe('here');
  });

  it('security 10: one that waits for its answer is not closed for others', async () => {
    const asked = new Promise<ServerResponse>((resolve) => {
      respond = resolve;
    });
    const waiting = answer();
    const response = await asked;
    for (let count = 0; count < 120; count += 1) await held();
    response.end('late');
    expect(await waiting).toBe('late');
  });

  it('security 10: an idle connection is kept alive for seconds only', () => {
    expect(server.keepAliveTimeout).toBeLessThanOrEqual(5_000);
  });
});
