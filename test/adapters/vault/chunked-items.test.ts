/** The layout of long texts in short items, with a kill at every step. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chunkedItems, type Items, LONG_ITEM } from '../../../src-main/adapters/vault/chunked-items.ts';

class Killed extends Error {}

/** Items in memory; the `dieAt`-th change does not happen, nor does any later one. */
function world(held = new Map<string, string>(), dieAt = Number.POSITIVE_INFINITY) {
  let changes = 0;
  const change = (apply: () => void) => {
    changes += 1;
    if (changes >= dieAt) throw new Killed();
    apply();
  };
  const items: Items = {
    read: async (name) => held.get(name),
    write: async (name, text) => change(() => held.set(name, text)),
    remove: async (name) => change(() => held.delete(name)),
  };
  return { held, store: chunkedItems(items), changes: () => changes };
}

const LONG = `start ${'lorem "ipsum" ä€😀\n'.repeat(900)} end`;
const LONGER = `other ${'dolor sit amet '.repeat(1_500)} end`;

describe('long values in short items', () => {
  it('returns what was set: short, long, non-ASCII, lone surrogates, empty', async () => {
    for (const value of ['x', '', LONG, '😀'.repeat(3_000), '\ud800 lone', 'x'.repeat(2_370), 'x'.repeat(12_000)]) {
      const { store } = world();
      await store.set('work', value);
      expect(await store.get('work')).toBe(value);
    }
  });

  it("keeps each item in ASCII and under Windows' 2,560 bytes", async () => {
    const { store, held } = world();
    await store.set('work', LONG);
    expect(held.size).toBeGreaterThan(5);
    for (const text of held.values()) expect(text).toMatch(/^[\x20-\x7e]{1,2400}$/);
  });

  it('keeps a short value in one item', async () => {
    const { store, held } = world();
    await store.set('work', 'a refresh token');
    expect([...held.keys()]).toEqual(['work']);
  });

  it('removes the items of the former value', async () => {
    const { store, held } = world();
    await store.set('work', LONGER);
    await store.set('work', LONG);
    await store.set('work', 'short');
    expect([...held.keys()]).toEqual(['work']);
  });

  it('has the former or the new value after a kill at any change of a write, and the next write removes what was left', async () => {
    for (const [former, next] of [
      [LONG, LONGER],
      [LONGER, 'short'],
      ['short', LONG],
      [undefined, LONG],
    ] as const) {
      for (let dieAt = 1, died = true; died; dieAt += 1) {
        const { held, store } = world();
        if (former !== undefined) await store.set('work', former);
        const doomed = world(held, dieAt);
        died = await doomed.store.set('work', next).then(
          () => doomed.changes() >= dieAt,
          (error) => error instanceof Killed,
        );
        const after = await world(held).store.get('work');
        expect([former, next]).toContain(after);
        await world(held).store.set('work', 'fresh');
        expect([...held.keys()]).toEqual(['work']);
      }
    }
  });

  it('has the value or nothing after a kill at any change of a delete, and the next delete leaves no item', async () => {
    for (let dieAt = 1, died = true; died; dieAt += 1) {
      const { held, store } = world();
      await store.set('work', LONG);
      const doomed = world(held, dieAt);
      died = await doomed.store.delete('work').then(
        () => false,
        () => true,
      );
      expect([LONG, undefined]).toContain(await world(held).store.get('work'));
      await world(held).store.delete('work');
      expect(held.size).toBe(0);
    }
  });

  it('never returns half a value: a missing, swapped or damaged chunk is vault_failed', async () => {
    for (const damage of [
      (held: Map<string, string>) => held.delete('work#a#1') || held.delete('work#b#1'),
      (held: Map<string, string>) => held.set([...held.keys()].find((name) => name.endsWith('#2')) ?? '', 'junk'),
      (held: Map<string, string>) => held.set('work', '{"v":1'),
      (held: Map<string, string>) => held.set('work', '1:value:!'),
    ]) {
      const { held, store } = world();
      await store.set('work', LONG);
      damage(held);
      await expect(store.get('work')).rejects.toMatchObject({ code: 'vault_failed' });
    }
  });

  it('refuses a keychain that truncates values, and keeps the former value', async () => {
    const { held, store } = world();
    await store.set('work', 'former');
    const cutting: Items = {
      read: async (name) => held.get(name),
      write: async (name, text) => void held.set(name, text.slice(0, 1_000)),
      remove: async (name) => void held.delete(name),
    };
    await expect(chunkedItems(cutting).set('work', LONG)).rejects.toMatchObject({ code: 'vault_failed' });
    expect(await store.get('work')).toBe('former');
  });

  it('inputs 15: proves that it can be written with one item that stays, and removes nothing', async () => {
    const { held, store } = world();
    const removed: string[] = [];
    const items: Items = {
      read: async (name) => held.get(name),
      write: async (name, text) => void held.set(name, text),
      remove: async (name) => void removed.push(name),
    };
    await chunkedItems(items).ensureWritable();
    const first = [...held];
    await chunkedItems(items).ensureWritable();
    expect(first).toHaveLength(1);
    expect([...held]).toEqual(first);
    expect(removed).toEqual([]);
    await store.delete('work');
    expect([...held]).toEqual([]);
  });

  it('inputs 15: a value that grows and shrinks within one item leaves nothing to remove', async () => {
    const { held } = world();
    const removed: string[] = [];
    const items: Items = {
      read: async (name) => held.get(name),
      write: async (name, text) => void held.set(name, text),
      remove: async (name) => void removed.push(name),
    };
    const store = chunkedItems(items, LONG_ITEM);
    for (const length of [200, 9_000, 4_000, 18_000]) {
      await store.set('work', 'x'.repeat(length));
      expect(await store.get('work')).toHaveLength(length);
    }
    expect(removed).toEqual([]);
  });

  it('inputs 15: writes no brace, quote or line break, which a keychain may interpret', async () => {
    const { held, store } = world();
    await store.set('work', '{"v":1,"token":"{USERNAME} \n {REF:P@I:46C9}"}');
    await store.set('long', LONG);
    for (const text of held.values()) expect(text).toMatch(/^[\w:-]+$/);
  });

  it('inputs 15: reads what earlier versions wrote, and rewrites it at the next change', async () => {
    const chunk = JSON.stringify(LONG);
    const earlier = (text: string) =>
      text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const half = earlier(chunk).length / 2;
    const sha256 = createHash('sha256').update(earlier(chunk)).digest('hex');
    const { held, store } = world(
      new Map([
        ['short', '{"v":1,"value":"a refresh token"}'],
        ['long', JSON.stringify({ v: 1, slot: 'a', chunks: 2, sha256 })],
        ['long#a#0', earlier(chunk).slice(0, half)],
        ['long#a#1', earlier(chunk).slice(half)],
      ]),
    );
    expect(await store.get('short')).toBe('a refresh token');
    expect(await store.get('long')).toBe(LONG);
    await store.set('short', 'the next');
    await store.set('long', 'short now');
    expect([...held.keys()]).toEqual(['short', 'long']);
    for (const text of held.values()) expect(text).not.toContain('{');
    expect([await store.get('short'), await store.get('long')]).toEqual(['the next', 'short now']);
  });

  it("newcomer A11: does not call a newer version's item damaged: says to update, and leaves it unchanged", async () => {
    for (const text of ['{"v":2,"value":"x"}', '2:value:eA', '3:sealed']) {
      const { held, store } = world(new Map([['work', text]]));
      const refused = { code: 'vault_failed', message: expect.stringContaining('newer'), hint: /Update/ };
      const asks = [() => store.get('work'), () => store.set('work', 'mine')];
      for (const ask of asks) {
        await expect(ask()).rejects.toMatchObject({ ...refused, hint: expect.stringMatching(refused.hint) });
      }
      expect(held.get('work')).toBe(text);
    }
  });

  it('two accounts do not see each other', async () => {
    const { store } = world();
    await store.set('work', LONG);
    await store.set('work.a', LONGER);
    await store.delete('work');
    expect(await store.get('work')).toBeUndefined();
    expect(await store.get('work.a')).toBe(LONGER);
  });
});
