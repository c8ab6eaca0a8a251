/** Watches the wire and judges what the agent sends, knowing exactly what the agent has been told so far. */

import type { Storage } from '../machine/storage.ts';
import type { Answer, DeviceGrant, Family, Message, RefreshToken } from '../server/server-types.ts';
import type { Tenant } from '../server/tenant.ts';
import { HOUR, MINUTE, type World } from '../world/world.ts';

const AT_MOST_ONE: Readonly<Record<string, string>> = {
  refresh: 'At most one refresh of a profile is in flight.',
  poll: 'At most one poll is in flight.',
  device: 'At most one sign-in of a profile is in flight.',
  redeem: 'At most one sign-in of a profile is in flight.',
  register: 'At most one registration of a profile is in flight.',
};

interface Watch {
  readonly inFlight: Record<string, number>;
  lastTroubleMs: number;
  /** Requests of any kind since the start. */
  sent: number;
  clientRefused: boolean;
  /** The last answer to a refresh was unusable or asked for the person. */
  wantsPerson: boolean;
  /** The newest device code that the agent was given. */
  device: DeviceGrant | undefined;
}

export class Witness {
  readonly #world: World;
  readonly #storage: Storage;
  readonly #shows: (tenant: Tenant) => boolean;
  #watches = new Map<Tenant, Watch>();

  /** `shows`: whether a person can see that a sign-in at this server is in progress. */
  constructor(world: World, storage: Storage, shows: (tenant: Tenant) => boolean) {
    this.#world = world;
    this.#storage = storage;
    this.#shows = shows;
  }

  watch(tenant: Tenant): Watch {
    const found = this.#watches.get(tenant);
    if (found) return found;
    const fresh: Watch = {
      inFlight: {},
      lastTroubleMs: this.#world.trueMs,
      sent: 0,
      clientRefused: false,
      wantsPerson: false,
      device: undefined,
    };
    this.#watches.set(tenant, fresh);
    return fresh;
  }

  /** A mishap that is not the agent's doing. */
  trouble(tenant: Tenant): void {
    this.watch(tenant).lastTroubleMs = this.#world.trueMs;
  }

  forget(tenant: Tenant): void {
    this.#watches.delete(tenant);
  }

  /** The process died: the next one knows what the vault holds, and nothing that was in flight. */
  reborn(tenants: Iterable<Tenant>): void {
    for (const tenant of tenants) {
      const watch = this.watch(tenant);
      for (const op of Object.keys(watch.inFlight)) watch.inFlight[op] = 0;
      watch.lastTroubleMs = this.#world.trueMs;
      for (const grant of tenant.devices) grant.agentOver = true;
      for (const family of tenant.tokens.families) this.#remembered(family);
    }
  }

