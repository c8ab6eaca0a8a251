/**
 * A local link that leads to another one, once. All users of a machine can read what its programs are started with, so a
 * browser is started with this link: only a program of the same user gets the other one for it.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { guardLoopback } from '../../loopback/guard.ts';
import { tcpPeers } from '../../loopback/tcp-peers.ts';

const ADDRESS = '127.0.0.1';
/** A browser may take its time to start. */
const OPEN_MS = 120_000;
const LIMITS = { headersTimeout: 10_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000 };

export interface OneUseLink {
  readonly link: string;
  close(): void;
}

/** Rejects if the system has no port on loopback. */
export async function oneUseLink(target: string): Promise<OneUseLink> {
  const server = createServer(LIMITS);
  const guard = guardLoopback(server, await tcpPeers());
  await once(server.listen({ host: ADDRESS, port: 0, exclusive: true }), 'listening');
  server.unref();
  const url = new URL(
    `http://${ADDRESS}:${(server.address() as AddressInfo).port}/${randomBytes(24).toString('base64url')}`,
  );
  let isUsed = false;
  const timer = setTimeout(close, OPEN_MS).unref();
  function close(): void {
    clearTimeout(timer);
    server.close();
    server.closeAllConnections();
  }
  server.on('request', ({ method, url: path, headers, socket }, response) => {
    response.setHeader('connection', 'close');
    const isIt = !isUsed && method === 'GET' && path === url.pathname && headers.host === url.host;
    if (!isIt || guard.isStranger(socket)) return void response.writeHead(404).end('Nothing here.\n');
    isUsed = true;
    response.once('close', close);
    response.writeHead(303, { location: target, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).end();
  });
  return { link: url.href, close };
}
