/**
 * The lock that a person puts on the agent when leaving the desk, as in oidc-agent. It keeps a salted, slow digest of
 * the passphrase, in memory only: it guards this run of the agent and no file.
 */
import { LatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Secret } from '../secret.ts';

const SALT_BYTES = 16;
const MAX_PASSPHRASE_LENGTH = 1024;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

interface Verifier {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly digest: Uint8Array;
}

/** Who tries: wrong attempts of programs do not keep out the person at the window. */
export type LockTurn = 'person' | 'program';

/** Attempts of one kind: one at a time, or many at once would get around the delay. */
class Attempts {
  failures = 0;
  #busy = false;

  async alone(attempt: () => Promise<void>): Promise<void> {
    if (this.#busy) {
      throw new LatchkeyError('lock_passphrase', 'Another passphrase is being checked right now.', {
        hint: 'Try again in a few seconds.',
      });
    }
    this.#busy = true;
    try {
      await attempt();
    } finally {
      this.#busy = false;
    }
  }
}

type LockPorts = Pick<Ports, 'clock' | 'random' | 'stretch'>;

export class AgentLock {
  readonly #ports: LockPorts;
  readonly #closing = new AbortController();
  #verifier: Verifier | undefined;
  readonly #locking = new Attempts();
  readonly #unlocking: Readonly<Record<LockTurn, Attempts>> = { person: new Attempts(), program: new Attempts() };

  constructor(ports: LockPorts) {
    this.#ports = ports;
  }

  get locked(): boolean {
    return this.#verifier !== undefined;
  }

  /** Rejects with `agent_locked` (already locked), `lock_passphrase` (empty or too long). */
  lock(passphrase: Secret): Promise<void> {
    checkLength(passphrase);
    if (this.locked) throw agentLocked();
    return this.#locking.alone(async () => {
      const salt = this.#ports.random.bytes(SALT_BYTES);
      this.#verifier = { salt, digest: await this.#ports.stretch(passphrase, salt) };
    });
  }

  /** Rejects with `lock_passphrase`, delayed more after each wrong try, and with `agent_not_locked`. */
  unlock(passphrase: Secret, turn: LockTurn = 'program'): Promise<void> {
    const verifier = this.#verifier;
    if (!verifier) throw new LatchkeyError('agent_not_locked', 'The agent is not locked.');
    checkLength(passphrase);
    const attempts = this.#unlocking[turn];
    return attempts.alone(async () => {
      const isRight = sameBytes(await this.#ports.stretch(passphrase, verifier.salt), verifier.digest);
      // The other one may have unlocked it in the meantime, and someone may have locked it again.
      if (!isRight || (this.locked && this.#verifier !== verifier)) return this.#refuseSlowly(attempts);
      this.#verifier = undefined;
      for (const each of Object.values(this.#unlocking)) each.failures = 0;
    });
  }

  /** No one is waiting for the delay. */
  close(): void {
    this.#closing.abort();
  }

  async #refuseSlowly(attempts: Attempts): Promise<never> {
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** attempts.failures, LONGEST_DELAY_MS);
    attempts.failures += 1;
    await this.#ports.clock.sleep(delayMs, this.#closing.signal);
    throw new LatchkeyError('lock_passphrase', 'The passphrase is not the one that the agent was locked with.');
  }
}

export function agentLocked(): LatchkeyError {
  return new LatchkeyError('agent_locked', 'The agent is locked.');
}

function checkLength({ length }: Secret): void {
  if (length >= 1 && length <= MAX_PASSPHRASE_LENGTH) return;
  const message = `The passphrase must have 1 to ${MAX_PASSPHRASE_LENGTH} characters.`;
  throw new LatchkeyError('lock_passphrase', message, { hint: 'Choose another passphrase.' });
}

/** Takes the same time wherever they differ. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (const [at, byte] of a.entries()) difference |= byte ^ (b[at] ?? 0);
  return difference === 0;
}
