/** One simulated authorization server, made for one profile: its clients, its codes, and access to its tokens. It judges nothing. */
import type { Dice } from '../world/dice.ts';
import type { World } from '../world/world.ts';
import {
  type Answer,
  type CodeGrant,
  type DeviceGrant,
  type Message,
  ok,
  refused,
  SECRET_MARK,
  type ServerClient,
  type Traits,
} from './server-types.ts';
import { TokenBook } from './token-book.ts';

/** How much network jitter servers tolerate before they say slow_down. */
const POLL_TOLERANCE_MS = 1000;
const CODE_LIFETIME_MS = 60_000;
const KEPT = 8;

export class Tenant {
  readonly world: World;
  readonly dice: Dice;
  readonly issuer: string;
  readonly traits: Traits;
  readonly tokens: TokenBook;
  readonly clients: ServerClient[] = [];
  readonly devices: DeviceGrant[] = [];
  readonly codes: CodeGrant[] = [];
  #serial = 0;

  constructor(world: World, issuer: string, traits: Traits) {
    this.world = world;
    this.dice = world.dice;
    this.issuer = issuer;
    this.traits = traits;
    this.tokens = new TokenBook(world, traits, (kind) => this.secretText(kind));
  }

  secretText(kind: string): string {
    return `${SECRET_MARK}${kind}_${this.issuer.slice(this.issuer.lastIndexOf('/') + 1)}_${this.#serial++}`;
  }

  process(message: Message): Answer {
    switch (message.op) {
      case 'discover':
        return ok({ issuer: this.issuer, flows: this.traits.flows });
      case 'register':
        return this.#register();
      case 'read':
      case 'update':
      case 'delete':
        return this.#manage(message);
    }
    const client = this.#authenticated(message);
    if (!client) return refused('invalid_client', 401);
    switch (message.op) {
      case 'device':
        return this.#device(client);
      case 'poll':
        return this.#poll(client, message['device_code']);
      case 'redeem':
        return this.#redeem(client, message['code']);
      case 'refresh':
        return this.tokens.refresh(client, message['refresh_token']);
      case 'revoke':
        return this.traits.revokes ? this.tokens.revoke(client, message['token']) : refused('not_found', 404);
      case 'userinfo':
        return ok({ sub: `subject of ${this.issuer}` });
    }
    return refused('unsupported_grant_type');
  }

  findDevice(code: string | undefined): DeviceGrant | undefined {
    return this.devices.find((grant) => grant.code === code);
  }

  findUserCode(userCode: string | undefined): DeviceGrant | undefined {
    return this.devices.find((grant) => grant.userCode === userCode);
  }

  findCode(code: string | undefined): CodeGrant | undefined {
    return this.codes.find((grant) => grant.code === code);
  }

  usable(client: ServerClient): boolean {
    return !client.gone && (client.secretEndsAtMs === undefined || client.secretEndsAtMs > this.world.trueMs);
  }

  /** The person approves in the browser; returns an authorization code. */
  authorize(clientId: string): CodeGrant | undefined {
    const client = this.clients.find(({ id }) => id === clientId);
    if (!client || !this.usable(client)) return undefined;
    const endsAtMs = this.world.trueMs + CODE_LIFETIME_MS;
    const grant: CodeGrant = { code: this.secretText('code'), client, endsAtMs, used: false, sent: false };
    keep(this.codes, grant);
    return grant;
  }

