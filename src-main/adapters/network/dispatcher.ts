/** The connections to the providers: direct, or through the proxy that fits the address. Decides for each request. */
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { NetworkChoice } from './choice.ts';
import { noProxyOf } from './no-proxy.ts';
import { proxyOf } from './proxy.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** For headers, and between two pieces of a body; the engine's own deadline is usually shorter. */
const SILENCE_TIMEOUT_MS = 60_000;

export interface Connections {
  readonly dispatcher: Dispatcher;
  /** Waits for what is on its way. */
  close(): Promise<void>;
  /** Ends that, too. */
  destroy(): Promise<void>;
}

/** `ca`: undefined for Node's own. A proxy that cannot be used rejects the requests that need it: `provider_unreachable`. */
export function connections(choice: NetworkChoice, ca: readonly string[] | undefined): Connections {
  // Said each time: else NODE_TLS_REJECT_UNAUTHORIZED=0 would have every certificate accepted.
  const tls = { ...(ca && { ca: [...ca] }), timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: true };
  const options = { headersTimeout: SILENCE_TIMEOUT_MS, bodyTimeout: SILENCE_TIMEOUT_MS, connect: tls };
  const direct = new Agent(options);
  const byProxy = new Map<string, ProxyAgent>();
  const through = (wanted: NonNullable<NetworkChoice['https']>): ProxyAgent => {
    const { uri, authorization } = proxyOf(wanted);
    const agent =
      byProxy.get(uri) ??
      new ProxyAgent({
        ...options,
        uri,
        requestTls: tls,
        proxyTls: tls,
        ...(authorization && { token: authorization }),
      });
    byProxy.set(uri, agent);
    return agent;
  };
  const passes = noProxyOf(choice.noProxy);
  const agentFor = (origin: URL): Dispatcher => {
    const wanted = origin.protocol === 'https:' ? choice.https : choice.http;
    const port = Number(origin.port) || (origin.protocol === 'https:' ? 443 : 80);
    return wanted === undefined || passes.includes(origin.hostname, port) ? direct : through(wanted);
  };
  const all = () => [direct, ...byProxy.values()];
  return {
    // Chosen anew for each request, since a redirect may lead elsewhere.
    dispatcher: direct.compose(
      () => (request, handler) => agentFor(new URL(String(request.origin))).dispatch(request, handler),
    ),
    close: () => Promise.all(all().map((agent) => agent.close())).then(() => undefined),
    destroy: () => Promise.all(all().map((agent) => agent.destroy())).then(() => undefined),
  };
}
