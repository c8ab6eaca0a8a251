/**
 * A value that must not be seen by accident: printing it in any way gives `[secret]`. Only `reveal()` returns it, so
 * that `grep reveal(` lists every place that handles one in plain text.
 */
export class Secret<T extends string = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  /** Compares without revealing either. */
  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  /** Length in UTF-16 code units; safe to log. */
  get length(): number {
    return this.#value.length;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.toPrimitive](): string {
    return '[secret]';
  }

  /** What `console.log` and `util.inspect` print; the key is the one that Node registers. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

export function secret(value: string): Secret {
  return new Secret(value);
}
