/**
 * One refresh of one grant (RFC 6749 section 6): prove that the vault can be written, spend the refresh token, make the
 * answer durable, then publish. renewal.ts says who may start one, and when.
 */

import { present } from '../../../src-shared/present.ts';
import { asLatchkeyError, LatchkeyError } from '../errors.ts';
import type { ServerExchange } from '../provider/exchange.ts';
import type { Client, TokenSet } from '../provider/provider.ts';
import type { Secret } from '../secret.ts';
import { clientOfGrant, Registrations } from '../sign-in/client-registration.ts';
import { adoptRefresh, endGrant } from '../state/adopt.ts';
import { signInNeeded } from '../state/sign-in-needed.ts';
import type { SessionState } from '../state/state.ts';
import type { Grant } from '../state/vault-record.ts';
import { type Moment, momentNow } from '../time/elapsed.ts';

/** Pause before the one retry after a lost answer. */
const RETRY_PAUSE_MS = 1_000;

export async function refreshGrant(state: SessionState, grant: Grant, refreshToken: Secret): Promise<void> {
  const server = await state.server('refresh');
  const exchange = state.exchange(server);
  // A rotated token that cannot be stored would be lost: check before spending the old one.
  await state.store.ensureWritable();
  try {
    const { tokens, asked } = await withKnownClient({ state, exchange, grant, refreshToken });
    await adoptRefresh(state, refreshed(grant, tokens, state.ports.clock.nowMs()), tokens, asked);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    // Only the provider's own terminal answer ends a sign-in.
    if (error.code !== 'sign_in_needed') throw error;
    await endGrant(state, grant.id, error);
    throw signInNeeded(state);
  }
}

function otherPerson({ issuer }: Grant): LatchkeyError {
  return new LatchkeyError('sign_in_mismatch', `${issuer} answered a refresh with another person's tokens.`);
}

/** The grant after the answer; without a refresh token in it, the old one stays (RFC 6749 section 6). */
function refreshed(grant: Grant, tokens: TokenSet, nowMs: number): Grant {
  const { refreshToken, refreshLifetimeS, scope, identity } = tokens;
  // OpenID Connect Core section 12.2: a refresh is about the same person.
  if (identity && grant.identity && identity.subject !== grant.identity.subject) throw otherPerson(grant);
  return {
    ...grant,
    ...present({
      refreshToken,
      refreshExpiresAtMs: refreshLifetimeS === undefined ? undefined : nowMs + refreshLifetimeS * 1000,
      scope,
      identity: identity && { ...grant.identity, ...identity },
    }),
  };
}

interface Answer {
  readonly tokens: TokenSet;
  readonly asked: Moment;
}

/** What a refresh is requested with, and from whom. */
interface Asking {
  readonly state: SessionState;
  readonly exchange: ServerExchange;
  readonly grant: Grant;
  readonly refreshToken: Secret;
}

/** `invalid_client` for a registered client: recover it and try once with its new secret, else it is gone. */
async function withKnownClient(asking: Asking): Promise<Answer> {
  const { state, exchange, grant } = asking;
  const { server } = exchange;
  const registrations = new Registrations(state, exchange);
  const client = await registrations.renewedInTime(clientOfGrant(state, server, grant));
  try {
    return await askTwice(asking, client);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    if (error.code !== 'client_rejected' || client.source === 'configured') throw error;
    const changed = await registrations.recovered(client);
    if (changed) return askTwice(asking, changed);
    await registrations.forget(client);
    throw new LatchkeyError(
      'sign_in_needed',
      `${server.displayName} no longer knows the client that ${state.name} signed in with.`,
    );
  }
}

/**
 * A network error after sending may mean that the token was rotated and the answer lost: try once more with the SAME
 * token; after that the state is unknown and the token is kept.
 */
async function askTwice(asking: Asking, client: Client): Promise<Answer> {
  const { state, exchange, grant } = asking;
  try {
    return await ask(asking, client);
  } catch (thrown) {
    const first = asLatchkeyError(thrown);
    if (first.code !== 'provider_unreachable' || first.sent === false) throw first;
    await state.ports.clock.sleep(RETRY_PAUSE_MS);
    // A new sign-in replaced it in the meantime: the old token no longer matters.
    if (state.store.record.grant?.id !== grant.id) throw first;
  }
  try {
    return await ask(asking, client);
  } catch (thrown) {
    const second = asLatchkeyError(thrown);
    if (second.code !== 'provider_unreachable') throw second;
    throw new LatchkeyError(
      'refresh_uncertain',
      `${exchange.server.displayName} did not answer a refresh of ${state.name}.`,
      {
        cause: second,
      },
    );
  }
}

async function ask({ state, exchange, refreshToken }: Asking, client: Client): Promise<Answer> {
  const asked = momentNow(state.ports.clock);
  return { tokens: await state.provider.refresh({ ...exchange, client }, refreshToken), asked };
}
