/**
 * Keeps a long text in a keychain whose items are short (Windows: 2,560 bytes), so that a kill at any moment leaves the
 * old or the new text. Knows nothing about keytar.
 *
 * The item ACCOUNT is the index, written last: it holds the text itself, or names the slot, of two, that holds its chunks
 * (ACCOUNT#a#0, ACCOUNT#a#1, …). A write goes to the slot that is not live. Chunks are written upwards and removed
 * downwards, so leftovers of a killed write have no gaps and can be found without listing the keychain (listing a
 * locked one makes keytar 7.9 crash the process on Linux).
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LatchkeyError } from '../../core/errors.ts';

/** In ASCII characters, which are bytes here; the limit of Windows with some margin. */
const ITEM_LENGTH = 2_400;
const MAX_CHUNKS = 100;
/** No account begins with it. */
const PROBE = '#probe';

export interface Items {
  /** Undefined only if there is truly no such item. */
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  /** Also resolves if there was none. */
  remove(name: string): Promise<void>;
}

const Index = z.union([
  z.strictObject({ v: z.literal(1), value: z.string() }),
  z.strictObject({
    v: z.literal(1),
    slot: z.enum(['a', 'b']),
    chunks: z.int().min(1).max(MAX_CHUNKS),
    sha256: z.string(),
  }),
]);
type Index = z.infer<typeof Index>;
type Slot = 'a' | 'b';

export interface ChunkedItems {
  get(account: string): Promise<string | undefined>;
  set(account: string, value: string): Promise<void>;
  delete(account: string): Promise<void>;
  ensureWritable(length: number): Promise<void>;
}

/** Calls must not overlap. Rejects with `vault_failed`, and with whatever `items` rejects with. */
export function chunkedItems(items: Items): ChunkedItems {
  /** Accounts known to have no leftovers; saves looking for them at every write. */
  const clean = new Set<string>();
  return {
    get: (account) => get(items, account),
    async set(account, value) {
      const known = clean.delete(account);
      const former = parseIndex(await items.read(account));
      const index = await writeValue(items, account, value, former);
      await writeChecked(items, account, ascii(index));
      // The value is durable; anything that cannot be removed now is removed after a later write.
      const removed = known ? trim(items, account, former, index) : trimAll(items, account, index);
      await removed.then(
        () => clean.add(account),
        () => {},
      );
    },
    async delete(account) {
      clean.delete(account);
      if ((await items.read(account)) !== undefined) await items.remove(account);
      await trimAll(items, account, undefined);
      clean.add(account);
    },
    ensureWritable: (length) => ensureWritable(items, length),
  };
}

async function get(items: Items, account: string): Promise<string | undefined> {
  const text = await items.read(account);
  if (text === undefined) return undefined;
  const index = parseIndex(text);
  if (index === undefined) throw damaged(account);
  if ('value' in index) return index.value;
  let encoded = '';
  for (let n = 0; n < index.chunks; n += 1) encoded += (await items.read(chunkName(account, index.slot, n))) ?? '';
  if (sha256(encoded) !== index.sha256) throw damaged(account);
  return z.string().parse(JSON.parse(encoded));
}

/** Writes the chunks, if there must be any, and returns the index that makes them count. */
async function writeValue(items: Items, account: string, value: string, former: Index | undefined): Promise<Index> {
  const direct: Index = { v: 1, value };
  if (ascii(direct).length <= ITEM_LENGTH) return direct;
  const encoded = ascii(value);
  const chunks = Math.ceil(encoded.length / ITEM_LENGTH);
  if (chunks > MAX_CHUNKS)
    throw new LatchkeyError('vault_failed', `What ${account} holds is too long for the keychain.`, {
      hint: `It takes about ${Math.floor((MAX_CHUNKS * ITEM_LENGTH) / 1000)},000 bytes.`,
    });
  const slot = slotOf(former) === 'a' ? 'b' : 'a';
  for (let n = 0; n < chunks; n += 1) {
    await writeChecked(items, chunkName(account, slot, n), encoded.slice(n * ITEM_LENGTH, (n + 1) * ITEM_LENGTH));
  }
  return { v: 1, slot, chunks, sha256: sha256(encoded) };
}

/**
 * Reading back costs 1.6 ms where a write costs 4 (gnome-keyring, idle machine) or 15 (busy), and is done before the
 * index makes the new value count: a refresh token that was rotated away cannot be requested again.
 */
async function writeChecked(items: Items, name: string, text: string): Promise<void> {
  await items.write(name, text);
  if ((await items.read(name)) !== text) {
    throw new LatchkeyError('vault_failed', 'The keychain did not keep what was written to it.');
  }
}

async function trim(items: Items, account: string, former: Index | undefined, live: Index): Promise<void> {
  const slot = slotOf(former);
  if (former === undefined || 'value' in former || slot === undefined || slot === slotOf(live)) return;
  for (let n = former.chunks - 1; n >= 0; n -= 1) await items.remove(chunkName(account, slot, n));
}

/** Removes every chunk that `live` does not count, from the last one down. */
async function trimAll(items: Items, account: string, live: Index | undefined): Promise<void> {
  for (const slot of ['a', 'b'] as const) {
    const keep = live !== undefined && 'slot' in live && live.slot === slot ? live.chunks : 0;
    let end = keep;
    while (end < MAX_CHUNKS && (await items.read(chunkName(account, slot, end))) !== undefined) end += 1;
    for (let n = end - 1; n >= keep; n -= 1) await items.remove(chunkName(account, slot, n));
  }
}

/** Writes as many items as a value of this length takes, a tenth more for escapes, and removes them. */
async function ensureWritable(items: Items, length: number): Promise<void> {
  const count = Math.min(MAX_CHUNKS, Math.ceil((length * 1.1 + 200) / ITEM_LENGTH));
  let written = 0;
  try {
    for (; written < count; written += 1) {
      await items.write(`${PROBE}#${written}`, 'x'.repeat(Math.min(ITEM_LENGTH, length + 200)));
    }
  } finally {
    // The one that failed may still be there.
    for (let n = Math.min(written, count - 1); n >= 0; n -= 1) await items.remove(`${PROBE}#${n}`).catch(() => {});
  }
}

function parseIndex(text: string | undefined): Index | undefined {
  if (text === undefined) return undefined;
  try {
    return Index.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function slotOf(index: Index | undefined): Slot | undefined {
  return index !== undefined && 'slot' in index ? index.slot : undefined;
}

function chunkName(account: string, slot: Slot, n: number): string {
  return `${account}#${slot}#${n}`;
}

/** JSON in ASCII only: a character is a byte for every keychain, and no chunk ends inside one. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function damaged(account: string): LatchkeyError {
  return new LatchkeyError('vault_failed', `The keychain entry for ${account} is damaged.`, {
    hint: 'Sign in again; that replaces it.',
  });
}
