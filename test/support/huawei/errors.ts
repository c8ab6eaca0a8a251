/**
 * How the services say no. Which form the real ones use for "pending" and the like is published nowhere; here is every
 * form that the vendor's SDKs read, to be chosen from.
 */
import { randomUUID } from 'node:crypto';

export const WIRES = [
  'rfc', // error, error_description
  'gateway', // error_code, error_msg: the documented one
  'exception', // the name of an exception as error_code
  'camel', // errorCode, errorMsg
  'plain', // code, message
  'nested', // code, message in a member
  'identity-center', // the other prefix
  'apigw', // said by the gateway itself
  'unreadable', // nothing in it tells what is meant
] as const;
export type Wire = (typeof WIRES)[number];

export interface Failure {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Thrown by an operation. `word`: an error string of the RFCs; `code`: the service's own digits. */
export class Refusal extends Error {
  readonly status: number;
  readonly word: string;
  readonly code: string;

  constructor(status: number, code: string, text: string, word = '') {
    super(text);
    this.status = status;
    this.code = code;
    this.word = word;
  }
}

/** An OAuth refusal, said in whatever form is set. */
export const oauth = (word: string, status = 400): Refusal => new Refusal(status, String(status), '', word);

const spaced = (word: string): string => word.replaceAll('_', ' ');
const pascal = (word: string): string => spaced(word).replace(/(?:^| )(\w)/g, (_all, letter) => letter.toUpperCase());

const SHAPES: Readonly<Record<Wire, (word: string, code: string) => Record<string, unknown>>> = {
  rfc: (word) => ({ error: word, error_description: '' }),
  gateway: (word, code) => ({ error_code: `IIC.${code}`, error_msg: word, encoded_authorization_message: null }),
  exception: (word) => ({ error_code: `${pascal(word)}Exception`, error_msg: 'See the guide.' }),
  camel: (word, code) => ({ errorCode: `IIC.${code}`, errorMsg: `${pascal(word)}.` }),
  plain: (word, code) => ({ code: `IIC.${code}`, message: spaced(word).toUpperCase() }),
  nested: (word, code) => ({ error: { code: `IIC.${code}`, message: `It is: ${spaced(word)}!` } }),
  'identity-center': (word, code) => ({ error_code: `IdentityCenter.${code}`, error_msg: word.toUpperCase() }),
  apigw: (word) => ({ error_code: 'APIGW.0201', error_msg: `Bad request: ${spaced(word)}` }),
  unreadable: (_word, code) => ({ error_code: `IIC.${code}`, error_msg: 'The parameter is wrong.' }),
};

export function failure(refusal: Refusal, wire: Wire): Failure {
  const requestId = randomUUID().replaceAll('-', '');
  const headers = { 'content-type': 'application/json', 'x-request-id': requestId };
  const { status, word, code, message } = refusal;
  const shape = word === '' ? { error_code: `IIC.${code}`, error_msg: message } : SHAPES[wire](word, code);
  const body = wire === 'rfc' && word !== '' ? shape : { ...shape, request_id: requestId };
  return { status, headers, body };
}
