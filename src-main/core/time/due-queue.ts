/** Who is due first: a heap by due time, in which an item with a new time leaves its old entry to be skipped later. */

interface Entry<T> {
  readonly item: T;
  readonly dueMs: number;
}

/** Due times this close count as equal; milliseconds. */
const SAME_MS = 1;

export class DueQueue<T> {
  readonly #valid = new Map<T, Entry<T>>();
  #heap: Entry<T>[] = [];

  /** Infinity: never. */
  set(item: T, dueMs: number): void {
    const former = this.#valid.get(item);
    if (former !== undefined && Math.abs(former.dueMs - dueMs) < SAME_MS) return;
    this.#valid.delete(item);
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const entry = { item, dueMs };
    this.#valid.set(item, entry);
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    if (this.#heap.length > 2 * this.#valid.size + 64) this.#rebuild();
  }

  /** When the first is due; Infinity: nothing is. */
  get nextMs(): number {
    return this.#first()?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  /** Removes everything that was due at `nowMs` or before. */
  take(nowMs: number): T | undefined {
    const first = this.#first();
    if (first === undefined || first.dueMs > nowMs) return undefined;
    this.#valid.delete(first.item);
    this.#drop();
    return first.item;
  }

  #first(): Entry<T> | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#valid.get(top.item) === top) return top;
      this.#drop();
    }
    return undefined;
  }

  #drop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  /** A sorted list is also a heap. */
  #rebuild(): void {
    this.#heap = [...this.#valid.values()].sort((a, b) => a.dueMs - b.dueMs);
  }

  #dueAt(place: number): number {
    return this.#heap[place]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (this.#dueAt(parent) <= this.#dueAt(at)) return;
      this.#swap(parent, at);
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const child = this.#dueAt(left + 1) < this.#dueAt(left) ? left + 1 : left;
      if (this.#dueAt(at) <= this.#dueAt(child)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #swap(a: number, b: number): void {
    const [x, y] = [this.#heap[a], this.#heap[b]];
    if (x === undefined || y === undefined) return;
    this.#heap[a] = y;
    this.#heap[b] = x;
  }
}
