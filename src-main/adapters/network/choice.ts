/**
 * Which proxy and which extra certificate authorities apply: those in the environment, else those in the settings.
 * Decides only; opens nothing.
 */
import type { Settings } from '../../core/settings.ts';

export interface NetworkChoice {
  /** Empty: none. */
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
  /** Where the proxy comes from; undefined: there isn't one. */
  readonly proxyFrom: 'environment' | 'settings' | undefined;
  readonly caFile: string | undefined;
  readonly caFrom: 'environment' | 'settings' | undefined;
}

/** The proxy is not used for addresses on this machine. */
const HERE = 'localhost,127.0.0.1,::1';

export function networkChoice(env: NodeJS.ProcessEnv, settings: Pick<Settings, 'proxy' | 'ca_file'>): NetworkChoice {
  const http = (env['http_proxy'] ?? env['HTTP_PROXY']) || '';
  const https = (env['https_proxy'] ?? env['HTTPS_PROXY']) || '';
  const fromEnv = http !== '' || https !== '';
  const own = fromEnv ? '' : (settings.proxy ?? '');
  const noProxy = env['no_proxy'] ?? env['NO_PROXY'] ?? (own === '' ? '' : HERE);
  const proxyFrom = fromEnv ? 'environment' : own === '' ? undefined : 'settings';
  const caFile = env['LATCHKEY_CA_FILE'] || settings.ca_file || undefined;
  const caFrom = env['LATCHKEY_CA_FILE'] ? 'environment' : caFile === undefined ? undefined : 'settings';
  return { httpProxy: http || own, httpsProxy: https || own, noProxy, proxyFrom, caFile, caFrom };
}
