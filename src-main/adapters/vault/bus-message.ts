/**
 * A message of the D-Bus wire format: writing a method call, reading an answer. Only the types that our questions need;
 * an answer ends before a value of another type.
 * https://dbus.freedesktop.org/doc/dbus-specification.html, "Message Protocol"
 */

import { type BusValue, padded, Reader, Writer } from './bus-values.ts';

const METHOD_CALL = 1;
const ERROR = 3;
/** The header fields' length. */
const PATH = 1;
const INTERFACE = 2;
const MEMBER = 3;
const ERROR_NAME = 4;
const REPLY_SERIAL = 5;
const DESTINATION = 6;
const SIGNATURE = 8;
/** The length of a header without its fields. */
const FIXED_LENGTH = 16;

export interface BusCall {
  readonly to: string;
  readonly path: string;
  /** With its interface in front. */
  readonly member: string;
  /** A number is a UINT32, an object a dictionary of strings. */
  readonly args: readonly (string | number | Readonly<Record<string, string>>)[];
}

const TYPES = { string: 's', number: 'u', object: 'a{ss}' } as const;

/** In little-endian order, which the first byte says. */
export function encodeCall(serial: number, { to, path, member, args }: BusCall): Buffer {
  const dot = member.lastIndexOf('.');
  const signature = args.map((arg) => TYPES[typeof arg as keyof typeof TYPES]).join('');
  const fields = new Writer();
  for (const [code, type, text] of [
    [PATH, 'o', path],
    [DESTINATION, 's', to],
    [INTERFACE, 's', member.slice(0, dot)],
    [MEMBER, 's', member.slice(dot + 1)],
    [SIGNATURE, 'g', signature],
  ] as const) {
    fields.align(8).byte(code).signature(type);
    if (type === 'g') fields.signature(text);
    else fields.text(text);
  }
  const body = new Writer();
  for (const arg of args) {
    if (typeof arg === 'string') body.text(arg);
    else if (typeof arg === 'number') body.number(arg);
    else body.dictionary(Object.entries(arg));
  }
  const head = new Writer();
  head.byte('l'.charCodeAt(0)).byte(METHOD_CALL).byte(0).byte(1);
  head.number(body.bytes.length).number(serial).number(fields.bytes.length);
  return Buffer.from([...head.bytes, ...fields.align(8).bytes, ...body.bytes]);
}

export class BusMessage {
  readonly isError: boolean;
  readonly replyTo: number | undefined;
  readonly errorName: string | undefined;
  readonly #reader: Reader;
  readonly #signature: string;
  readonly #bodyAt: number;

  /** Of the first message in these bytes; infinite while it is not known yet. */
  static lengthOf(bytes: Buffer): number {
    if (bytes.length < FIXED_LENGTH) return Number.POSITIVE_INFINITY;
    const reader = new Reader(bytes);
    return padded(FIXED_LENGTH + reader.number(12), 8) + reader.number(4);
  }

  constructor(bytes: Buffer) {
    this.#reader = new Reader(bytes);
    const end = FIXED_LENGTH + this.#reader.number(12);
    this.isError = bytes[1] === ERROR;
    this.#bodyAt = padded(end, 8);
    const fields = this.#fields(end);
    this.replyTo = asNumber(fields.get(REPLY_SERIAL));
    this.errorName = asText(fields.get(ERROR_NAME));
    this.#signature = asText(fields.get(SIGNATURE)) ?? '';
  }

  /** A variant's content. */
  values(): BusValue[] {
    const found: BusValue[] = [];
    let at = this.#bodyAt;
    for (const [type] of this.#signature.matchAll(/a?[a-z]/g)) {
      const read = this.#reader.value(type, at);
      if (read === undefined) break;
      found.push(read.value);
      at = read.end;
    }
    return found;
  }

  /** Each is a byte and a variant, at a multiple of eight. */
  #fields(end: number): Map<number, BusValue> {
    const found = new Map<number, BusValue>();
    for (let at = FIXED_LENGTH; at < end; ) {
      const code = this.#reader.byte(at);
      const read = this.#reader.value('v', at + 1);
      if (read === undefined) break;
      found.set(code, read.value);
      at = padded(read.end, 8);
    }
    return found;
  }
}

const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
