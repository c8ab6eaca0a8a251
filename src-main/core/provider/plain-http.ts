/**
 * The one place that says where plain http is accepted instead of https: on loopback in test mode, and at the sandbox's
 * own address while it runs. Everywhere else issuers, endpoints and links must be https.
 */
export interface PlainHttp {
  /** Test mode. */
  readonly allowLoopbackHttp: boolean;
  /** `http://127.0.0.1:PORT` of the sandbox; undefined: not running. */
  readonly sandboxOrigin?: (() => string | undefined) | undefined;
}

/** For the settings of one profile: no other profile gains anything from a running sandbox. */
export function takesHttp(world: PlainHttp, settings: Readonly<Record<string, unknown>>): boolean {
  if (world.allowLoopbackHttp) return true;
  const origin = world.sandboxOrigin?.();
  return origin !== undefined && settings['issuer'] === origin;
}

/** For a link that is about to be opened in the browser. */
export function opensHttp(world: PlainHttp, link: string): boolean {
  const origin = world.sandboxOrigin?.();
  return world.allowLoopbackHttp || (origin !== undefined && URL.canParse(link) && new URL(link).origin === origin);
}
