/** What a simulated authorization server knows. Every secret starts with SECRET_MARK, so a leak anywhere is detected. */

export const SECRET_MARK = 'sEcReT_';

/** How a server behaves throughout its life. */
export interface Traits {
  /** `none`: the refresh token stays · `plain`: the old one stops working · `grace`: it works a little longer · `reuse`: reuse ends the family. */
  readonly rotation: 'none' | 'plain' | 'grace' | 'reuse';
  readonly graceMs: number;
  /** With rotation `none`: whether the answer repeats the token or leaves it out. */
  readonly repeatsRefreshToken: boolean;
  /** Undefined: the server does not say; tokens then live an hour. */
  readonly accessLifetimeS: number | undefined;
  /** Token lifetimes vary a little. */
  readonly wobbles: boolean;
  readonly refreshTokens: boolean;
  /** Counted from the sign-in; undefined: unlimited. */
  readonly refreshLifetimeS: number | undefined;
  readonly sendsRefreshLifetime: boolean;
  readonly intervalS: number | undefined;
  readonly deviceLifetimeS: number;
  readonly flows: readonly ('device' | 'browser')[];
  readonly confidentialClients: boolean;
  readonly secretLifetimeS: number | undefined;
  readonly managesClients: boolean;
  readonly revokes: boolean;
  readonly sendsDate: boolean;
  /** The share of token answers that are unusable (see oddity.ts), and of refreshes that ask for the person instead. */
  readonly oddity: number;
}

export interface Message {
  readonly op: string;
  readonly [member: string]: string | undefined;
}

export interface ServerClient {
  readonly id: string;
  secret: string | undefined;
  secretEndsAtMs: number | undefined;
  readonly accessToken: string;
  readonly flows: readonly ('device' | 'browser')[];
  gone: boolean;
}

/** All tokens from one sign-in. */
export interface Family {
  readonly id: number;
  readonly client: ServerClient;
  readonly endsAtMs: number;
  alive: boolean;
  /** Why the provider ended it. */
  endedBy: string;
  /**
   * `offered`: just issued · `held`: the agent owes it to the person · `replaced`: a newer one is being stored · `leaving`:
   * the person is signing out · `dropped`: ended for the agent.
   */
  standing: 'offered' | 'held' | 'replaced' | 'leaving' | 'dropped';
  /** The family whose tokens reached the agent while this one was held. */
  replacedBy?: Family;
  droppedAtMs: number;
  readonly refreshes: RefreshToken[];
  readonly accesses: AccessTokenAtServer[];
}

export interface RefreshToken {
  readonly text: string;
  readonly family: Family;
  readonly order: number;
  spentAtMs: number | undefined;
  /** The agent has it: it was delivered to the running agent or was in the vault at its start. */
  known: boolean;
  /** The agent got invalid_grant for it. */
  refused: boolean;
}

export interface AccessTokenAtServer {
  readonly text: string;
  readonly family: Family;
  readonly issuedAtMs: number;
  readonly endsAtMs: number;
  readonly refresh: RefreshToken | undefined;
  revokedByUs: boolean;
  /** The lifetime given to the agent; undefined: the agent cannot know it. */
  readonly lifetimeS: number | undefined;
}

export interface DeviceGrant {
  readonly code: string;
  readonly userCode: string;
  readonly client: ServerClient;
  readonly endsAtMs: number;
  state: 'pending' | 'approved' | 'denied' | 'used';
  intervalS: number;
  lastPollMs: number | undefined;
  /** What the agent has been told. */
  agentIntervalS: number;
  agentLastPollMs: number;
  agentOver: boolean;
  agentEndsAtMs: number | undefined;
}

export interface CodeGrant {
  readonly code: string;
  readonly client: ServerClient;
  readonly endsAtMs: number;
  used: boolean;
  /** Sent by the agent. */
  sent: boolean;
}

export type Meaning =
  | {
      readonly kind: 'tokens';
      readonly access: AccessTokenAtServer;
      readonly refresh: RefreshToken | undefined;
      /** It may still contain a valid refresh token. */
      readonly unusable: boolean;
    }
  | { readonly kind: 'device'; readonly grant: DeviceGrant }
  | { readonly kind: 'client'; readonly client: ServerClient }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'other' };

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly meaning: Meaning;
}

export function ok(body: object, meaning: Meaning = { kind: 'other' }): Answer {
  return { status: 200, body: JSON.stringify(body), meaning };
}

export function refused(code: string, status = 400): Answer {
  return { status, body: JSON.stringify({ error: code }), meaning: { kind: 'error', code } };
}
