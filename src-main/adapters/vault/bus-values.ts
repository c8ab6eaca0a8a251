/**
 * Values of the D-Bus wire format, each aligned as its type requires: written in little-endian order, read in either.
 * https://dbus.freedesktop.org/doc/dbus-specification.html, "Marshaling"
 */

export type BusValue = string | number | boolean | readonly string[];

export const padded = (length: number, to: number): number => Math.ceil(length / to) * to;

/** Its fields begin at a multiple of eight, so that what is aligned in here is aligned in the message. */
export class Writer {
  readonly bytes: number[] = [];

  align(to: number): this {
    while (this.bytes.length % to !== 0) this.bytes.push(0);
    return this;
  }

  byte(value: number): this {
    this.bytes.push(value);
    return this;
  }

  number(value: number): this {
    const four = Buffer.alloc(4);
    four.writeUInt32LE(value);
    this.align(4).bytes.push(...four);
    return this;
  }

  text(value: string): this {
    const bytes = Buffer.from(value);
    this.number(bytes.length).bytes.push(...bytes, 0);
    return this;
  }

  /** The length counts the entries, without the padding before the first one. */
  dictionary(entries: readonly (readonly [string, string])[]): this {
    const inner = new Writer();
    for (const [key, value] of entries) inner.align(8).text(key).text(value);
    return this.number(inner.bytes.length).align(8).raw(inner.bytes);
  }

  signature(value: string): this {
    return this.byte(value.length).raw(Buffer.from(value)).byte(0);
  }

  raw(bytes: Iterable<number>): this {
    this.bytes.push(...bytes);
    return this;
  }
}

interface Read {
  readonly value: BusValue;
  readonly end: number;
}

export class Reader {
  readonly #bytes: Buffer;
  readonly #isLittle: boolean;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#isLittle = bytes[0] === 'l'.charCodeAt(0);
  }

  byte(at: number): number {
    return this.#bytes.readUInt8(at);
  }

  number(at: number): number {
    return this.#isLittle ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
  }

  /** Undefined: a type that is not read here. */
  value(type: string, at: number): Read | undefined {
    if (type === 'v') {
      const { value: inner, end } = this.#text(at + 1, this.byte(at));
      return this.value(inner, end);
    }
    if (type === 'g') return this.#text(at + 1, this.byte(at));
    const aligned = padded(at, 4);
    if (type === 's' || type === 'o') return this.#text(aligned + 4, this.number(aligned));
    if (type === 'u' || type === 'b') {
      const value = this.number(aligned);
      return { value: type === 'b' ? value !== 0 : value, end: aligned + 4 };
    }
    return type === 'as' || type === 'ao' ? this.#texts(aligned) : undefined;
  }

  #texts(at: number): Read {
    const end = at + 4 + this.number(at);
    const value: string[] = [];
    for (let next = at + 4; next < end; ) {
      const { value: text, end: after } = this.#text(padded(next, 4) + 4, this.number(padded(next, 4)));
      value.push(text);
      next = after;
    }
    return { value, end };
  }

  #text(at: number, length: number): { value: string; end: number } {
    return { value: this.#bytes.toString('utf8', at, at + length), end: at + length + 1 };
  }
}
