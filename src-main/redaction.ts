/**
 * Removes from a text everything that identifies a person: known names, addresses, account numbers, home paths; and
 * anything that looks like a secret, although there should be none. For the diagnosis, which people pass on.
 */

export interface Known {
  /** The text → its replacement. */
  readonly names: ReadonlyMap<string, string>;
  readonly home: string;
}

export type Redact = (text: string) => string;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // A JWT, or a long run of one alphabet with digits and letters: a token, a key, a code.
  [/\beyJ[\w-]{10,}(?:\.[\w-]+){0,2}/g, '[removed]'],
  [/(?<![\w+=-])(?=[\w+=-]*\d)(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])[\w+=-]{20,}/g, '[removed]'],
  [/\b[0-9A-Fa-f]{32,}\b/g, '[removed]'],
  // User and password, query and fragment of an address.
  [/(\bhttps?:\/\/)[^\s/@]+@/g, '$1'],
  [/(\bhttps?:\/\/[^\s?#"']*)[?#][^\s"']*/g, '$1'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[address]'],
  // An AWS account.
  [/\b\d{12}\b/g, '[account]'],
];

export function redactor({ names, home }: Known): Redact {
  // The longest first: one name may begin with another.
  const known = [...names.keys()].filter((name) => name !== '').sort((a, b) => b.length - a.length);
  const any = known.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const pattern = any === '' ? undefined : new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, 'gu');
  return (text) => {
    let out = home.length > 1 ? text.replaceAll(home, '~') : text;
    if (pattern !== undefined) out = out.replaceAll(pattern, (name) => names.get(name) ?? '[name]');
    for (const [secret, instead] of PATTERNS) out = out.replaceAll(secret, instead);
    return out;
  };
}
