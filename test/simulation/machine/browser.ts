/** The person's browser: opens links on request, and returns the authorization response to the loopback address. */
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import type { Loopback, LoopbackPage, Opener } from '../../../src-main/core/ports.ts';
import { SECRET_MARK } from '../server/server-types.ts';
import type { World } from '../world/world.ts';
import type { Life } from './life.ts';

type Listener = (query: URLSearchParams) => LoopbackPage;

export class Browser {
  readonly #world: World;
  readonly listeners = new Map<string, Listener>();
  readonly #tabs = new Map<string, number>();
  /** Pending requests to open the browser, by issuer. */
  readonly asks = new Map<string, number>();
  /** How often the current sign-in's link was requested again, by issuer. */
  readonly again = new Map<string, number>();
  #port = 40_000;

  constructor(world: World) {
    this.#world = world;
  }

  /** Tabs are counted per sign-in. */
  newSignIn(issuer: string): void {
    this.#tabs.delete(issuer);
    this.again.delete(issuer);
  }

  asked(issuer: string, by: number): void {
    this.asks.set(issuer, (this.asks.get(issuer) ?? 0) + by);
  }

  reborn(): void {
    this.listeners.clear();
    this.#tabs.clear();
    this.asks.clear();
    this.again.clear();
  }

  openerFor(life: Life): Opener {
    return { open: (url) => life.call('opener.open', () => this.#open(life, url)) };
  }

  loopbackFor(life: Life): Loopback {
    return { listen: (_uri, onResponse) => life.call('loopback.listen', () => this.#listen(life, onResponse)) };
  }

  /** Sends what the browser sends once the person is done; returns undefined if no one listens any longer. */
  returnTo(redirectUri: string, query: URLSearchParams): LoopbackPage | undefined {
    this.#world.stirred = true;
    return this.listeners.get(redirectUri)?.(query);
  }

  #open(life: Life, url: string): Promise<void> {
    this.#world.note('browser opens', url.slice(0, url.indexOf('?') < 0 ? undefined : url.indexOf('?')));
    if (url.includes(SECRET_MARK)) this.#world.violate('No secret appears in a URL.', 'the one opened');
    const issuer = url.replace(/\/(authorize|device)(\?.*)?$/, '');
    if ((this.asks.get(issuer) ?? 0) < 1)
      this.#world.violate('The browser is opened only when a person asked.', `${issuer}: no one asked`);
    const tabs = (this.#tabs.get(issuer) ?? 0) + 1;
    this.#tabs.set(issuer, tabs);
    if (tabs > 1 + (this.again.get(issuer) ?? 0))
      this.#world.violate('At most one browser tab for each request.', `${issuer}: ${tabs} tabs`);
    const fails = this.#world.dice.chance(0.03);
    return new Promise((resolve, reject) => {
      life.answer(this.#world.dice.between(1, 800), () => {
        if (fails) reject(new LatchkeyError('browser_unavailable', 'No browser can be opened.'));
        else resolve();
      });
    });
  }

  #listen(life: Life, onResponse: Listener): ReturnType<Loopback['listen']> {
    if (this.#world.dice.chance(0.02))
      return Promise.reject(new LatchkeyError('loopback_unavailable', 'The port is taken.'));
    const redirectUri = `http://127.0.0.1:${this.#port++}/callback`;
    return new Promise((resolve) => {
      life.answer(1, () => {
        this.listeners.set(redirectUri, onResponse);
        const close = () => life.call('loopback.close', async () => void this.listeners.delete(redirectUri));
        resolve({ redirectUri, close });
      });
    });
  }
}
