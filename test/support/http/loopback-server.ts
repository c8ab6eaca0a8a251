/** A server on 127.0.0.1 as the stand-ins and the OpenID provider of the tests need it: its port is kept over a pause. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Not listening yet. A mistake of `answer` itself ends the connection, so that no test takes it for an answer. */
export function loopbackServer(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>,
): Server {
  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error);
      response.socket?.destroy();
    });
  });
}

/** Resolves to the port; 0 asks for any. */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Ends every connection too. */
export async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
