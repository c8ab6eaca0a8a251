/**
 * Calls into a keychain that may wait for the person. Each has a deadline. A prompt that was dismissed or left open does
 * not come back until the person acts (`askAgain`) or the keychain is found open.
 */
import { LatchkeyError } from '../../core/errors.ts';
import { keychainError, keychainMissing } from './keychain-error.ts';
import type { Keyring } from './secret-service.ts';

export type Usable = Exclude<Keyring['state'], 'locked' | 'missing'>;

export interface GuardedCalls<Keychain> {
  /** Rejects with our errors. `writes`: a keychain without a keyring would create one. */
  call<T>(work: (keychain: Keychain) => Promise<T>, writes?: boolean): Promise<T>;
  /** Rejects if the keychain is locked or missing; opens no prompt. */
  confirmUsable(): Promise<Usable>;
  /** The last call opened a prompt without saying so. */
  notePrompt(): void;
  /** Of the last call. */
  problem(): LatchkeyError | undefined;
  isStuck(): boolean;
  askAgain(): void;
}

export interface Guard<Keychain> {
  readonly deadlineMs: number;
  load(): Promise<Keychain>;
  /** Without a prompt. */
  look(): Promise<Keyring>;
}

export function guardedCalls<Keychain>({ deadlineMs, load, look }: Guard<Keychain>): GuardedCalls<Keychain> {
  let stuck = false;
  /** The error of a prompt that was dismissed or is still open. */
  let dismissed: LatchkeyError | undefined;
  let problem: LatchkeyError | undefined;
  const onLate = (running: Promise<unknown>) => {
    stuck = true;
    dismissed = locked();
    const free = () => {
      stuck = false;
    };
    running.then(free, free);
  };
  const confirmUsable = async (): Promise<Usable> => {
    if (stuck) throw waiting();
    await load();
    const keyring = await look();
    if (keyring.state === 'missing') throw keychainMissing(keyring.said);
    if (keyring.state === 'locked') throw locked();
    return keyring.state;
  };
  /** Throws if nothing has changed since the prompt. */
  const stillDismissed = async (writes: boolean): Promise<void> => {
    const state = await confirmUsable();
    if (state !== 'empty') dismissed = undefined;
    else if (writes && dismissed) throw dismissed;
  };
  return {
    async call(work, writes = false) {
      if (stuck) throw waiting();
      try {
        if (dismissed) await stillDismissed(writes);
        const running = work(await load());
        const value = await within(deadlineMs, running, () => onLate(running));
        problem = undefined;
        return value;
      } catch (error) {
        problem = keychainError(error);
        if (problem.code === 'vault_locked' || (writes && problem.code === 'vault_missing')) dismissed = problem;
        throw problem;
      }
    },
    confirmUsable: () =>
      confirmUsable().catch((error: unknown) => {
        throw keychainError(error);
      }),
    notePrompt() {
      dismissed = locked();
    },
    problem: () => problem,
    isStuck: () => stuck,
    askAgain() {
      dismissed = undefined;
    },
  };
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

function locked(): LatchkeyError {
  return new LatchkeyError('vault_locked', 'The keychain is locked.');
}
