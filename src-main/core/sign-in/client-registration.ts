/**
 * Which OAuth client a sign-in uses: the configured one, or one registration per authorization server and profile that
 * is kept over restarts, renewed before its secret expires, and never made anew for each sign-in (RFC 7591, 7592).
 */
import { asLatchkeyError, isTransient, LatchkeyError } from '../errors.ts';
import type { Flow } from '../profile.ts';
import type { Client, ProviderContext, Server } from '../provider/provider.ts';
import type { SessionState } from '../state/state.ts';
import type { Grant, VaultRecord } from '../state/vault-record.ts';

/** A registration that ends within a day is renewed before a sign-in, so that it does not end between code and approval. */
const RENEW_AHEAD_MS = 24 * 3600_000;

/** Resolves to a client that can do `flow`, stored durably before it is used. */
export async function clientForSignIn(
  state: SessionState,
  context: ProviderContext,
  server: Server,
  flow: Flow,
): Promise<Client> {
  const { provider, store, settings } = state;
  const configured = provider.configuredClient(server, settings, store.record.secrets);
  if (configured) return configured;
  const kept = store.record.clients.findLast((client) => client.flows.includes(flow));
  if (!kept) return registerAnew(state, context, server, flow);
  if (!needsRenewal(state, server, kept)) return kept;
  const now = await renewed(state, context, server, kept);
  return now && !needsRenewal(state, server, now) ? now : registerAnew(state, context, server, flow);
}

/** The client that obtained `grant`; its refresh token is bound to it (RFC 6749 section 6). */
export function clientOfGrant(state: SessionState, server: Server, grant: Grant): Client {
  const { provider, store, settings } = state;
  const { clients, secrets } = store.record;
  const configured = provider.configuredClient(server, settings, secrets);
  const client = [...(configured ? [configured] : []), ...clients].find(({ clientId }) => clientId === grant.clientId);
  if (client) return client;
  throw new LatchkeyError('sign_in_needed', `The client that signed ${state.name} in is no longer known here.`, {
    hint: `Sign in again: latchkey login ${state.name}.`,
  });
}

/**
 * The client to go on with after the server rejected `client`: the same with its new secret, or a new registration. The one
 * that the present sign-in hangs on stays beside it: whether that is over, its own refresh finds out.
 */
export async function clientAfterRejection(
  state: SessionState,
  context: ProviderContext,
  server: Server,
  flow: Flow,
  client: Client,
): Promise<Client> {
  return (await recovered(state, context, server, client)) ?? registerAnew(state, context, server, flow);
}

/** Drops a registered client that the server no longer takes, so that the next sign-in registers anew. */
export async function forgetClient(state: SessionState, clientId: string): Promise<void> {
  await state.store.update((record) => ({
    ...record,
    clients: record.clients.filter((client) => client.clientId !== clientId),
  }));
}

/**
 * After `invalid_client`: the same client with a secret that works, read from the registration endpoint (RFC 7592 section
 * 2.1) or, where the present one has ended, made new there (section 2.2); undefined when it is gone or nobody can tell.
 */
export async function recovered(
  state: SessionState,
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<Client | undefined> {
  if (!client.registrationClientUri || !state.provider.readRegistration) return undefined;
  const isNew = (now: Client) => now.clientSecret?.reveal() !== client.clientSecret?.reveal();
  try {
    const now = await state.provider.readRegistration(context, server, client);
    await keep(state, now);
    if (isNew(now)) return now;
    const renewedNow = await update(state, context, server, now);
    return renewedNow && isNew(renewedNow) ? renewedNow : undefined;
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    // A network error says nothing about the client.
    if (isTransient(error)) throw error;
    return undefined;
  }
}

/** Before a refresh: a client whose secret is about to end gets a new one, where the server can do that. */
export async function renewedInTime(
  state: SessionState,
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<Client> {
  return (secretEndsSoon(state, client) && (await renewed(state, context, server, client))) || client;
}

function secretEndsSoon(state: SessionState, { secretExpiresAtMs }: Client): boolean {
  return secretExpiresAtMs !== undefined && secretExpiresAtMs - state.ports.clock.nowMs() < RENEW_AHEAD_MS;
}

function needsRenewal(state: SessionState, server: Server, client: Client): boolean {
  if (secretEndsSoon(state, client)) return true;
  return state.provider.registrationOutdated?.(server, state.settings, client) ?? false;
}

/** Undefined: the server cannot renew it in place (RFC 7592 is optional), it is gone, or it cannot be asked now. */
async function renewed(
  state: SessionState,
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<Client | undefined> {
  try {
    return await update(state, context, server, client);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    if (error.code.startsWith('vault_') || error.code === 'sign_in_cancelled') throw error;
    state.ports.log.warn('registration_update_failed', { profile: state.name, code: error.code });
    return undefined;
  }
}

async function update(
  state: SessionState,
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<Client | undefined> {
  if (!client.registrationClientUri || !state.provider.updateRegistration) return undefined;
  const now = await state.provider.updateRegistration(context, server, state.settings, client);
  await keep(state, now);
  return now;
}

/** RFC 7592 section 2.2: a new secret and a new access token replace the old ones; durable before anything else. */
function keep(state: SessionState, now: Client): Promise<void> {
  return state.store.update((record) => ({ ...record, clients: replaced(record, now) }));
}

async function registerAnew(
  state: SessionState,
  context: ProviderContext,
  server: Server,
  flow: Flow,
): Promise<Client> {
  await state.store.ensureWritable();
  const client = await state.provider.register(context, server, state.settings, flow, state.store.record.secrets);
  await state.store.update((record) => ({ ...record, clients: [...superseded(record, client), client] }));
  state.ports.log.info('client_registered', { profile: state.name, flow });
  return client;
}

function replaced(record: VaultRecord, now: Client): Client[] {
  return record.clients.map((client) => (client.clientId === now.clientId ? now : client));
}

/** What stays beside a new client: those for other flows, and the one that the present grant hangs on. */
function superseded(record: VaultRecord, next: Client): Client[] {
  return record.clients.filter(
    (client) => client.clientId === record.grant?.clientId || client.flows.some((flow) => !next.flows.includes(flow)),
  );
}
