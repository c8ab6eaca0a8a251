/**
 * A look at a provider before there is a profile: are the settings valid, and does it answer? It registers nothing,
 * stores nothing and reports to no one, so it can run at each pause in typing.
 */

import { LatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import { Profile } from '../profile.ts';
import type { Server } from './exchange.ts';
import { takesHttp } from './plain-http.ts';
import { parse, parseSettings, quoted } from './profile-input.ts';
import type { Provider } from './provider.ts';
import { providerContext } from './provider-context.ts';

/** A person is waiting; a server that takes longer counts as unreachable. */
const DEADLINE_MS = 8_000;

export interface CheckWorld {
  readonly ports: Pick<Ports, 'clock' | 'fetch' | 'random' | 'log'>;
  readonly providers: readonly Provider[];
  readonly allowLoopbackHttp: boolean;
  readonly sandboxOrigin?: (() => string | undefined) | undefined;
}

export interface CheckInput {
  readonly provider: string;
  readonly settings: Record<string, unknown>;
}

/**
 * What discovery found. Rejects with `provider_unknown`, with the error that the settings cause (`profile_invalid`,
 * `issuer_invalid`), with discovery's errors, and with `provider_unreachable` after 8 s. `signal` ends it early.
 */
export async function checkProvider(world: CheckWorld, input: CheckInput, signal: AbortSignal): Promise<Server> {
  const provider = world.providers.find(({ kind }) => kind === input.provider);
  if (!provider) throw new LatchkeyError('provider_unknown', `There is no provider ${quoted(input.provider)}.`);
  const settings = parseSettings(provider, parse(Profile, { name: 'check', ...input }));
  const { clock } = world.ports;
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const context = providerContext(world.ports, {
    allowLoopbackHttp: takesHttp(world, input.settings),
    signal: both,
  });
  const late = clock.sleep(DEADLINE_MS, both).then(() => {
    const name = provider.displayName(settings);
    throw new LatchkeyError('provider_unreachable', `${name} did not answer within ${DEADLINE_MS / 1000} s.`);
  });
  try {
    return await Promise.race([provider.discover(context, settings), late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
  }
}
