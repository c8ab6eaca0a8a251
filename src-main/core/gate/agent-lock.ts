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

type LockPorts = Pick<Ports, 'clock' | 'random' | 'stretch'>;

export class AgentLock {
  readonly #ports: LockPorts;
  readonly #closing = new AbortController();
  #verifier: Verifier | undefined;
  #busy = false;
  #failures = 0;

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
    return this.#alone(async () => {
      const salt = this.#ports.random.bytes(SALT_BYTES);
      this.#verifier = { salt, digest: await this.#ports.stretch(passphrase, salt) };
    });
  }

  /** Rejects with `lock_passphrase`, delayed more after each wrong try, and with `agent_not_locked`. */
  unlock(passphrase: Secret): Promise<void> {
    const verifier = this.#verifier;
    if (!verifier) throw new LatchkeyError('agent_not_locked', 'The agent is not locked.');
    checkLength(passphrase);
    return this.#alone(async () => {
      const isRight = sameBytes(await this.#ports.stretch(passphrase, verifier.salt), verifier.digest);
      if (!isRight) return this.#refuseSlowly();
      this.#verifier = undefined;
      this.#failures = 0;
    });
  }

  /** No one is waiting for the delay. */
  close(): void {
    this.#closing.abort();
  }

  async #refuseSlowly(): Promise<never> {
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** this.#failures, LONGEST_DELAY_MS);
    this.#failures += 1;
    await this.#ports.clock.sleep(delayMs, this.#closing.signal);
    throw new LatchkeyError('lock_passphrase', 'The passphrase is not the one that the agent was locked with.');
  }

  /** One at a time, or many at once would get around the delay. */
  async #alone(attempt: () => Promise<void>): Promise<void> {
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
