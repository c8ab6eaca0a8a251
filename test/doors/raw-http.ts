/** Talks to a socket byte by byte, as a hostile or broken client would, and returns everything received. */

import { request as httpRequest, type RequestOptions } from 'node:http';
import { connect, type NetConnectOpts, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** A complete exchange through node:http; `options` has socketPath or port. */
export function ask(options: RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ agent: false, ...options }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends the bytes as they are; resolves with everything received once the other side closes. */
export function speak(where: NetConnectOpts, bytes: string, then?: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let all = '';
    const socket = connect(where, () => {
      socket.write(bytes);
      then?.(socket);
    });
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      all += chunk;
    });
    socket.on('close', () => resolve(all));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The other side may close while we are still writing; what it sent before that counts.
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
  });
}

export function codeOf(answer: Answer): unknown {
  const problem: unknown = JSON.parse(answer.text);
  return typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
}