  #remembered(family: Family): void {
    const kept = (text: string) => this.#storage.holds(`"${text}"`);
    for (const token of family.refreshes) {
      token.known = kept(token.text);
      token.refused = false;
    }
    const held = family.refreshes.some(({ known }) => known) || family.accesses.some(({ text }) => kept(text));
    if (family.standing === 'dropped') return;
    family.standing = held ? 'held' : 'dropped';
    if (!held) family.droppedAtMs = this.#world.trueMs;
  }

  sent(tenant: Tenant, message: Message): void {
    const watch = this.watch(tenant);
    const { op } = message;
    watch.sent++;
    const inFlight = (watch.inFlight[op] ?? 0) + 1;
    watch.inFlight[op] = inFlight;
    const limit = AT_MOST_ONE[op];
    if (limit && inFlight > 1) this.#violate(limit, `${op} sent while another was unanswered`, tenant);
    if (op === 'refresh') this.#refreshSent(tenant, message['refresh_token']);
    if ((op === 'poll' || op === 'redeem') && !this.#shows(tenant))
      this.#violate('No sign-in goes on that the view does not show.', op, tenant);
    if (op === 'poll') this.#pollSent(tenant, tenant.findDevice(message['device_code']));
    if (op === 'redeem') this.#redeemSent(tenant, message['code']);
    if (op === 'register') this.#registerSent(tenant, watch);
  }

  settled(tenant: Tenant, message: Message): void {
    const { inFlight } = this.watch(tenant);
    inFlight[message.op] = Math.max(0, (inFlight[message.op] ?? 0) - 1);
  }

  /** The complete answer reached the running agent. */
  delivered(tenant: Tenant, message: Message, { meaning }: Answer): void {
    if (meaning.kind === 'tokens') this.#tokensDelivered(tenant, meaning.access.family, meaning.refresh);
    if (meaning.kind === 'client') this.watch(tenant).clientRefused = false;
    if (meaning.kind === 'device') {
      this.watch(tenant).device = meaning.grant;
      meaning.grant.agentLastPollMs = this.#world.trueMs;
      meaning.grant.agentEndsAtMs = this.#world.trueMs + tenant.traits.deviceLifetimeS * 1000;
    }
    const error = meaning.kind === 'error' ? meaning.code : undefined;
    if (message.op === 'refresh') this.#refreshed(tenant, meaning);
    if (error === 'invalid_client') this.watch(tenant).clientRefused = true;
    if (message.op === 'refresh' && error === 'invalid_grant') {
      const token = tenant.tokens.findRefresh(message['refresh_token']);
      if (token) token.refused = true;
    }
    const grant = message.op === 'poll' ? tenant.findDevice(message['device_code']) : undefined;
    if (!grant) return;
    if (error === 'slow_down') grant.agentIntervalS += 5;
    else if (error !== 'authorization_pending' && meaning.kind !== 'other') grant.agentOver = true;
  }

  /** The next good answer clears the trouble. */
  #refreshed(tenant: Tenant, meaning: Answer['meaning']): void {
    const watch = this.watch(tenant);
    const former = watch.wantsPerson;
    if (meaning.kind === 'tokens') watch.wantsPerson = meaning.unusable;
    if (meaning.kind === 'error' && meaning.code === 'interaction_required') watch.wantsPerson = true;
    if (former || watch.wantsPerson) this.trouble(tenant);
    if (watch.wantsPerson) this.#world.count('refreshes with no usable answer');
  }

  #tokensDelivered(tenant: Tenant, family: Family, refresh: RefreshToken | undefined): void {
    if (refresh) refresh.known = true;
    if (family.standing !== 'offered') return;
    for (const other of tenant.tokens.families) {
      if (other.standing === 'held') Object.assign(other, { standing: 'replaced', replacedBy: family });
    }
  }

  #refreshSent(tenant: Tenant, text: string | undefined): void {
    const token = tenant.tokens.findRefresh(text);
    if (!token) {
      this.#violate('The agent sends only refresh tokens of the profile.', 'an unknown one', tenant);
      return;
    }
    const newer = token.family.refreshes.find(({ known, order }) => known && order > token.order);
    if (newer && tenant.traits.rotation !== 'none')
      this.#violate('Nothing is lost: the newest refresh token is the one that is used.', name(token, newer), tenant);
    const { refusesSinceMs } = this.#storage;
    if (refusesSinceMs !== undefined && this.#world.monotonicMs - refusesSinceMs > MINUTE)
      this.#violate('No refresh token is spent while the vault refuses.', name(token), tenant);
    if (token.refused) this.#violate('invalid_grant ends the retries (F41).', name(token), tenant);
    // A refresh that was in flight when the sign-in was replaced may still retry once.
    if (token.family.standing === 'dropped' && this.#world.trueMs - token.family.droppedAtMs > MINUTE)
      this.#violate('A sign-in that was ended here is no longer used.', name(token), tenant);
  }

  #pollSent(tenant: Tenant, grant: DeviceGrant | undefined): void {
    if (!grant) {
      this.#violate('The agent polls only with a code that it was given.', 'an unknown one', tenant);
      return;
    }
    const now = this.#world.trueMs;
    const pauseMs = now - grant.agentLastPollMs;
    if (pauseMs < grant.agentIntervalS * 1000)
      this.#violate(
        'No poll comes before its interval; slow_down adds 5 s for good (F5, F6).',
        `after ${pauseMs} ms of ${grant.agentIntervalS} s`,
        tenant,
      );
    if (grant.agentOver) this.#violate('No poll after a final answer (F7).', grant.userCode, tenant);
    if (grant.agentEndsAtMs !== undefined && now > grant.agentEndsAtMs + 1000)
      this.#violate('No poll after the code has expired (F10).', `${now - grant.agentEndsAtMs} ms late`, tenant);
    if (this.watch(tenant).device !== grant)
      this.#violate('At most one sign-in of a profile is in flight.', 'an older code is polled', tenant);
    grant.agentLastPollMs = now;
  }

  #redeemSent(tenant: Tenant, text: string | undefined): void {
    const grant = tenant.findCode(text);
    if (grant?.sent) this.#violate('A code is redeemed once (F20).', 'sent twice', tenant);
    if (grant) grant.sent = true;
  }

  #registerSent(tenant: Tenant, watch: Watch): void {
    const client = tenant.clients.findLast(({ id }) => this.#storage.holds(`"${id}"`));
    if (!client || watch.clientRefused || tenant.traits.secretLifetimeS !== undefined) return;
    const ends = client.secretEndsAtMs ?? Number.POSITIVE_INFINITY;
    if (ends > this.#world.trueMs + 48 * HOUR)
      this.#violate('One registration per server, reused over restarts (F30).', client.id, tenant);
  }

  #violate(promise: string, detail: string, tenant: Tenant): void {
    this.#world.violate(promise, `${tenant.issuer}: ${detail}`);
  }
}

function name(...tokens: RefreshToken[]): string {
  return tokens.map(({ order, family }) => `rt#${order} of family ${family.id}`).join(' although there is ');
}
