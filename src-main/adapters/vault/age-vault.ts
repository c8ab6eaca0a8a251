/**
 * Sign-ins in one file that is encrypted with age and a passphrase, for machines without a keychain. Nothing reaches
 * the disk in plain text. JSON with two armored age files: `key` is an X25519 identity under the passphrase (scrypt,
 * once per start), `body` the values under that identity (a write takes milliseconds). The age tool opens both.
 */
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { z } from 'zod';
import { LatchkeyError } from '../../core/errors.ts';
import type { Vault } from '../../core/ports.ts';
import { type Secret, secret } from '../../core/secret.ts';
import { errorCode, isDiskFull, readBounded, removeStaleTemps, writeDurably } from '../files/durable-file.ts';
import { MOUNTED } from '../files/unwritable.ts';

const MAX_BYTES = 8 * 1024 * 1024;
/** What age itself uses for passphrases: 2.2 s at each start on a slow machine with two cores. */
const WORK_FACTOR = 18;

const Container = z.strictObject({ version: z.literal(1), key: z.string(), body: z.string() });
type Container = z.infer<typeof Container>;
const Version = z.looseObject({ version: z.int().min(2) });
const Values = z.map(z.string(), z.string());
type Values = z.infer<typeof Values>;

export interface AgeVaultOptions {
  /** log2 of scrypt's N for a new file; an existing one names its own. Tests use a small value. */
  readonly workFactor?: number;
}

/** Opens the file, or creates it. Rejects with `vault_passphrase`, `vault_failed`, `vault_full`. */
export async function ageVault(path: string, passphrase: Secret, options: AgeVaultOptions = {}): Promise<Vault> {
  await removeStaleTemps(path);
  const present = await readContainer(path);
  const identity =
    present === undefined ? await generateX25519Identity() : await unwrapIdentity(path, present.key, passphrase);
  const key = present?.key ?? (await wrapIdentity(identity, passphrase, options.workFactor ?? WORK_FACTOR));
  const file = await valuesFile(path, key, identity);
  if (present === undefined) await file.write(new Map());
  else await file.read();
  return vaultOn(file);
}

interface ValuesFile {
  read(): Promise<Values>;
  write(values: Values): Promise<void>;
}

function vaultOn(file: ValuesFile): Vault {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
  const change = (edit: (values: Values) => void) =>
    inTurn(async () => {
      const values = await file.read();
      edit(values);
      await file.write(values);
    });
  return {
    kind: 'file',
    async get(account) {
      const value = (await inTurn(file.read)).get(account);
      return value === undefined ? undefined : secret(value);
    },
    set: (account, value) => change((values) => values.set(account, value.reveal())),
    delete: (account) => change((values) => values.delete(account)),
    // Written once larger and once as before: this proves the space and leaves nothing behind.
    async ensureWritable(length) {
      await change((values) => values.set('#probe', 'x'.repeat(length)));
      await change((values) => values.delete('#probe'));
    },
  };
}

async function valuesFile(path: string, key: string, identity: string): Promise<ValuesFile> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return {
    async read() {
      const container = await readContainer(path);
      if (container === undefined) throw failed(path, 'is gone');
      // The file has been replaced: our identity does not open it, and our data must not overwrite it.
      if (container.key !== key) throw failed(path, 'was replaced while Latchkey ran');
      return decryptValues(path, decrypter, container.body);
    },
    async write(values) {
      const body = armor.encode(await encrypter.encrypt(JSON.stringify([...values])));
      const text = `${JSON.stringify({ version: 1, key, body } satisfies Container, null, 2)}\n`;
      if (text.length > MAX_BYTES) throw failed(path, 'would be larger than 8 MiB');
      await writeDurably(path, text).catch((error: unknown) => {
        if (isDiskFull(error))
          throw new LatchkeyError('vault_full', `The disk that holds the vault file ${path} is full.`);
        const hint = errorCode(error) === 'EBUSY' ? MOUNTED : undefined;
        throw failed(path, `cannot be written${suffix(error)}`, { cause: error, ...(hint && { hint }) });
      });
    },
  };
}

async function readContainer(path: string): Promise<Container | undefined> {
  const bytes = await readBounded(path, MAX_BYTES, { followLinks: false }).catch((error: unknown) => {
    if (errorCode(error) === 'ELOOP') throw failed(path, 'is a symbolic link, which is not allowed');
    throw failed(path, `cannot be read${suffix(error)}`, { cause: error });
  });
  return bytes && parseContainer(path, new TextDecoder().decode(bytes));
}

function parseContainer(path: string, text: string): Container {
  try {
    const json: unknown = JSON.parse(text);
    if (Version.safeParse(json).success) throw newer(path);
    return Container.parse(json);
  } catch (error) {
    throw error instanceof LatchkeyError ? error : failed(path, 'is damaged', { cause: error });
  }
}

async function decryptValues(path: string, decrypter: Decrypter, body: string): Promise<Values> {
  try {
    return Values.parse(new Map(JSON.parse(await decrypter.decrypt(armor.decode(body), 'text'))));
  } catch {
    // Without the cause: JSON.parse's message may quote the values.
    throw failed(path, 'is damaged');
  }
}

async function wrapIdentity(identity: string, passphrase: Secret, workFactor: number): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase.reveal());
  encrypter.setScryptWorkFactor(workFactor);
  return armor.encode(await encrypter.encrypt(identity));
}

async function unwrapIdentity(path: string, key: string, passphrase: Secret): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase.reveal());
  let wrapped: Uint8Array;
  try {
    wrapped = armor.decode(key);
  } catch (error) {
    throw failed(path, 'is damaged', { cause: error });
  }
  try {
    return await decrypter.decrypt(wrapped, 'text');
  } catch (cause) {
    throw new LatchkeyError('vault_passphrase', `The passphrase does not open the vault file ${path}.`, { cause });
  }
}

function failed(path: string, why: string, more: { cause?: unknown; hint?: string } = {}): LatchkeyError {
  const hint = 'Fix the file, or move it aside. Nothing was overwritten.';
  return new LatchkeyError('vault_failed', `The vault file ${path} ${why}.`, { hint, ...more });
}

function newer(path: string): LatchkeyError {
  const hint = 'Update Latchkey, or move the file aside. Nothing was overwritten.';
  return new LatchkeyError('vault_failed', `The vault file ${path} was written by a newer Latchkey.`, { hint });
}

function suffix(error: unknown): string {
  const code = errorCode(error);
  return code === undefined ? '' : ` (${code})`;
}
