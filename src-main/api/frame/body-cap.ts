/** Reads a request's body before anything else sees it, and refuses more than 64 KiB whatever Content-Length says. */
import type { MiddlewareHandler } from 'hono';
import { LatchkeyError } from '../../core/errors.ts';

export const MAX_BODY_BYTES = 64 * 1024;

export function bodyTooLarge(): LatchkeyError {
  return new LatchkeyError('request_too_large', `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}

export const bodyCap: MiddlewareHandler = async (context, next) => {
  const { raw } = context.req;
  if (raw.body !== null) {
    if (Number(raw.headers.get('content-length')) > MAX_BODY_BYTES) throw bodyTooLarge();
    context.req.raw = new Request(raw, { body: await readCapped(raw.body) });
  }
  await next();
};

async function readCapped(body: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > MAX_BODY_BYTES) {
      void reader.cancel().catch(() => undefined);
      throw bodyTooLarge();
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
