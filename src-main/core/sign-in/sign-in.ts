/**
 * One attempt to sign in, from a person's request to its end: discovery, client, flow, durable grant. It shows its
 * phases and ends in exactly one of approved, denied, expired, failed, cancelled.
 */

import { asLatchkeyError, LatchkeyError } from '../errors.ts';
import type { Flow } from '../profile.ts';
import type { Server, ServerExchange } from '../provider/exchange.ts';
import type { Client } from '../provider/provider.ts';
import { signInCancelled } from '../provider/provider-context.ts';
import { randomId } from '../random.ts';
import type { Secret } from '../secret.ts';
import { adoptSignIn } from '../state/adopt.ts';
import type { SessionState, SignInAttempt } from '../state/state.ts';
import type { Grant } from '../state/vault-record.ts';
import { atMost } from '../time/at-most.ts';
import type { Moment } from '../time/elapsed.ts';
import type { SignInView } from '../view.ts';
import type { Attempt, Redeemed } from './attempt.ts';
import { browserSignIn } from './browser-sign-in.ts';
import { Registrations } from './client-registration.ts';
import { deviceSignIn } from './device-sign-in.ts';
import { forThePerson, nothingToOpen, reRegister } from './sign-in-errors.ts';
import { endPhase, isInProgress, type Shown, signInView } from './sign-in-view.ts';

/** How long finding out who signed in may delay the success. */
const IDENTIFY_WAIT_MS = 5_000;

export class SignIn implements Attempt, SignInAttempt {
  readonly id: string;
  /** Resolves when there is something to show or the attempt has ended; never rejects. */
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  readonly #state: SessionState;
  readonly #abort = new AbortController();
  #shown: Shown = { phase: 'preparing' };
  #flow: Flow;
  #displayName: string;
  #opened = false;
  #serverMs: number | undefined;
  #markReady: () => void = () => undefined;

