/**
 * Reads a request's body before anything else sees it, and refuses more than 64 KiB whatever Content-Length says. A login may
 * be longer, because docker stores whole key files.
 */
import type { MiddlewareHandler } from 'hono';
import { LatchkeyError } from '../../core/errors.ts';

/** No route takes more. */
export const MAX_BODY_BYTES = 256 * 1024;
const USUAL_BODY_BYTES = 64 * 1024;

export function bodyTooLarge(most = MAX_BODY_BYTES): LatchkeyError {
  return new LatchkeyError('request_too_large', `The body is larger than ${most} bytes.`);
}

export const bodyCap: MiddlewareHandler = async (context, next) => {
  const { raw } = context.req;
  if (raw.body !== null) {
    const most = /^\/v1\/logins(\/|$)/.test(context.req.path) ? MAX_BODY_BYTES : USUAL_BODY_BYTES;
    if (Number(raw.headers.get('content-length')) > most) throw bodyTooLarge(most);
    context.req.raw = new Request(raw, { body: await readCapped(raw.body, most) });
  }
  await next();
};

async function readCapped(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > most) {
      void reader.cancel().catch(() => undefined);
      throw bodyTooLarge(most);
    }
    chunks.push(part.value);
  }
  if (size === 0) return null;
  const all = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return all;
}
