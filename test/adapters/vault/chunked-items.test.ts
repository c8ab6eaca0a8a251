/** The layout of long texts in short items, killed at every step. */
import { describe, expect, it } from 'vitest';
import { chunkedItems, type Items } from '../../../src-main/adapters/vault/chunked-items.ts';

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
  it('gives back what was set: short, long, not ASCII, lone surrogates, empty', async () => {
    for (const value of ['x', '', LONG, '😀'.repeat(3_000), '\ud800 lone', 'x'.repeat(2_370), 'x'.repeat(12_000)]) {
      const { store } = world();
      await store.set('work', value);
      expect(await store.get('work')).toBe(value);
    }
  });

  it('keeps each item in ASCII and under the 2,560 bytes of Windows', async () => {
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

  it('killed at each change of a write: the former or the new value, and the next write clears what was left', async () => {
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

  it('killed at each change of a delete: the value or nothing, and the next delete leaves no item', async () => {
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

  it('never gives half a value: a missing, exchanged or damaged chunk is vault_failed', async () => {
    for (const damage of [
      (held: Map<string, string>) => held.delete('work#a#1') || held.delete('work#b#1'),
      (held: Map<string, string>) => held.set([...held.keys()].find((name) => name.endsWith('#2')) ?? '', 'junk'),
      (held: Map<string, string>) => held.set('work', '{"v":1'),
      (held: Map<string, string>) => held.set('work', '{"v":2,"value":"from a later version"}'),
    ]) {
      const { held, store } = world();
      await store.set('work', LONG);
      damage(held);
      await expect(store.get('work')).rejects.toMatchObject({ code: 'vault_failed' });
    }
  });

  it('refuses a keychain that cuts what it is given, and keeps the former value', async () => {
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

  it('proves room with as many items as the value needs and leaves none', async () => {
    const { held, store, changes } = world();
    await store.ensureWritable(12_000);
    expect(changes()).toBe(12);
    expect(held.size).toBe(0);
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
