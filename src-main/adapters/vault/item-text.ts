/**
 * The text of a keychain item: a value, or where its chunks are. In base64url, since other characters can have a meaning
 * (KeePassXC takes `{...}` for a placeholder). Items of earlier versions are JSON; they are rewritten at the next change.
 */
import { z } from 'zod';

export const MAX_CHUNKS = 100;

const Chunked = { slot: z.enum(['a', 'b']), chunks: z.int().min(1).max(MAX_CHUNKS), sha256: z.string() };
const JsonIndex = z.union([
  z.strictObject({ v: z.literal(1), value: z.string() }),
  z.strictObject({ v: z.literal(1), ...Chunked }),
]);
const ChunkedIndex = z.object({ ...Chunked, chunks: z.coerce.number().pipe(Chunked.chunks) });
const JsonVersion = z.looseObject({ v: z.int().min(2) });

export type Slot = 'a' | 'b';
export type ChunkedValue = z.infer<typeof ChunkedIndex>;
export type Index = { readonly value: string } | ChunkedValue;

export function formatIndex(index: Index): string {
  if ('value' in index) return `1:value:${encodeChunks(index.value)}`;
  return `1:chunks:${index.slot}:${index.chunks}:${index.sha256}`;
}

/** `newer`: written by a later version of Latchkey. Undefined: damaged. */
export function parseIndex(text: string): Index | 'newer' | undefined {
  try {
    if (text.startsWith('{')) return parseJsonIndex(JSON.parse(text));
    const [version, kind, ...rest] = text.split(':');
    if (Number(version) > 1) return 'newer';
    if (version !== '1') return undefined;
    if (kind === 'value' && rest.length === 1) return { value: decodeChunks(rest[0] ?? '') };
    const [slot, chunks, sha256] = rest;
    return kind === 'chunks' ? ChunkedIndex.parse({ slot, chunks, sha256 }) : undefined;
  } catch {
    return undefined;
  }
}

function parseJsonIndex(json: unknown): Index | 'newer' | undefined {
  if (JsonVersion.safeParse(json).success) return 'newer';
  return JsonIndex.safeParse(json).data;
}

/** JSON inside, since UTF-8 cannot encode a lone surrogate. */
export function encodeChunks(value: string): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Also those of earlier versions, which were JSON in ASCII. Throws if it is neither. */
export function decodeChunks(text: string): string {
  const json = text.startsWith('"') ? text : Buffer.from(text, 'base64url').toString('utf8');
  return z.string().parse(JSON.parse(json));
}