  constructor(state: SessionState, flow: Flow | undefined) {
    this.id = randomId(state.ports.random);
    this.#state = state;
    this.#flow = flow ?? 'device';
    this.#displayName = state.provider.displayName(state.settings);
    this.ready = new Promise((resolve) => {
      this.#markReady = resolve;
    });
    this.ended = this.#run(flow);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get inProgress(): boolean {
    return isInProgress(this.#shown.phase);
  }

  show(change: Partial<Shown>): void {
    this.#shown = { ...this.#shown, ...change };
    if (this.#shown.phase !== 'preparing') this.#markReady();
    this.#state.changed();
  }

  /** Has no effect once the person approved: a code being redeemed is finished, not thrown away. */
  cancel(): void {
    if (this.inProgress && this.#shown.phase !== 'redeeming') this.#abort.abort();
  }

  throwIfCancelled(): void {
    if (this.signal.aborted) throw signInCancelled();
  }

  /** Opens the link in the system browser, as often as the person asks. Rejects with `browser_unavailable`. */
  async openLink(): Promise<void> {
    const { verificationUriComplete, verificationUri, authorizationUri } = this.#shown;
    const link = verificationUriComplete ?? verificationUri ?? authorizationUri;
    if (!link || !this.inProgress) throw nothingToOpen();
    this.#opened = true;
    await this.#state.openInBrowser(link);
    if (this.inProgress && this.#shown.error?.code === 'browser_unavailable') this.show({ error: undefined });
  }

  /** For a sign-in that opens the browser itself: one tab however many callers joined; a failure is shown, not thrown. */
  async openOnce(): Promise<void> {
    if (this.#opened || !this.inProgress) return;
    await this.openLink().catch((thrown) => {
      this.#opened = false;
      if (this.inProgress) this.show({ error: asLatchkeyError(thrown) });
    });
  }

  view(): SignInView {
    return signInView({ id: this.id, flow: this.#flow, displayName: this.#displayName }, this.#shown);
  }

  async #run(flow: Flow | undefined): Promise<void> {
    try {
      const context = this.#state.context(this.signal, (serverMs) => {
        this.#serverMs = serverMs;
      });
      await this.#state.load();
      const server = await this.#state.server('sign-in', context);
      this.#displayName = server.displayName;
      this.#flow = this.#chooseFlow(server, flow);
      this.#shown.flows = server.flows;
      const { client, redeemed } = await this.#obtain(this.#state.exchange(server, context));
      this.show({ phase: 'redeeming' });
      await this.#keep(server, client, redeemed);
      this.show({ phase: 'approved' });
    } catch (thrown) {
      const error = this.signal.aborted ? signInCancelled() : forThePerson(asLatchkeyError(thrown));
      this.#state.ports.log.info('sign_in_ended', { profile: this.#state.name, code: error.code });
      this.show({ phase: endPhase(error), error });
    }
  }

  #chooseFlow(server: Server, wanted: Flow | undefined): Flow {
    const flow = wanted ?? server.flows[0];
    if (flow && server.flows.includes(flow)) return flow;
    throw new LatchkeyError('flow_unsupported', `${server.displayName} does not offer the ${flow} flow.`, {
      hint: `Use --flow ${server.flows.join(' or --flow ')}.`,
    });
  }

  /** After `invalid_client` the registration is read again or repeated, once (RFC 7592 section 2.3: no loop). */
  async #obtain(exchange: ServerExchange): Promise<{ client: Client; redeemed: Redeemed }> {
    const registrations = new Registrations(this.#state, exchange);
    const first = await registrations.forSignIn(this.#flow);
    let second: Client | undefined;
    try {
      return { client: first, redeemed: await this.#withClient(exchange, first) };
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      second = await registrations.insteadOf(first, error, this.#flow);
      if (second === undefined) throw error;
    }
    // The person approved for a client that is gone; only they can ask for a new code.
    if (this.#shown.phase !== 'preparing') throw reRegister(exchange.server);
    return { client: second, redeemed: await this.#withClient(exchange, second) };
  }

  async #withClient(exchange: ServerExchange, client: Client): Promise<Redeemed> {
    // Tokens that cannot be stored would be lost, and the person's effort with them.
    await this.#state.store.ensureWritable();
    const run = this.#flow === 'device' ? deviceSignIn : browserSignIn;
    return run({ attempt: this, state: this.#state, exchange: { ...exchange, client } });
  }

  async #keep(server: Server, client: Client, { tokens, asked }: Redeemed): Promise<void> {
    const state = this.#state;
    const nowMs = state.ports.clock.nowMs();
    const { accessToken, refreshToken, refreshLifetimeS, lifetimeS, scope, identity } = tokens;
    const grant: Grant = {
      id: randomId(state.ports.random),
      flow: this.#flow,
      issuer: server.issuer,
      clientId: client.clientId,
      signedInAtMs: nowMs,
      ...(refreshToken
        ? {
            refreshToken,
            ...(refreshLifetimeS !== undefined && { refreshExpiresAtMs: nowMs + refreshLifetimeS * 1000 }),
          }
        : { accessToken, ...(lifetimeS !== undefined && accessEnds(asked, lifetimeS * 1000, this.#serverMs)) }),
      ...(scope !== undefined && { scope }),
      ...(identity && { identity }),
    };
    await adoptSignIn(state, grant, tokens, asked);
    if (!identity) await this.#identify(server, grant.id, accessToken);
  }

  /** Only after the grant is durable; a failing or slow answer delays nothing. */
  async #identify(server: Server, grantId: string, accessToken: Secret): Promise<void> {
    const { provider, ports, store } = this.#state;
    const found = provider.identify?.(this.#state.exchange(server), accessToken).then((identity) =>
      store.update((record) => {
        if (!identity || record.grant?.id !== grantId) return record;
        return { ...record, grant: { ...record.grant, identity } };
      }),
    );
    if (found)
      await atMost(
        ports.clock,
        IDENTIFY_WAIT_MS,
        found.catch(() => undefined),
      );
  }
}

/** `serverMs` is from the answer with the token, or an earlier one: an earlier end is the safe side. */
function accessEnds({ wallMs }: Moment, lifetimeMs: number, serverMs: number | undefined): Partial<Grant> {
  return {
    accessExpiresAtMs: wallMs + lifetimeMs,
    ...(serverMs !== undefined && { accessEndsByServerMs: serverMs + lifetimeMs }),
  };
}
