/** The address of a proxy, read as curl reads it. Pure; no error repeats the value, which may contain a password. */
import { LatchkeyError } from '../../core/errors.ts';
import type { ProxyChoice } from './choice.ts';

export interface Proxy {
  /** Without user and password. */
  readonly uri: string;
  /** Host and port, as shown. */
  readonly host: string;
  /** For `Proxy-Authorization`. */
  readonly authorization: string | undefined;
}

/** What curl uses where the address names no port. */
const PORTS: Readonly<Record<string, string>> = { http: '1080', https: '443' };

/** Throws `provider_unreachable`. */
export function proxyOf({ value, name }: ProxyChoice): Proxy {
  const [, named, rest = value] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(value) ?? [];
  const scheme = (named ?? 'http').toLowerCase();
  if (/^socks/.test(scheme)) throw unusable(name, `is a SOCKS proxy (${scheme}), which Latchkey does not support`);
  const port = PORTS[scheme];
  if (port === undefined) throw unusable(name, `is neither an http nor an https address`);
  const address = `${scheme}://${rest}`;
  if (!URL.canParse(address)) throw unusable(name, 'is not a valid address');
  const { hostname, username, password } = new URL(address);
  // URL drops the usual port of the scheme, which is not what counts where there is none.
  const given = /:(\d+)$/.exec(rest.split(/[/?#]/, 1)[0] ?? '')?.[1];
  const host = `${hostname}:${given ?? port}`;
  const user = `${decoded(username)}:${decoded(password)}`;
  const authorization = user === ':' ? undefined : `Basic ${Buffer.from(user).toString('base64')}`;
  return { uri: `${scheme}://${host}`, host, authorization };
}

/** A percent sign that begins no escape stands for itself. */
function decoded(text: string): string {
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

function unusable(name: string, why: string): LatchkeyError {
  return new LatchkeyError('provider_unreachable', `${name} ${why}.`, {
    hint: 'Set it to an address such as http://proxy.example:3128, or unset it.',
    sent: false,
  });
}
