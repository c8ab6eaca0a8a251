/**
 * The one place that says where plain http is taken instead of https: on loopback in test mode, and at the sandbox's own
 * address while it runs. Everywhere else an issuer, an endpoint and a link must be https.
 */
export interface PlainHttp {
  /** Test mode. */
  readonly allowLoopbackHttp: boolean;
  /** `http://127.0.0.1:PORT` of the sandbox; undefined: it does not run. */
  readonly sandboxOrigin?: (() => string | undefined) | undefined;
}

/** Of the settings of one profile: no other profile gains anything by the sandbox being there. */
export function takesHttp(world: PlainHttp, settings: Readonly<Record<string, unknown>>): boolean {
  if (world.allowLoopbackHttp) return true;
  const origin = world.sandboxOrigin?.();
  return origin !== undefined && settings['issuer'] === origin;
}

/** Of a link that is about to be opened in the browser. */
export function opensHttp(world: PlainHttp, link: string): boolean {
  const origin = world.sandboxOrigin?.();
  return world.allowLoopbackHttp || (origin !== undefined && URL.canParse(link) && new URL(link).origin === origin);
}
