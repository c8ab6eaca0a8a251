/**
 * The way to the providers: undici's fetch with the proxy and the certificate authorities of the environment. Retries
 * nothing and reads no body; deadlines and size limits are the engine's.
 */
import { rootCertificates } from 'node:tls';
import { type RequestInit as UndiciInit, fetch as undici } from 'undici';
import { LatchkeyError } from '../../core/errors.ts';
import type { Fetch } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';
import { readAuthorities } from './authorities.ts';
import { type NetworkChoice, networkChoice } from './choice.ts';
import { type Connections, connections } from './dispatcher.ts';
import { networkFailure } from './failure.ts';

export interface FetchOptions {
  /** Sent as `User-Agent: latchkey/VERSION`. */
  readonly version: string;
  /** HTTPS_PROXY, ALL_PROXY, NO_PROXY (also in lower case), http_proxy, LATCHKEY_CA_FILE, NODE_EXTRA_CA_CERTS. */
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
  let open: Connections | undefined;
  const request: Fetch = async (url, init = {}) => {
    try {
      open ??= opened(networkChoice(env, options.settings?.() ?? {}));
      const { dispatcher } = open;
      const headers = new Headers(init.headers);
      // Also in place of a library's own: a provider's log should name one program.
      headers.set('user-agent', `latchkey/${options.version}`);
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
      open?.close().catch(() => {});
      open = undefined;
    },
    async close() {
      await open?.destroy();
    },
  };
}

function opened(choice: NetworkChoice): Connections {
  const own = choice.caFile === undefined ? [] : ownAuthorities(choice.caFile, choice.caFrom);
  const extra = choice.extraCaFile === undefined ? [] : extraAuthorities(choice.extraCaFile);
  return connections(choice, own.length + extra.length === 0 ? undefined : [...rootCertificates, ...own, ...extra]);
}

function ownAuthorities(path: string, from: NetworkChoice['caFrom']): readonly string[] {
  try {
    return readAuthorities(path).usable;
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
function extraAuthorities(path: string): readonly string[] {
  try {
    return readAuthorities(path).usable;
  } catch {
    return [];
  }
}
