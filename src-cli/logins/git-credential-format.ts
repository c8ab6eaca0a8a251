/**
 * The text that git and its credential helpers exchange (git-credential(1), “INPUT/OUTPUT FORMAT”): parse and format.
 * Asks no one.
 */
import type { LoginResponse } from '../../src-main/api/types.ts';
import { present } from '../../src-shared/present.ts';
import { answerBroken, usageError } from '../line/errors.ts';

export interface GitCredential {
  readonly protocol?: string;
  /** With its port. */
  readonly host?: string;
  readonly path?: string;
  readonly username?: string;
  readonly password?: string;
  /** From git 2.40: when the password expires, in epoch seconds. */
  readonly password_expiry_utc?: string;
  /** From git 2.41. */
  readonly oauth_refresh_token?: string;
  /** From git 2.46, instead of user name and password: what goes into the Authorization header. */
  readonly authtype?: string;
  readonly credential?: string;
  /** From git 2.46: what git understands besides user name and password. */
  readonly capabilities: readonly string[];
  /** From git 2.41: the WWW-Authenticate headers of the server's refusal. */
  readonly wwwauth: readonly string[];
}

const SINGLE = [
  'protocol',
  'host',
  'path',
  'username',
  'password',
  'password_expiry_utc',
  'oauth_refresh_token',
  'authtype',
  'credential',
] as const;
const MAX_VALUE_LENGTH = 32_768;

/** True once the blank line that ends it has arrived. */
export const isComplete = (text: string): boolean => text.startsWith('\n') || text.includes('\n\n');

/** Keeps empty values, which are not the same as none. Unknown attributes are ignored, as the protocol requires. Throws `usage`. */
export function parseCredential(text: string): GitCredential {
  // A value with a line end could name another host (CVE-2020-5260, CVE-2024-52006).
  if (/[\r\0]/.test(text)) throw usageError('The input contains a carriage return or a NUL.');
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  for (const line of (text.startsWith('\n') ? '' : text).split('\n\n', 1)[0]?.split('\n') ?? []) {
    if (line === '') continue;
    const at = line.indexOf('=');
    if (at < 1 || line.length > MAX_VALUE_LENGTH) throw usageError('The input contains a line that is not KEY=VALUE.');
    const [key, value] = [line.slice(0, at), line.slice(at + 1)];
    if (!key.endsWith('[]')) values.set(key, value);
    // An empty value empties the list.
    else lists.set(key, value === '' ? [] : [...(lists.get(key) ?? []), value]);
  }
  const given = SINGLE.flatMap((key) => (values.has(key) ? [[key, values.get(key)]] : []));
  return {
    ...Object.fromEntries(given),
    capabilities: lists.get('capability[]') ?? [],
    wwwauth: lists.get('wwwauth[]') ?? [],
  };
}

/** The login that `erase` names; a token in a header counts as the password. Undefined: nothing that Latchkey gives out. */
export function refusedLogin(given: GitCredential): { username?: string; password?: string } | undefined {
  const { username, password, authtype = '', credential } = given;
  if (username === '' || password === '' || credential === '') return undefined;
  if (credential === undefined) return present({ username, password });
  if (/^bearer$/i.test(authtype)) return present({ username, password: credential });
  const named = /^basic$/i.test(authtype) ? basic(credential) : undefined;
  return (username ?? named?.username) === named?.username ? named : undefined;
}

/** RFC 7617 section 2. */
function basic(credential: string): { username: string; password: string } | undefined {
  const text = Buffer.from(credential, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 1 ? undefined : { username: text.slice(0, at), password: text.slice(at + 1) };
}

/** Undefined if there is none, or git itself would ignore it. */
export function expiryOf({ password_expiry_utc: text = '' }: GitCredential): number | undefined {
  const epochS = /^\d+$/.test(text) ? Number(text) : 0;
  return epochS > 0 && Number.isSafeInteger(epochS) ? epochS : undefined;
}

/** The lines of an answer to `get`. */
export function formatLogin(asked: GitCredential, login: LoginResponse): string {
  const { username, password, expires_at: expiresAt, refresh_token: refreshToken } = login;
  // Understood from git 2.40; it then asks again instead of using an expired one.
  const expiry = expiresAt === undefined ? [] : [`password_expiry_utc=${expiresAt}`];
  const refresh = refreshToken === undefined ? [] : [`oauth_refresh_token=${refreshToken}`];
  const pass = password === undefined ? [] : [`password=${password}`];
  const lines = takesBearer(asked, login)
    ? ['capability[]=authtype', 'authtype=Bearer', `credential=${password}`, 'ephemeral=1', ...expiry]
    : [`username=${username}`, ...pass, ...expiry, ...refresh];
  if (lines.some((line) => /[\r\n\0]/.test(line))) throw answerBroken("The agent's answer has no usable login.");
  return lines.join('\n');
}

/** If git can send it, and the server is known to take it or asks for nothing else. */
function takesBearer({ capabilities, wwwauth }: GitCredential, { bearer, source }: LoginResponse): boolean {
  if (source !== 'profile' || !capabilities.includes('authtype')) return false;
  const offers = (scheme: RegExp) => wwwauth.some((header) => scheme.test(header));
  return bearer === true || (offers(/^bearer\b/i) && !offers(/^basic\b/i));
}
