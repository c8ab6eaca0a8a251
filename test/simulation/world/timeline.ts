/** What happens when: a binary heap of due times; equal times keep their order. Cancelled entries are dropped when they reach the top. */

export interface Entry {
  readonly dueMs: number;
  readonly order: number;
  /** Undefined: cancelled. */
  run: (() => void) | undefined;
}

export class Timeline {
  readonly #heap: Entry[] = [];
  #order = 0;

  add(dueMs: number, run: () => void): Entry {
    const entry: Entry = { dueMs, order: this.#order++, run };
    this.#rise(entry, this.#heap.length);
    return entry;
  }

  /** The next live entry, still in place. */
  peek(): Entry | undefined {
    for (;;) {
      const top = this.#heap[0];
      if (!top || top.run) return top;
      this.#removeTop();
    }
  }

  pop(): Entry | undefined {
    const top = this.peek();
    if (top) this.#removeTop();
    return top;
  }

  get size(): number {
    return this.#heap.length;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #removeTop(): void {
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) this.#sink(last);
  }

  #rise(entry: Entry, from: number): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#heap[parentAt];
      if (!parent || !before(entry, parent)) break;
      this.#heap[at] = parent;
      at = parentAt;
    }
    this.#heap[at] = entry;
  }

  #sink(entry: Entry): void {
    let at = 0;
    for (;;) {
      let childAt = at * 2 + 1;
      let child = this.#heap[childAt];
      if (!child) break;
      const right = this.#heap[childAt + 1];
      if (right && before(right, child)) {
        child = right;
        childAt++;
      }
      if (!before(child, entry)) break;
      this.#heap[at] = child;
      at = childAt;
    }
    this.#heap[at] = entry;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
