/** A test client for oidc-agent's protocol: plain, or encrypted like libsodium's crypto_box; whole or in pieces. */
import { createPublicKey, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects and fails if that is missing
export type Answer = any;

/** Everything received until the other side ends. */
export async function rest(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

export async function connected(path: string): Promise<Socket> {
  // The agent answers at once and closes: a write that is still under way then is not an error.
  const socket = connect({ path, allowHalfOpen: true }).on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Sends `pieces` one by one, each in its own write. */
export async function plain(path: string, ...pieces: string[]): Promise<Answer> {
  const socket = await connected(path);
  for (const piece of pieces) {
    await new Promise((sent) => socket.write(piece, sent));
    await new Promise(setImmediate);
  }
  return JSON.parse(await rest(socket));
}

const PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const words = (bytes: Uint8Array) => new Uint32Array(new Uint8Array(bytes).buffer);

export interface Conversation {
  readonly socket: Socket;
  seal(text: string): string;
  open(message: string): Answer;
}

/** Exchanges the public keys. */
export async function encrypted(path: string): Promise<Conversation> {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const socket = await connected(path);
  socket.write(publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64'));
  const [theirs] = await once(socket, 'data');
  const key = Buffer.concat([PREFIX, Buffer.from(String(theirs), 'base64')]);
  const secret = diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: 'der', type: 'spki' }) });
  const shared = new Uint32Array(8);
  hsalsa(words(Buffer.from('expand 32-byte k')), words(secret), new Uint32Array(4), shared);
  const box = (nonce: Uint8Array) => xsalsa20poly1305(new Uint8Array(shared.buffer), nonce);
  return {
    socket,
    seal(text) {
      const nonce = randomBytes(24);
      const sealed = Buffer.from(box(nonce).encrypt(Buffer.from(text)));
      return `${Buffer.byteLength(text)}:${nonce.toString('base64')}:${sealed.toString('base64')}`;
    },
    open(message) {
      const [length, nonce = '', sealed = ''] = message.split(':');
      const text = box(Buffer.from(nonce, 'base64')).decrypt(Buffer.from(sealed, 'base64'));
      if (text.length !== Number(length)) throw new Error(`said ${length}, is ${text.length} bytes`);
      return JSON.parse(Buffer.from(text).toString());
    },
  };
}

export async function askEncrypted(path: string, request: unknown): Promise<Answer> {
  const { socket, seal, open } = await encrypted(path);
  socket.write(seal(JSON.stringify(request)));
  return open(await rest(socket));
}
