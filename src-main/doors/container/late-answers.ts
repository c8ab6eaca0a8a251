/**
 * An answer that comes later than its caller waits is kept for when the caller asks again, as SDKs do after a second: a
 * person who allowed it in the meantime is not asked twice, and a slow provider is not asked again.
 */
import type { RoleAnswer } from '../../core/answers.ts';
import { LatchkeyError } from '../../core/errors.ts';

/** The SDK for JavaScript waits 1 s for each of its tries, botocore 2 s. */
const PATIENCE_MS = 800;
const KEPT_MS = 5_000;

export class LateAnswers {
  readonly #late = new Map<string, Promise<RoleAnswer>>();

  /** `key`: who asks for what. Rejects with what `ask` rejects with, or `provider_unreachable` if it takes too long. */
  async within(key: string, ask: () => Promise<RoleAnswer>): Promise<RoleAnswer> {
    const asked = this.#late.get(key) ?? ask();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    });
    try {
      const answer = await Promise.race([asked, tooLate]);
      if (answer === undefined) throw this.#keep(key, asked);
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  #keep(key: string, asked: Promise<RoleAnswer>): LatchkeyError {
    if (this.#late.get(key) !== asked) {
      this.#late.set(key, asked);
      const forget = () => {
        setTimeout(() => this.#late.delete(key), KEPT_MS).unref();
      };
      asked.then(forget, forget);
    }
    return new LatchkeyError('provider_unreachable', 'The credentials are not ready yet.', {
      hint: 'Ask again in a moment.',
    });
  }
}
