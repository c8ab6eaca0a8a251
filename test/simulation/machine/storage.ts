/** What survives the process: the keychain and the profile store, each with its own failures. */
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import type { ProfileStore, Vault } from '../../../src-main/core/ports.ts';
import type { Profile } from '../../../src-main/core/profile.ts';
import { secret } from '../../../src-main/core/secret.ts';
import type { World } from '../world/world.ts';
import type { Life } from './life.ts';

interface Write {
  commit: () => void;
}

export class Storage {
  readonly #world: World;
  readonly #onSet: (account: string) => void;
  readonly items = new Map<string, string>();
  profiles = '[]';
  locked = false;
  full = false;
  slow = false;
  /** Probability that an operation fails for no reason. */
  flaky = 0;
  readonly #pending = new Set<Write>();

  /** `onSet` is called when a value is about to be written. */
  constructor(world: World, onSet: (account: string) => void) {
    this.#world = world;
    this.#onSet = onSet;
  }

  /** Monotonic time since which no write can succeed; undefined while writes can succeed. */
  refusesSinceMs: number | undefined;

  /** The weather has changed: locked, full, or recovered. */
  weatherChanged(): void {
    const refuses = this.locked || this.full;
    this.refusesSinceMs = refuses ? (this.refusesSinceMs ?? this.#world.monotonicMs) : undefined;
  }

  get healthy(): boolean {
    return !this.locked && !this.full && !this.slow && this.flaky === 0;
  }

  /** True if a durable item contains this text. */
  holds(text: string): boolean {
    for (const value of this.items.values()) if (value.includes(text)) return true;
    return false;
  }

  /** The process died: each pending write may or may not have been committed. */
  tear(): void {
    for (const write of this.#pending) if (this.#world.dice.chance(0.5)) write.commit();
    this.#pending.clear();
  }

  vaultFor(life: Life): Vault {
    return {
      kind: 'keychain',
      get: (account) =>
        this.#operate(life, `vault.get ${account}`, false, () => {
          const value = this.items.get(account);
          return value === undefined ? undefined : secret(value);
        }),
      set: (account, value) => {
        this.#onSet(account);
        return this.#operate(life, `vault.set ${account}`, true, () => {
          this.items.set(account, value.reveal());
        });
      },
      delete: (account) => this.#operate(life, `vault.delete ${account}`, false, () => void this.items.delete(account)),
      ensureWritable: () => this.#operate(life, 'vault.ensureWritable', true, () => undefined),
    };
  }

  profilesFor(life: Life): ProfileStore {
    return {
      load: () => this.#operate(life, 'profiles.load', false, () => JSON.parse(this.profiles) as Profile[], true),
      save: (profiles) => {
        const text = JSON.stringify(profiles);
        return this.#operate(
          life,
          'profiles.save',
          true,
          () => {
            this.profiles = text;
          },
          true,
        );
      },
    };
  }

  #operate<T>(life: Life, name: string, needsRoom: boolean, effect: () => T, config = false): Promise<T> {
    return life.call(name, () => this.#run(life, name, needsRoom, effect, config));
  }

  #run<T>(life: Life, name: string, needsRoom: boolean, effect: () => T, config: boolean): Promise<T> {
    const { dice } = this.#world;
    const delayMs = this.slow ? dice.between(50, 8000) : dice.between(1, 15);
    const write: Write = { commit: effect };
    this.#pending.add(write);
    return new Promise((resolve, reject) => {
      life.answer(delayMs, () => {
        if (!this.#pending.delete(write)) return;
        const failure = this.#failure(needsRoom, config);
        this.#world.note(name, failure?.code ?? 'ok');
        if (failure) reject(failure);
        else resolve(effect());
      });
    });
  }

  #failure(needsRoom: boolean, config: boolean): LatchkeyError | undefined {
    if (config)
      return needsRoom && this.full ? new LatchkeyError('config_unwritable', 'No room on the disk.') : undefined;
    if (this.locked) return new LatchkeyError('vault_locked', 'The keychain is locked.');
    if (needsRoom && this.full) return new LatchkeyError('vault_full', 'The keychain has no room.');
    if (this.#world.dice.chance(this.flaky)) return new LatchkeyError('vault_failed', 'The keychain failed.');
    return undefined;
  }
}
