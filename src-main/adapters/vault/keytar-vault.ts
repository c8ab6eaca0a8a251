/**
 * The operating system's keychain: Keychain, Credential Manager, Secret Service. The only file that knows keytar, which
 * is loaded at the first use. What may open a prompt is guarded (guarded-calls.ts).
 */
import { LatchkeyError } from '../../core/errors.ts';
import type { Vault } from '../../core/ports.ts';
import { secret } from '../../core/secret.ts';
import { chunkedItems, type Items, LONG_ITEM, PROBE, SHORT_ITEM } from './chunked-items.ts';
import { type GuardedCalls, guardedCalls, type Usable } from './guarded-calls.ts';
import { lookAtKeyring, lookForLocked } from './secret-service.ts';

const DEADLINE_MS = 5_000;

type Keytar = Pick<typeof import('keytar'), 'getPassword' | 'setPassword' | 'deletePassword'>;

export interface KeychainOptions {
  /** How long one call may take before the keychain counts as locked, in milliseconds. */
  readonly deadlineMs?: number;
  /** The session whose keychain it is; absent: this process's, which is what keytar uses. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface KeychainVault extends Vault {
  /**
   * True while a call waits inside the keychain. `process.exit()` then blocks until it returns (Node joins its worker
   * threads): to exit at once, kill the own process instead.
   */
  isStuck(): boolean;
  /** Its state, without a prompt or a write. Rejects if it is locked or missing. */
  look(): Promise<Usable>;
}

export function keytarVault(service = 'latchkey', options: KeychainOptions = {}): KeychainVault {
  const { deadlineMs = DEADLINE_MS, env = process.env } = options;
  const look = () => lookAtKeyring(env, deadlineMs);
  const calls = guardedCalls({ deadlineMs, load: loadKeytar, look });
  const itemLength = process.platform === 'win32' ? SHORT_ITEM : LONG_ITEM;
  const store = chunkedItems(
    keychainItems(service, calls, (name) => lookForLocked(env, { service, account: name }, deadlineMs)),
    itemLength,
  );
  let last: Promise<unknown> = Promise.resolve();
  /** One after another: a keychain in trouble may hold one of Node's four threads, not all of them. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
  const lookNow = async (): Promise<Usable> => {
    const state = await calls.confirmUsable();
    // On other systems, or without a bus: reading an item that does not exist opens no prompt and says what is wrong.
    if (state === 'unknown') await inTurn(() => calls.call((keytar) => keytar.getPassword(service, PROBE)));
    return state;
  };
  return {
    kind: 'keychain',
    isStuck: calls.isStuck,
    look: lookNow,
    askAgain: calls.askAgain,
    async examine() {
      const state = await calls.confirmUsable();
      const problem = calls.problem();
      if (state === 'unknown' && problem !== undefined) throw problem;
      // Writing to an open keyring opens no prompt.
      if (state === 'open') await inTurn(() => store.ensureWritable());
      return EXAMINED[state];
    },
    get: (account) =>
      inTurn(async () => {
        const value = await store.get(account);
        return value === undefined ? undefined : secret(value);
      }),
    set: (account, value) => inTurn(() => store.set(account, value.reveal())),
    delete: (account) => inTurn(() => store.delete(account)),
    ensureWritable: () => inTurn(() => store.ensureWritable()),
  };
}

const EXAMINED: Readonly<Record<Usable, string>> = {
  open: 'writable',
  empty: 'no keyring yet; the first sign-in creates one',
  unknown: 'worked when it was last used',
};

let keytar: Keytar | undefined;

async function loadKeytar(): Promise<Keytar> {
  // As an import, so that the bundle of the single executable knows that it is elsewhere (scripts/package/standalone.mjs).
  keytar ??= (await import('keytar')).default as Keytar;
  return keytar;
}

/**
 * On Linux keytar returns the same for an item that does not exist and for a locked one. For the latter, it has opened a
 * prompt.
 */
function keychainItems(service: string, calls: GuardedCalls<Keytar>, isLockedAway: (name: string) => Promise<boolean>) {
  const { call, confirmUsable } = calls;
  const find = (name: string) => call((keychain) => keychain.getPassword(service, name));
  const write = (name: string, text: string) => call((keychain) => keychain.setPassword(service, name, text), true);
  const erase = (name: string) => call((keychain) => keychain.deletePassword(service, name));
  const confirmAbsent = async (name: string) => {
    try {
      // If Linux cannot say, a write does: a locked keyring refuses it.
      const isHidden = (await confirmUsable()) === 'unknown' && process.platform === 'linux';
      if (isHidden) await write(PROBE, PROBE).catch(unlessFull);
    } catch (error) {
      if (await isLockedAway(name)) calls.notePrompt();
      throw error;
    }
  };
  const read = async (name: string) => {
    const text = await find(name);
    if (text !== null) return text;
    await confirmAbsent(name);
    // A keyring that was unlocked just now returns the item the second time.
    return (await find(name)) ?? undefined;
  };
  const remove = async (name: string) => {
    if (await erase(name)) return;
    await confirmAbsent(name);
    if ((await find(name)) !== null) throw new LatchkeyError('vault_failed', 'The keychain did not delete an item.');
  };
  return { read, write, remove } satisfies Items;
}

/** A full disk shows only past the lock: the keychain is open. */
function unlessFull(error: unknown): void {
  if (!(error instanceof LatchkeyError && error.code === 'vault_full')) throw error;
}
