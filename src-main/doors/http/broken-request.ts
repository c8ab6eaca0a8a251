/** The answer to input that never became a request: bytes that are not HTTP, endless headers, slow senders. */
import type { Socket } from 'node:net';
import { problemResponse } from '../../api/frame/problem.ts';
import { LatchkeyError } from '../../core/errors.ts';

export const MAX_HEADER_BYTES = 16 * 1024;

/** Input that is not HTTP, too slow or too long in its headers never becomes a request, but it still gets an answer. */
export function answerBrokenRequest(failure: NodeJS.ErrnoException, socket: Socket): void {
  if (failure.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = problemResponse(brokenRequest(failure.code));
  void problem.text().then((text) => {
    const head = `HTTP/1.1 ${problem.status} ${problem.status === 413 ? 'Content Too Large' : 'Bad Request'}`;
    const type = 'Content-Type: application/problem+json\r\nCache-Control: no-store';
    socket.end(`${head}\r\n${type}\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`);
  });
}

function brokenRequest(code: string | undefined): LatchkeyError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new LatchkeyError('request_too_large', `The headers are larger than ${MAX_HEADER_BYTES} bytes.`);
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new LatchkeyError('request_malformed', 'The request did not arrive in time.');
  }
  return new LatchkeyError('request_malformed', 'The request is not HTTP/1.1.');
}
