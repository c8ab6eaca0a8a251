/**
 * The operating system's keychain: Keychain, Credential Manager, Secret Service. The only file that knows keytar, which
 * is loaded at the first use. A keychain that waits for the person never blocks the agent: each call has a deadline.
 */
import { LatchkeyError } from '../../core/errors.ts';
import type { Vault } from '../../core/ports.ts';
import { secret } from '../../core/secret.ts';
import { chunkedItems, type Items } from './chunked-items.ts';
import { keychainError } from './keychain-error.ts';

const DEADLINE_MS = 5_000;
/** Written and removed to distinguish an absent item from a locked keychain. */
const PROBE = '#unlocked';

type Keytar = Pick<typeof import('keytar'), 'getPassword' | 'setPassword' | 'deletePassword'>;

export interface KeychainOptions {
  /** How long one call may take before the keychain counts as locked, in milliseconds. */
  readonly deadlineMs?: number;
}

export interface KeychainVault extends Vault {
  /**
   * True while a call waits inside the keychain. `process.exit()` then blocks until it returns (Node joins its worker
   * threads): to exit at once, kill the own process instead.
   */
  isStuck(): boolean;
}

export function keytarVault(service = 'latchkey', options: KeychainOptions = {}): KeychainVault {
  const calls = guardedCalls(options.deadlineMs ?? DEADLINE_MS);
  const store = chunkedItems(keychainItems(service, calls.call));
  let last: Promise<unknown> = Promise.resolve();
  /** One after another: a keychain in trouble may hold one of Node's four threads, not all of them. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
  return {
    kind: 'keychain',
    isStuck: calls.isStuck,
    get: (account) =>
      inTurn(async () => {
        const value = await store.get(account);
        return value === undefined ? undefined : secret(value);
      }),
    set: (account, value) => inTurn(() => store.set(account, value.reveal())),
    delete: (account) => inTurn(() => store.delete(account)),
    ensureWritable: (length) => inTurn(() => store.ensureWritable(length)),
  };
}

type Call = <T>(work: (keytar: Keytar) => Promise<T>) => Promise<T>;

/** On Linux keytar gives the same answer for an item that does not exist and for one that is locked. */
function keychainItems(service: string, call: Call): Items {
  const find = (name: string) => call((keytar) => keytar.getPassword(service, name));
  const write = (name: string, text: string) => call((keytar) => keytar.setPassword(service, name, text));
  const erase = (name: string) => call((keytar) => keytar.deletePassword(service, name));
  const read = async (name: string) => {
    const text = await find(name);
    if (text !== null) return text;
    // A locked keychain refuses the write; one that was just unlocked shows the item at the second try.
    const full = await write(PROBE, 'x').then(
      () => false,
      (error) => isFull(error),
    );
    const again = await find(name);
    if (again !== null) return again;
    if (!full && !(await erase(PROBE)))
      throw new LatchkeyError('vault_locked', 'The keychain was locked in the meantime.');
    return undefined;
  };
  const remove = async (name: string) => {
    if (await erase(name)) return;
    if ((await read(name)) !== undefined)
      throw new LatchkeyError('vault_failed', 'The keychain did not delete an item.');
  };
  return { read, write, remove };
}

/** A full disk shows only past the lock: the keychain is open. */
function isFull(error: unknown): true {
  if (error instanceof LatchkeyError && error.code === 'vault_full') return true;
  throw error;
}

/** Loads keytar, limits the time of each call and puts its errors into our words. */
function guardedCalls(deadlineMs: number): { call: Call; isStuck: () => boolean } {
  let keytar: Keytar | undefined;
  let stuck = false;
  const call: Call = async (work) => {
    if (stuck) throw waiting();
    try {
      // As an import, so that the bundle of the single executable knows that it is elsewhere
      // (scripts/package/standalone.mjs).
      keytar ??= (await import('keytar')).default as Keytar;
      const running = work(keytar);
      return await within(deadlineMs, running, () => {
        stuck = true;
        const free = () => {
          stuck = false;
        };
        running.then(free, free);
      });
    } catch (error) {
      throw keychainError(error);
    }
  };
  return { call, isStuck: () => stuck };
}

async function within<T>(ms: number, running: Promise<T>, onLate: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      onLate();
      reject(waiting());
    }, ms);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

function waiting(): LatchkeyError {
  return new LatchkeyError('vault_locked', 'The keychain is not responding; it may be waiting for you to unlock it.');
}
