/**
 * What a program wants to change about a profile or about Latchkey, in English: each completes "… wants to change work:".
 * The other languages are in src-languages/. `name` and `value` are what it is about.
 */

type ChangeText = (name: string, value: string) => string;

export const CHANGE_WORDS = {
  ask_never: () => 'never ask again',
  ask_new: () => 'ask about new programs only',
  allow: (program: string) => `always allow ${program}`,
  allow_role: (program: string, role: string) => `always allow ${program} to use the role ${role}`,
  allow_many: (count: string) => `always allow ${count} programs that are not in its list`,
  token_to: (host: string) => `give its token to ${host}`,
  token_to_many: (count: string) => `give its token to ${count} servers that are not in its list`,
  cache_bridge: () => 'write its access token to files in ~/.aws/sso/cache, where any program can read it',
  setting: (name: string, value: string) => `set ${name} to ${value}`,
  setting_gone: (name: string) => `remove the setting ${name}`,
  setting_many: (count: string) => `change ${count} settings`,
  secret: (name: string) => `replace the secret ${name}`,
  role_new: (role: string, target: string) => `add the role ${role}, which is ${target}`,
  role_new_many: (count: string) => `add ${count} roles`,
  role_gone: (role: string) => `remove the role ${role}`,
  profile_gone: () => 'sign out and remove the profile',
  profile_new: (profile: string) => `add the profile ${profile} with fewer questions than your default`,
  forward: (host: string) => `give its token and all its roles to the machine ${host}`,
  forward_role: (host: string, role: string) => `give the role ${role} to the machine ${host}`,
  client_new: (at: string) => `create an OAuth client ${at}`.trim(),
  client_changed: (id: string) => `change the OAuth client ${id}`,
  client_gone: (id: string) => `delete the OAuth client ${id}`,
  client_secret: (id: string) => `read the secret of the OAuth client ${id}`,
  client_secret_new: (id: string) => `create a new secret for the OAuth client ${id}`,
  client_secret_gone: (id: string) => `invalidate the former secrets of the OAuth client ${id}`,
  default_never: () => 'never ask about programs that use a new profile',
  default_new: () => 'ask only about new programs that use a new profile',
  logins_never: () => 'never ask about stored logins again',
  logins_new: () => 'ask about stored logins only for new programs',
  login_allow: (program: string, server: string) => `always allow ${program} to use the login for ${server}`,
} satisfies Readonly<Record<string, ChangeText>>;

export type ChangeKind = keyof typeof CHANGE_WORDS;

export const CHANGE_KINDS = Object.keys(CHANGE_WORDS) as [ChangeKind, ...ChangeKind[]];

/** All words of one language, called alike. */
export type ChangeWords = Readonly<Record<ChangeKind, ChangeText>>;

export interface ChangeShown {
  readonly kind: ChangeKind;
  readonly name?: string | undefined;
  readonly value?: string | undefined;
}

export function changeText(words: ChangeWords, changes: readonly ChangeShown[]): string {
  return changes.map(({ kind, name = '', value = '' }) => words[kind](name, value)).join('; ');
}
