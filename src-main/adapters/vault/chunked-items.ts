/**
 * Keeps a long text in a keychain whose items are short (Windows: 2,560 bytes), so that a kill at any moment leaves the
 * old or the new text. Knows nothing about keytar. What an item holds is in item-text.ts.
 *
 * The item ACCOUNT is the index, written last: it holds the text itself, or names the slot, of two, that holds its chunks
 * (ACCOUNT#a#0, ACCOUNT#a#1, …). A write goes to the slot that is not live. Chunks are written upwards and removed
 * downwards, so leftovers of a killed write have no gaps and can be found without listing the keychain (listing a
 * locked one makes keytar 7.9 crash the process on Linux).
 */
import { createHash } from 'node:crypto';
import { LatchkeyError } from '../../core/errors.ts';
import { decodeChunks, encodeChunks, formatIndex, type Index, MAX_CHUNKS, parseIndex, type Slot } from './item-text.ts';

/** In ASCII characters, which are bytes here; the limit of Windows with some margin. */
export const SHORT_ITEM = 2_400;
/** For other keychains: a sign-in with its tokens fits, so no chunks are created and deleted (KeePassXC moves each to its bin). */
export const LONG_ITEM = 32_000;
/** An item that proves that the keychain is writable. It stays, since keychains may keep what is deleted. No account has this name. */
export const PROBE = '#probe';

export interface Items {
  /** Undefined only if there is truly no such item. */
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  /** Also resolves if there was none. */
  remove(name: string): Promise<void>;
}

export interface ChunkedItems {
  get(account: string): Promise<string | undefined>;
  set(account: string, value: string): Promise<void>;
  delete(account: string): Promise<void>;
  ensureWritable(): Promise<void>;
}

/** About the size of a sign-in, and the same each time. */
const PROBE_TEXT = 'x'.repeat(SHORT_ITEM);

/** Calls must not overlap. Rejects with `vault_failed`, and with whatever `items` rejects with. */
export function chunkedItems(items: Items, itemLength: number = SHORT_ITEM): ChunkedItems {
  /** Accounts known to have no leftovers; saves looking for them at every write. */
  const clean = new Set<string>();
  return {
    get: (account) => get(items, account),
    async set(account, value) {
      const known = clean.delete(account);
      const former = await readIndex(items, account);
      const index = await writeValue({ items, account, former, itemLength }, value);
      await writeChecked(items, account, formatIndex(index));
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
      // After the last profile is removed, nothing of ours is left.
      await items.remove(PROBE).catch(() => {});
    },
    ensureWritable: () => items.write(PROBE, PROBE_TEXT),
  };
}

async function get(items: Items, account: string): Promise<string | undefined> {
  const text = await items.read(account);
  if (text === undefined) return undefined;
  const index = parseIndex(text);
  if (index === 'newer') throw newer(account);
  if (index === undefined) throw damaged(account);
  if ('value' in index) return index.value;
  let encoded = '';
  for (let n = 0; n < index.chunks; n += 1) encoded += (await items.read(chunkName(account, index.slot, n))) ?? '';
  if (sha256(encoded) !== index.sha256) throw damaged(account);
  return decodeChunks(encoded);
}

/** Undefined also for a damaged one, which is replaced. */
async function readIndex(items: Items, account: string): Promise<Index | undefined> {
  const index = parseIndex((await items.read(account)) ?? '');
  if (index === 'newer') throw newer(account);
  return index;
}

interface Place {
  readonly items: Items;
  readonly account: string;
  readonly former: Index | undefined;
  readonly itemLength: number;
}

/** Writes the chunks, if there must be any, and returns the index that makes them count. */
async function writeValue({ items, account, former, itemLength }: Place, value: string): Promise<Index> {
  const direct: Index = { value };
  if (formatIndex(direct).length <= itemLength) return direct;
  const encoded = encodeChunks(value);
  const chunks = Math.ceil(encoded.length / itemLength);
  if (chunks > MAX_CHUNKS) {
    // In base64, three bytes take four characters.
    const hint = `It takes about ${Math.floor((MAX_CHUNKS * itemLength * 3) / 4 / 1000)},000 bytes.`;
    throw new LatchkeyError('vault_failed', `What ${account} holds is too long for the keychain.`, { hint });
  }
  const slot = slotOf(former) === 'a' ? 'b' : 'a';
  for (let n = 0; n < chunks; n += 1) {
    await writeChecked(items, chunkName(account, slot, n), encoded.slice(n * itemLength, (n + 1) * itemLength));
  }
  return { slot, chunks, sha256: sha256(encoded) };
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

function slotOf(index: Index | undefined): Slot | undefined {
  return index !== undefined && 'slot' in index ? index.slot : undefined;
}

function chunkName(account: string, slot: Slot, n: number): string {
  return `${account}#${slot}#${n}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function damaged(account: string): LatchkeyError {
  return new LatchkeyError('vault_failed', `The keychain entry for ${account} is damaged.`, {
    hint: 'Sign in again; that replaces it.',
  });
}

function newer(account: string): LatchkeyError {
  return new LatchkeyError('vault_failed', `The keychain entry for ${account} was written by a newer Latchkey.`, {
    hint: 'Update Latchkey. Nothing was overwritten.',
  });
}
