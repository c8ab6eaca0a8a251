/** The simulated network: carries each request to its server and the answer back, or loses, delays, repeats or garbles them. */
import type { Fetch } from '../../../src-main/core/ports.ts';
import type { Witness } from '../judge/witness.ts';
import type { Life } from '../machine/life.ts';
import { type Answer, type Message, SECRET_MARK } from '../server/server-types.ts';
import type { Tenant } from '../server/tenant.ts';
import type { World } from '../world/world.ts';
import { travel } from './trip.ts';
import type { Fate, Weather } from './weather.ts';

/** A response with its body in memory, as the engine's own wrapper creates it; a real Response costs fifty times as much. */
class LightResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body = null;
  readonly #text: string;

  constructor(status: number, text: string, date: string | null) {
    this.status = status;
    this.#text = text;
    this.headers = { get: (name) => (name === 'date' ? date : null) };
  }

  get ok(): boolean {
    return this.status < 300;
  }

  async text(): Promise<string> {
    return this.#text;
  }
}

export class Network {
  readonly #world: World;
  readonly #weather: Weather;
  readonly #witness: Witness;
  readonly #tenantOf: (url: string) => Tenant | undefined;

  constructor(world: World, weather: Weather, witness: Witness, tenantOf: (url: string) => Tenant | undefined) {
    this.#world = world;
    this.#weather = weather;
    this.#witness = witness;
    this.#tenantOf = tenantOf;
  }

  fetchFor(life: Life): Fetch {
    return (url, init) => life.call('fetch', () => this.#fetch(life, url, init ?? {}));
  }

  #fetch(life: Life, url: string, init: RequestInit): Promise<Response> {
    if (url.includes(SECRET_MARK)) this.#world.violate('No secret appears in a URL.', url);
    const tenant = this.#tenantOf(url);
    if (!tenant) return Promise.reject(new TypeError('fetch failed'));
    const message = JSON.parse(String(init.body)) as Message;
    this.#witness.sent(tenant, message);
    return new Promise((resolve, reject) => {
      const signal = init.signal ?? undefined;
      let open = true;
      const settle = (run: () => void) => {
        if (!open) return;
        open = false;
        signal?.removeEventListener('abort', aborted);
        if (life.alive) this.#witness.settled(tenant, message);
        run();
      };
      const aborted = () => settle(() => reject(new TypeError('aborted')));
      if (signal?.aborted) return aborted();
      signal?.addEventListener('abort', aborted);
      const lose = (error: Error) => settle(() => reject(error));
      const take = (answer: Answer) =>
        settle(() => {
          this.#witness.delivered(tenant, message, answer);
          resolve(this.#response(tenant, answer));
        });
      // A connection that was open during a suspend may be dead.
      const deliver = (answer: Answer) =>
        this.#weather.justResumed && this.#world.dice.chance(0.5) ? lose(new TypeError('terminated')) : take(answer);
      travel({ life, tenant, message, deliver, lose }, this.#fate(tenant, message));
    });
  }

  #fate(tenant: Tenant, { op }: Message): Fate {
    const fate = this.#weather.fateAt(new URL(tenant.issuer).host);
    this.#world.note(`-> ${op}`, fate === 'fine' ? tenant.issuer : `${tenant.issuer} (${fate})`);
    this.#world.count(fate === 'fine' ? 'requests' : `requests: ${fate}`);
    if (fate !== 'fine') this.#witness.trouble(tenant);
    return fate;
  }

  #response(tenant: Tenant, { status, body }: Answer): Response {
    const date = tenant.traits.sendsDate ? new Date(this.#world.trueMs).toUTCString() : null;
    if (this.#world.dice.chance(0.01)) return new Response(body, { status, headers: date ? { date } : {} });
    return new LightResponse(status, body, date) as unknown as Response;
  }
}
