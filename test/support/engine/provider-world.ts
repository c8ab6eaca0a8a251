/** What a provider needs, for tests of a provider alone: real fetch, real randomness, a log that can be read back. */

import { expect } from 'vitest';
import { type ErrorCode, LatchkeyError } from '../../../src-main/core/errors.ts';
import type { LogFields } from '../../../src-main/core/ports.ts';
import type { ProviderContext } from '../../../src-main/core/provider/exchange.ts';

export interface World {
  readonly context: ProviderContext;
  /** Each log line as JSON. */
  readonly logged: string[];
}

export function world(changes: Partial<ProviderContext> = {}): World {
  const logged: string[] = [];
  const note = (event: string, fields?: LogFields) => void logged.push(JSON.stringify({ event, ...fields }));
  const context: ProviderContext = {
    fetch: (url, init) => fetch(url, { redirect: 'manual', ...init }),
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
    log: { info: note, warn: note },
    nowMs: () => Date.now(),
    allowLoopbackHttp: true,
    ...changes,
  };
  return { context, logged };
}

/** The error that `work` rejects with; fails when it resolves or rejects with anything that is not ours. */
export async function failure(work: Promise<unknown>): Promise<LatchkeyError> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new Error(`Expected a failure, got ${JSON.stringify(outcome.value)}`);
  expect(outcome.error).toBeInstanceOf(LatchkeyError);
  return outcome.error as LatchkeyError;
}

export async function failureCode(work: Promise<unknown>): Promise<ErrorCode> {
  return (await failure(work)).code;
}
