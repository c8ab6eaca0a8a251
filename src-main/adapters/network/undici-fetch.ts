/**
 * The way to the providers: undici's fetch with the proxy and the certificate authorities of the environment. Retries
 * nothing and reads no body; deadlines and size limits are the engine's.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { EnvHttpProxyAgent, type RequestInit as UndiciInit, fetch as undici } from 'undici';
import { LatchkeyError } from '../../core/errors.ts';
import type { Fetch } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';
import { type NetworkChoice, networkChoice } from './choice.ts';
import { networkFailure } from './failure.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** For headers, and between two pieces of a body; the engine's own deadline is usually shorter. */
const SILENCE_TIMEOUT_MS = 60_000;

export interface FetchOptions {
  /** Sent as `User-Agent: latchkey/VERSION`. */
  readonly version: string;
  /** HTTPS_PROXY, HTTP_PROXY, NO_PROXY (also in lower case), LATCHKEY_CA_FILE, NODE_EXTRA_CA_CERTS. */
  readonly env?: NodeJS.ProcessEnv;
  /** Used for what the environment does not set; read again after `renew`. */
  readonly settings?: () => Pick<Settings, 'proxy' | 'ca_file'>;
}

export interface ClosableFetch {
  readonly fetch: Fetch;
  /** The next request reads the environment and the settings again; those on their way end as they began. */
  renew(): void;
  /** Closes all connections, including those in use. */
  close(): Promise<void>;
}

/** `fetch` rejects with `provider_unreachable` or `tls_untrusted`. Redirects of anything but GET and HEAD are not followed. */
export function undiciFetch(options: FetchOptions): ClosableFetch {
  const env = options.env ?? process.env;
  // Created at the first request, and again after a failure: a fixed CA file works without a restart.
  let dispatcher: EnvHttpProxyAgent | undefined;
  const request: Fetch = async (url, init = {}) => {
    try {
      dispatcher ??= createDispatcher(env, networkChoice(env, options.settings?.() ?? {}));
      const headers = new Headers(init.headers);
      if (!headers.has('user-agent')) headers.set('user-agent', `latchkey/${options.version}`);
      const redirect = init.redirect ?? (/^(?:GET|HEAD)$/i.test(init.method ?? 'GET') ? 'follow' : 'manual');
      // undici's own types for the same web standard differ from those of the DOM library in name only.
      const given = { ...init, redirect, headers: [...headers], dispatcher } as unknown as UndiciInit;
      return (await undici(url, given)) as unknown as Response;
    } catch (error) {
      throw networkFailure(url, error);
    }
  };
  return {
    fetch: request,
    renew() {
      // Waits for requests on their way; no one waits for that.
      dispatcher?.close().catch(() => {});
      dispatcher = undefined;
    },
    async close() {
      await dispatcher?.destroy();
    },
  };
}

function createDispatcher(env: NodeJS.ProcessEnv, choice: NetworkChoice): EnvHttpProxyAgent {
  const ca = authorities(env, choice);
  const tls = ca === undefined ? {} : { ca };
  try {
    return new EnvHttpProxyAgent({
      // Empty rather than absent: otherwise undici would read the environment of the process.
      httpProxy: choice.httpProxy,
      httpsProxy: choice.httpsProxy,
      noProxy: choice.noProxy,
      headersTimeout: SILENCE_TIMEOUT_MS,
      bodyTimeout: SILENCE_TIMEOUT_MS,
      connect: { ...tls, timeout: CONNECT_TIMEOUT_MS },
      requestTls: { ...tls, timeout: CONNECT_TIMEOUT_MS },
      proxyTls: { ...tls, timeout: CONNECT_TIMEOUT_MS },
    });
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    // The value is not repeated: it may contain a password.
    throw new LatchkeyError(
      'provider_unreachable',
      'The proxy set in HTTPS_PROXY or HTTP_PROXY is not a valid address.',
      {
        hint: 'Set it to an address such as http://proxy.example:3128, or unset it.',
      },
    );
  }
}

/** The system's authorities and those of the two files; undefined: Node's defaults. */
function authorities(env: NodeJS.ProcessEnv, { caFile, caFrom }: NetworkChoice): string[] | undefined {
  const own = caFile === undefined ? [] : readAuthorities(caFile, caFrom);
  const extra = env['NODE_EXTRA_CA_CERTS'] ? readExtra(env['NODE_EXTRA_CA_CERTS']) : [];
  return own.length + extra.length === 0 ? undefined : [...rootCertificates, ...own, ...extra];
}

function readAuthorities(path: string, from?: NetworkChoice['caFrom']): string[] {
  try {
    const found = readFileSync(path, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    if (found.length === 0) throw new Error('no certificate in it');
    for (const pem of found) new X509Certificate(pem);
    return found;
  } catch (cause) {
    const where = from === 'settings' ? 'the CA file in the settings' : 'LATCHKEY_CA_FILE';
    const hint = `Set ${where} to a readable file of PEM certificates, or unset it.`;
    throw new LatchkeyError('tls_untrusted', `The CA file ${path} cannot be read as PEM certificates.`, {
      hint,
      cause,
    });
  }
}

/** Node itself ignores a file that it cannot read here, and so do we; Electron does not read the variable at all. */
function readExtra(path: string): string[] {
  try {
    return readAuthorities(path);
  } catch {
    return [];
  }
}
