/**
 * Which OAuth client a sign-in uses: the configured one, or one registration per authorization server and profile that
 * is kept over restarts, renewed before its secret expires, and never made anew for each sign-in (RFC 7591, 7592).
 */
import { asLatchkeyError, isTransient, LatchkeyError } from '../errors.ts';
import type { Flow } from '../profile.ts';
import type { Client, ProviderContext, Server } from '../provider/provider.ts';
import type { Session } from '../session/session.ts';
import type { Grant, VaultRecord } from '../state/vault-record.ts';

/** A registration that ends within a day is renewed before a sign-in, so that it does not end between code and approval. */
const RENEW_AHEAD_MS = 24 * 3600_000;

/** Resolves to a client that can do `flow`, stored durably before it is used. */
export async function clientForSignIn(
  session: Session,
  context: ProviderContext,
  server: Server,
  flow: Flow,
): Promise<Client> {
  const { provider, store, settings } = session;
  const configured = provider.configuredClient(server, settings, store.record.secrets);
  if (configured) return configured;
  const kept = store.record.clients.findLast((client) => client.flows.includes(flow));
  if (!kept) return registerAnew(session, context, server, flow);
  if (!needsRenewal(session, server, kept)) return kept;
  const now = await renewed(session, context, server, kept);
  return now && !needsRenewal(session, server, now) ? now : registerAnew(session, context, server, flow);
}

/** The client that obtained `grant`; its refresh token is bound to it (RFC 6749 section 6). */
export function clientOfGrant(session: Session, server: Server, grant: Grant): Client {
  const { provider, store, settings } = session;
  const { clients, secrets } = store.record;
  const configured = provider.configuredClient(server, settings, secrets);
  const client = [...(configured ? [configured] : []), ...clients].find(({ clientId }) => clientId === grant.clientId);
  if (client) return client;
  throw new LatchkeyError('sign_in_needed', `The client that signed ${session.name} in is no longer known here.`, {
    hint: `Sign in again: latchkey login ${session.name}.`,
  });
}

/**
 * The client to go on with after the server rejected `client`: the same with its new secret, or a new registration. The one
 * that the present sign-in hangs on stays beside it: whether that is over, its own refresh finds out.
 */
export async function clientAfterRejection(
  session: Session,
  context: ProviderContext,
  server: Server,
  flow: Flow,
  client: Client,
): Promise<Client> {
  return (await recovered(session, context, server, client)) ?? registerAnew(session, context, server, flow);
}

/** Drops a registered client that the server no longer takes, so that the next sign-in registers anew. */
export async function forgetClient(session: Session, clientId: string): Promise<void> {
  await session.store.update((record) => ({
    ...record,
    clients: record.clients.filter((client) => client.clientId !== clientId),
  }));
}

/**
 * After `invalid_client`: the same client with a secret that works, read from the registration endpoint (RFC 7592 section
 * 2.1) or, where the present one has ended, made new there (section 2.2); undefined when it is gone or nobody can tell.
 */
export async function recovered(
  session: Session,
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<Client | undefined> {
  if (!client.registrationClientUri || !session.provider.readRegistration) return undefined;
  const isNew = (now: Client) => now.clientSecret?.reveal() !== client.clientSecret?.reveal();
  try {
    const now = await session.provider.readRegistration(context, server, client);
    await keep(session, now);
    if (isNew(now)) return now;
    const renewedNow = await update(session, context, server, now);
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
  session: Session,
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<Client> {
  return (secretEndsSoon(session, client) && (await renewed(session, context, server, client))) || client;
}

function secretEndsSoon(session: Session, { secretExpiresAtMs }: Client): boolean {
  return secretExpiresAtMs !== undefined && secretExpiresAtMs - session.ports.clock.nowMs() < RENEW_AHEAD_MS;
}

function needsRenewal(session: Session, server: Server, client: Client): boolean {
  if (secretEndsSoon(session, client)) return true;
  return session.provider.registrationOutdated?.(server, session.settings, client) ?? false;
}

/** Undefined: the server cannot renew it in place (RFC 7592 is optional), it is gone, or it cannot be asked now. */
async function renewed(
  session: Session,
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<Client | undefined> {
  try {
    return await update(session, context, server, client);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    if (error.code.startsWith('vault_') || error.code === 'sign_in_cancelled') throw error;
    session.ports.log.warn('registration_update_failed', { profile: session.name, code: error.code });
    return undefined;
  }
}

async function update(
  session: Session,
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<Client | undefined> {
  if (!client.registrationClientUri || !session.provider.updateRegistration) return undefined;
  const now = await session.provider.updateRegistration(context, server, session.settings, client);
  await keep(session, now);
  return now;
}

/** RFC 7592 section 2.2: a new secret and a new access token replace the old ones; durable before anything else. */
function keep(session: Session, now: Client): Promise<void> {
  return session.store.update((record) => ({ ...record, clients: replaced(record, now) }));
}

async function registerAnew(session: Session, context: ProviderContext, server: Server, flow: Flow): Promise<Client> {
  await session.store.ensureWritable();
  const client = await session.provider.register(context, server, session.settings, flow, session.store.record.secrets);
  await session.store.update((record) => ({ ...record, clients: [...superseded(record, client), client] }));
  session.ports.log.info('client_registered', { profile: session.name, flow });
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
