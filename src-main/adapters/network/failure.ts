/**
 * What undici and Node say when a request fails, as our codes. Names the host and nothing else of the address: a path
 * or a query may contain something private.
 */
import { LatchkeyError } from '../../core/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was dropped',
  EPIPE: 'the connection was dropped',
  UND_ERR_SOCKET: 'the connection was dropped',
  ENOTFOUND: 'there is no such host name',
  EAI_AGAIN: 'the host name could not be resolved',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it did not answer in time',
};

/** OpenSSL's verification results that Node returns as codes, and Node's own for a wrong name. */
const UNTRUSTED =
  /^(?:UNABLE_TO_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED|ERR_TLS_CERT_ALTNAME_INVALID)/;

const CREDENTIALS = 'Put the user name and password of the proxy into its address, http://USER:PASSWORD@HOST:PORT.';
const PROXY = 'Check the address of the proxy, or ask its administrator to let this host through.';

export function networkFailure(url: string, thrown: unknown): LatchkeyError {
  const host = hostOf(url);
  const errors = chain(thrown);
  const own = errors.find((error) => error instanceof LatchkeyError);
  if (own !== undefined) return own;
  // undici reports a refused CONNECT under the name of an abort.
  const proxyStatus = errors.map(({ message }) => /^Proxy response \((\d{3})\)/.exec(message)?.[1]).find(Boolean);
  if (proxyStatus !== undefined) {
    const why = `${host} cannot be reached: the proxy refused the connection (${proxyStatus}).`;
    const hint = proxyStatus === '407' ? CREDENTIALS : PROXY;
    return new LatchkeyError('provider_unreachable', why, { cause: thrown, sent: false, hint });
  }
  if (errors.some(({ name }) => name === 'AbortError' || name === 'TimeoutError')) {
    return new LatchkeyError('provider_unreachable', `${host} did not answer in time.`, { cause: thrown });
  }
  const codes = errors.flatMap((error) => ('code' in error && typeof error.code === 'string' ? [error.code] : []));
  const untrusted = codes.find((code) => UNTRUSTED.test(code));
  if (untrusted !== undefined) {
    const why = `The certificate of ${host} is not trusted (${untrusted}).`;
    return new LatchkeyError('tls_untrusted', why, { cause: thrown, sent: false });
  }
  const known = codes.map((code) => REASONS[code]).find((reason) => reason !== undefined);
  const reason = known ?? (codes[0] === undefined ? 'the connection failed' : `the connection failed: ${codes[0]}`);
  const options = errors.some(isBeforeSending) ? { cause: thrown, sent: false as const } : { cause: thrown };
  return new LatchkeyError('provider_unreachable', `${host} cannot be reached: ${reason}.`, options);
}

/** No connection was made, so nothing of the request was sent: it may safely be repeated. */
function isBeforeSending(error: Error): boolean {
  if ('code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'The provider';
}

/** The error, its causes, and for "all addresses failed" each of them. */
function chain(thrown: unknown, depth = 0): Error[] {
  if (!(thrown instanceof Error) || depth > 5) return [];
  const several = thrown instanceof AggregateError ? thrown.errors : [];
  return [thrown, ...[thrown.cause, ...several].flatMap((inner) => chain(inner, depth + 1))];
}
