/**
 * The client: one method for each thing that a script or an editor asks of the agent. Names in answers are those of the
 * API. Every method rejects with a LatchkeyError, or with the reason of the signal that was given.
 */
import { Connection, type Question } from './connection.ts';
import { views } from './events.ts';
import type { Answers, Profile, Requests, RoleCredentials, SignIn, Token, View } from './openapi.ts';
import { followSignIn } from './sign-in.ts';
import { socketPath } from './socket-path.ts';

/** Leaves room for a slow provider and for a person who is asked whether we may. */
const SILENCE_MS = 150_000;

export interface LatchkeyOptions {
  /** The agent's socket or pipe; by default where the `latchkey` command looks for it. */
  readonly socket?: string;
  /** Milliseconds without an answer after which a request fails as `agent_not_running`. */
  readonly timeoutMs?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface TokenOptions extends CallOptions {
  /** Seconds of life that the token must have left; it is renewed first if need be, and `min_ttl_unavailable` otherwise. */
  readonly minTtlS?: number;
}

export interface SignInOptions extends CallOptions {
  /** `device`: a code to type on any device; `browser`: a page on this machine. By default what the provider offers. */
  readonly flow?: 'device' | 'browser';
  /** Have the agent open the page in the system browser. */
  readonly openBrowser?: boolean;
  /** Hears the code and the link to show, and each change after. */
  readonly onProgress?: (signIn: SignIn) => void;
}

export class Latchkey {
  readonly #connection: Connection;
  readonly #silenceMs: number;

  constructor(options: LatchkeyOptions = {}) {
    this.#connection = new Connection(options.socket ?? socketPath());
    this.#silenceMs = options.timeoutMs ?? SILENCE_MS;
  }

  /** An access token of the profile, from memory where possible. Keep it no longer than you use it, and never write it down. */
  async token(profile: string, options: TokenOptions = {}): Promise<Token> {
    return await this.#ask('GET /v1/profiles/{name}/token', `${at(profile)}/token${query(options)}`, options);
  }

  /** The credentials of a role, named as `profile/role`. */
  async roleCredentials(role: string, options: TokenOptions = {}): Promise<RoleCredentials> {
    const [profile = '', name = '', ...rest] = role.split('/');
    if (profile === '' || name === '' || rest.length > 0)
      throw new TypeError(`A role is named PROFILE/ROLE, not ${role}`);
    const path = `${at(profile)}/roles/${encodeURIComponent(name)}/credentials${query(options)}`;
    return await this.#ask('GET /v1/profiles/{name}/roles/{role}/credentials', path, options);
  }

  /** All that may be seen: profiles, their states, and the agent itself. Never a secret. */
  async status(options: CallOptions = {}): Promise<View> {
    return await this.#ask('GET /v1/status', '/v1/status', options);
  }

  async profiles(options: CallOptions = {}): Promise<Profile[]> {
    return (await this.#ask('GET /v1/profiles', '/v1/profiles', options)).profiles;
  }

  /** Renews the access token now, as when rights have changed at the provider. */
  async refresh(profile: string, options: CallOptions = {}): Promise<Profile> {
    return await this.#ask('POST /v1/profiles/{name}/refresh', `${at(profile)}/refresh`, options);
  }

  /** Starts a sign-in and resolves once a person has approved it. Aborting it cancels it at the agent. */
  async signIn(profile: string, options: SignInOptions = {}): Promise<Profile> {
    const { flow, openBrowser, onProgress = () => {}, signal } = options;
    const body: Requests['POST /v1/profiles/{name}/sign-in'] = {
      ...(flow !== undefined && { flow }),
      ...(openBrowser !== undefined && { open_browser: openBrowser }),
    };
    const path = `${at(profile)}/sign-in`;
    signal?.throwIfAborted();
    try {
      const started = await this.#ask('POST /v1/profiles/{name}/sign-in', path, { signal }, body);
      return await followSignIn(started, this.events({ signal }), onProgress);
    } catch (thrown) {
      if (signal?.aborted) {
        // The agent may have gone as well: the person's wish to leave is what counts.
        await this.#ask('POST /v1/profiles/{name}/sign-in/cancel', `${path}/cancel`, {}).catch(() => {});
      }
      throw thrown;
    }
  }

  async signOut(profile: string, options: CallOptions = {}): Promise<Answers['DELETE /v1/profiles/{name}/sign-in']> {
    return await this.#ask('DELETE /v1/profiles/{name}/sign-in', `${at(profile)}/sign-in`, options);
  }

  /** The present View at once and a new one on each change, for `for await`. Ends with an error when the agent stops. */
  events(options: CallOptions = {}): AsyncIterableIterator<View> {
    return views(this.#connection, options.signal);
  }

  /** Lets the kept connections go. A program ends without it, too. */
  close(): void {
    this.#connection.close();
  }

  /** The agent is a program of this same user (see socket-path.ts), so its answers are taken to be what it documents. */
  async #ask<Key extends keyof Answers>(key: Key, path: string, options: CallOptions, body?: unknown) {
    const method = key.slice(0, key.indexOf(' '));
    const question: Question = { method, path, body, signal: options.signal, silenceMs: this.#silenceMs };
    return (await this.#connection.ask(question)) as Answers[Key];
  }
}

function at(profile: string): string {
  return `/v1/profiles/${encodeURIComponent(profile)}`;
}

function query({ minTtlS }: TokenOptions): string {
  return minTtlS === undefined ? '' : `?min_ttl=${Math.ceil(minTtlS)}`;
}
