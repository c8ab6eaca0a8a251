/**
 * Which proxy and which extra certificate authorities apply: those in the environment, by curl's rules, else those in the
 * settings. Decides only; opens nothing.
 */
import type { Settings } from '../../core/settings.ts';

type Source = 'environment' | 'settings';

/** A proxy as it was given; whether it is an address is not known yet. */
export interface ProxyChoice {
  readonly value: string;
  readonly from: Source;
  /** The variable, or what people call the setting; begins a sentence. */
  readonly name: string;
}

export interface NetworkChoice {
  /** For https addresses: all but a test's and the sandbox's. */
  readonly https: ProxyChoice | undefined;
  readonly http: ProxyChoice | undefined;
  readonly noProxy: string;
  /** HTTP_PROXY is set, which no request uses. */
  readonly ignoresHttpProxy: boolean;
  readonly caFile: string | undefined;
  readonly caFrom: Source | undefined;
  readonly extraCaFile: string | undefined;
}

/** The proxy is not used for addresses on this machine. */
const HERE = 'localhost,127.0.0.1,::1';

/** In curl's order. HTTP_PROXY is missing there, too: a CGI program gets it from a request header named Proxy. */
const HTTPS = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
const HTTP = ['http_proxy', 'all_proxy', 'ALL_PROXY'];

export function networkChoice(env: NodeJS.ProcessEnv, settings: Pick<Settings, 'proxy' | 'ca_file'>): NetworkChoice {
  const own: ProxyChoice | undefined = settings.proxy
    ? { value: settings.proxy, from: 'settings', name: 'The proxy in the settings' }
    : undefined;
  const [https, http] = [firstSet(env, HTTPS) ?? own, firstSet(env, HTTP) ?? own];
  const fromSettings = https?.from === 'settings' || http?.from === 'settings';
  const noProxy = firstSet(env, ['no_proxy', 'NO_PROXY'])?.value ?? (fromSettings ? HERE : '');
  const caFile = env['LATCHKEY_CA_FILE'] || settings.ca_file || undefined;
  const caFrom = env['LATCHKEY_CA_FILE'] ? 'environment' : caFile === undefined ? undefined : 'settings';
  const ignoresHttpProxy = firstSet(env, ['HTTP_PROXY']) !== undefined && firstSet(env, ['http_proxy']) === undefined;
  const extraCaFile = env['NODE_EXTRA_CA_CERTS'] || undefined;
  return { https, http, noProxy, ignoresHttpProxy, caFile, caFrom, extraCaFile };
}

/** An empty variable counts as one that is not set. */
function firstSet(env: NodeJS.ProcessEnv, names: readonly string[]): ProxyChoice | undefined {
  const name = names.find((candidate) => (env[candidate] ?? '').trim() !== '');
  return name === undefined ? undefined : { value: (env[name] ?? '').trim(), from: 'environment', name };
}