  #authenticated(message: Message): ServerClient | undefined {
    if (message.op === 'userinfo') return this.clients[0];
    const client = this.clients.find(({ id }) => id === message['client_id']);
    return client && this.usable(client) && client.secret === message['client_secret'] ? client : undefined;
  }

  #register(): Answer {
    const { confidentialClients, flows } = this.traits;
    const client: ServerClient = {
      id: `client-${this.#serial++}-of-${this.issuer.slice(8)}`,
      secret: undefined,
      secretEndsAtMs: undefined,
      accessToken: this.secretText('rat'),
      flows,
      gone: false,
    };
    if (confidentialClients) this.#newSecret(client);
    keep(this.clients, client);
    return this.#described(client);
  }

  #newSecret(client: ServerClient): void {
    const { secretLifetimeS } = this.traits;
    client.secret = this.secretText('client');
    client.secretEndsAtMs = secretLifetimeS === undefined ? undefined : this.world.trueMs + secretLifetimeS * 1000;
  }

  #described(client: ServerClient): Answer {
    return ok(
      {
        client_id: client.id,
        client_secret: client.secret,
        client_secret_expires_at: Math.floor((client.secretEndsAtMs ?? 0) / 1000),
        ...(this.traits.managesClients && {
          registration_access_token: client.accessToken,
          registration_client_uri: `${this.issuer}/registration`,
        }),
      },
      { kind: 'client', client },
    );
  }

  #manage(message: Message): Answer {
    const client = this.clients.find(({ accessToken }) => accessToken === message['registration_access_token']);
    if (!client || client.gone) return refused('invalid_token', 401);
    if (message.op === 'update' && client.secret !== undefined) this.#newSecret(client);
    if (message.op === 'delete') client.gone = true;
    return message.op === 'delete' ? ok({}) : this.#described(client);
  }

  /** An administrator changes or deletes the newest client. */
  disturbClient(deletes: boolean): void {
    const client = this.clients.at(-1);
    if (!client) return;
    // A new secret that the agent cannot learn amounts to a deleted client.
    if (deletes || !this.traits.managesClients) client.gone = true;
    else if (client.secret !== undefined) this.#newSecret(client);
  }

  #device(client: ServerClient): Answer {
    const { intervalS, deviceLifetimeS } = this.traits;
    const now = this.world.trueMs;
    const grant: DeviceGrant = {
      code: this.secretText('device'),
      userCode: `CODE-${this.#serial++}`,
      client,
      endsAtMs: now + deviceLifetimeS * 1000,
      state: 'pending',
      intervalS: intervalS ?? 5,
      lastPollMs: undefined,
      agentIntervalS: intervalS ?? 5,
      agentLastPollMs: now,
      agentOver: false,
      agentEndsAtMs: undefined,
    };
    keep(this.devices, grant);
    const body = { device_code: grant.code, user_code: grant.userCode, verification_uri: `${this.issuer}/device` };
    const whole = { verification_uri_complete: `${this.issuer}/device?user_code=${grant.userCode}` };
    const times = { expires_in: deviceLifetimeS, interval: intervalS };
    return ok({ ...body, ...(this.dice.chance(0.7) && whole), ...times }, { kind: 'device', grant });
  }

  #poll(client: ServerClient, code: string | undefined): Answer {
    const grant = this.findDevice(code);
    const now = this.world.trueMs;
    if (!grant || grant.client !== client || grant.state === 'used') return refused('invalid_grant');
    const tooFast =
      grant.lastPollMs !== undefined && now - grant.lastPollMs < grant.intervalS * 1000 - POLL_TOLERANCE_MS;
    grant.lastPollMs = now;
    if (now > grant.endsAtMs) return refused('expired_token');
    if (grant.state === 'denied') return refused('access_denied');
    // Some servers slow down clients that did nothing wrong.
    if (tooFast || this.dice.chance(0.04)) {
      grant.intervalS += 5;
      return refused('slow_down');
    }
    if (grant.state === 'pending') return refused('authorization_pending');
    grant.state = 'used';
    return this.tokens.begin(client);
  }

  #redeem(client: ServerClient, code: string | undefined): Answer {
    const grant = this.findCode(code);
    if (!grant || grant.used || grant.client !== client || this.world.trueMs > grant.endsAtMs)
      return refused('invalid_grant');
    grant.used = true;
    return this.tokens.begin(client);
  }
}

/** Keeps only the last few items, so that memory stays small over the years. */
function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > KEPT) list.shift();
}
