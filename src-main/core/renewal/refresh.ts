/**
 * One refresh of one grant (RFC 6749 section 6): prove that the vault can be written, spend the refresh token, make the one
 * that came durable, then judge the rest of the answer and publish. renewal.ts says who may start one, and when.
 */

import { present } from '../../../src-shared/present.ts';
import { asLatchkeyError, isTransient, LatchkeyError } from '../errors.ts';
import type { ServerExchange } from '../provider/exchange.ts';
import type { Client, RefreshAnswer, TokenSet } from '../provider/provider.ts';
import type { Secret } from '../secret.ts';
import { clientOfGrant, Registrations } from '../sign-in/client-registration.ts';
import { adoptRefresh, endGrant, keepGiven } from '../state/adopt.ts';
import { refusedRefresh } from '../state/refusal.ts';
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
    const { answer, asked } = await withKnownClient({ state, exchange, grant, refreshToken });
    const given = await keepGiven(state, grant, answer);
    const tokens = await answer.tokens();
    await adoptRefresh(state, refreshed(state, given, tokens), tokens, asked);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    if (isVaults(error)) throw error;
    // A full disk comes before anything that is wrong with the answer: what it gave is written now, or tried again soon.
    await state.store.flush();
    throw await whatItMeans(state, grant, error);
  }
}

const isVaults = ({ code }: LatchkeyError): boolean => code.startsWith('vault_');

/** Trouble passes, a refusal waits for the person, and only the provider's own terminal answer ends a sign-in. */
async function whatItMeans(state: SessionState, grant: Grant, error: LatchkeyError): Promise<LatchkeyError> {
  if (isTransient(error)) return error;
  if (error.code !== 'sign_in_needed' || error.grantStays) return refusedRefresh(state, grant, error);
  await endGrant(state, grant.id, error);
  return signInNeeded(state);
}

/** OpenID Connect Core section 12.2: a refresh is about the same person. */
function requireSamePerson({ store }: SessionState, { identity, issuer, id }: Grant, tokens: TokenSet): void {
  // Who is signed in may have been found out while the refresh was under way.
  const { grant: now } = store.record;
  const known = identity ?? (now?.id === id ? now.identity : undefined);
  const named = tokens.identity?.subject ?? tokens.namedSubject;
  if (named === undefined || known === undefined || named === known.subject) return;
  throw new LatchkeyError('sign_in_mismatch', `${issuer} answered a refresh with another person's tokens.`);
}

/** The grant after the answer, which has the refresh token that was given already. */
function refreshed(state: SessionState, grant: Grant, tokens: TokenSet): Grant {
  requireSamePerson(state, grant, tokens);
  const { scope, identity } = tokens;
  return { ...grant, ...present({ scope, identity: identity && { ...grant.identity, ...identity } }) };
}

interface Answer {
  readonly answer: RefreshAnswer;
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
  return { answer: await state.provider.refresh({ ...exchange, client }, refreshToken), asked };
}
