/** What `profile add` and `profile edit` have in common: options to settings, and the secret from standard input. */
import type { AddProfileRequest } from '../../src-main/api/types.ts';
import type { ProfileField } from '../../src-shared/profile-field.ts';
import type { Call } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { readKey, readSecret } from '../line/secret-input.ts';
import { fieldOf, SECRETS } from './provider-options.ts';

export type Secrets = NonNullable<AddProfileRequest['secrets']>;

/** The given settings, by API name. A repeatable option becomes a list; spaces also separate scopes (RFC 6749 section 3.3). */
export function settingsOf(call: Call): Record<string, unknown> {
  const flags = [...call.flags].flatMap((option) => {
    const field = fieldOf(option);
    return field === undefined || field.as === 'secret' ? [] : [[field.name, true] as const];
  });
  const values = [...call.values].flatMap(([option, given]) => {
    const field = fieldOf(option);
    return field === undefined ? [] : [[field.name, settingFrom(field, given)] as const];
  });
  return Object.fromEntries([...flags, ...values]);
}

/** `null` removes a setting at the agent. */
function settingFrom({ as }: ProfileField, given: readonly string[]): unknown {
  if (as === 'switch') return given[0] === 'on' ? true : null;
  return as === 'list' ? given.flatMap((words) => words.split(' ')).filter((word) => word !== '') : given[0];
}

/** The label of the prompt, by the member that the secret goes to. */
const LABELS: Readonly<Record<keyof Secrets, string>> = {
  client_secret: 'Client secret',
  private_key: 'Private key',
  initial_access_token: 'Initial access token',
};

/** Reads the secret that an option announced, if any. One call takes one secret, since standard input holds one. */
export async function secretsOf(call: Call): Promise<Secrets | undefined> {
  const [field, another] = SECRETS.filter(({ option }) => call.flags.has(option.name));
  if (field === undefined) return undefined;
  if (another !== undefined) {
    const hint = another.name.startsWith('initial')
      ? 'A client that you registered has a secret or a key; an initial access token registers a new one.'
      : 'Give one now, and the other with `latchkey profile edit NAME`.';
    throw usageError(
      `Only one secret can be read at a time: --${field.option.name} or --${another.option.name}.`,
      hint,
    );
  }
  const member = field.name as keyof Secrets;
  const label = LABELS[member];
  return { [member]: member === 'private_key' ? await readKey(label) : await readSecret(label) };
}
