/**
 * The client: one method for each thing that a script or an editor asks of the agent. Answers use the API's names. Every
 * method rejects with a LatchkeyError, or with the reason of the given signal.
 */
import { Connection, type Question } from './connection.ts';
import { views } from './events.ts';
import type { Answers, Profile, Requests, RoleCredentials, SignIn, Token, View } from './openapi.ts';
import { followSignIn } from './sign-in.ts';
import { socketPath } from './socket-path.ts';

/** Leaves room for a slow provider, and for the user to answer if Latchkey asks. */
const SILENCE_MS = 150_000;

export interface LatchkeyOptions {
  /** The agent's socket or pipe; by default, the one that the `latchkey` command uses. */
  readonly socket?: string;
  /** Milliseconds without an answer after which a request fails as `agent_not_running`. */
  readonly timeoutMs?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface TokenOptions extends CallOptions {
  /** Minimum validity in seconds. The token is refreshed first if needed; if it still falls short: `min_ttl_unavailable`. */
  readonly minTtlS?: number;
}

export interface SignInOptions extends CallOptions {
  /** `device`: a code to enter on any device; `browser`: a page on this machine. Default: what the provider supports. */
  readonly flow?: 'device' | 'browser';
  /** Makes the agent open the page in the system browser. */
  readonly openBrowser?: boolean;
  /** Gets the code and the link to show, and each later change. */
  readonly onProgress?: (signIn: SignIn) => void;
}

export class Latchkey {
  readonly #connection: Connection;
  readonly #silenceMs: number;

  constructor(options: LatchkeyOptions = {}) {
    this.#connection = new Connection(options.socket ?? socketPath());
    this.#silenceMs = options.timeoutMs ?? SILENCE_MS;
  }

  /** An access token for the profile, from memory if possible. Do not keep it longer than you need it, and never store it. */
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

  /** Everything that may be shown: profiles, their states, and the agent itself. Never a secret. */
  async status(options: CallOptions = {}): Promise<View> {
    return await this.#ask('GET /v1/status', '/v1/status', options);
  }

  async profiles(options: CallOptions = {}): Promise<Profile[]> {
    return (await this.#ask('GET /v1/profiles', '/v1/profiles', options)).profiles;
  }

  /** Refreshes the access token now, for example because your rights at the provider have changed. */
  async refresh(profile: string, options: CallOptions = {}): Promise<Profile> {
    return await this.#ask('POST /v1/profiles/{name}/refresh', `${at(profile)}/refresh`, options);
  }

  /** Starts a sign-in and resolves once the user has approved it. Aborting cancels it at the agent. */
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
        // The agent may be gone as well; the abort is what counts.
        await this.#ask('POST /v1/profiles/{name}/sign-in/cancel', `${path}/cancel`, {}).catch(() => {});
      }
      throw thrown;
    }
  }

  async signOut(profile: string, options: CallOptions = {}): Promise<Answers['DELETE /v1/profiles/{name}/sign-in']> {
    return await this.#ask('DELETE /v1/profiles/{name}/sign-in', `${at(profile)}/sign-in`, options);
  }

  /** The current View, then a new one on each change, for `for await`. Ends with an error when the agent stops. */
  events(options: CallOptions = {}): AsyncIterableIterator<View> {
    return views(this.#connection, options.signal);
  }

  /** Closes the kept connections. A program can also exit without it. */
  close(): void {
    this.#connection.close();
  }

  /** The agent is a program of the same user (see socket-path.ts), so its answers are trusted to match its documentation. */
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
