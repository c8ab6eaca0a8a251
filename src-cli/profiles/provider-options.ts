/** The options of `profile add` and `profile edit` that set a field of a profile, drawn from what the providers describe. Asks no one. */
import { PROFILE_FIELDS } from '../../src-main/providers/profile-fields.ts';
import type { ProfileField, ProfileFields } from '../../src-shared/profile-field.ts';
import { type Call, type OptionSpec, optionValue } from '../line/command.ts';
import { usageError } from '../line/errors.ts';

const [USUAL] = PROFILE_FIELDS;
const every = PROFILE_FIELDS.flatMap(({ fields }) => fields);

/** Each field once; several providers may have it. */
const FIELDS: readonly ProfileField[] = [...new Map(every.map((field) => [field.option.name, field])).values()];
export const ADDRESSES: readonly OptionSpec[] = [...new Set(PROFILE_FIELDS.map(({ fields }) => fields[0].option))];
const isSecret = ({ as }: ProfileField): boolean => as === 'secret';

/** Fields that are settings, without the addresses, in the order of the help. */
export const SETTINGS: readonly OptionSpec[] = FIELDS.filter((field) => !isSecret(field))
  .map(({ option }) => option)
  .filter(({ name }) => !ADDRESSES.some((address) => address.name === name));
export const SECRETS: readonly ProfileField[] = FIELDS.filter(isSecret);

/** The setting or secret behind an option. */
export const fieldOf = (option: string): ProfileField | undefined =>
  FIELDS.find((field) => field.option.name === option);

export const PROVIDER_OPTION: OptionSpec = {
  name: 'provider',
  value: 'KIND',
  choices: PROFILE_FIELDS.map(({ kind }) => kind),
  help: PROFILE_FIELDS.map(({ kind, meaning }) => `${kind}: ${meaning}`).join('; '),
};

const takes = ({ fields }: ProfileFields, name: string): boolean => fields.some(({ option }) => option.name === name);

/** The kind of provider that `profile add` is about. Throws `usage` for options that do not go together. */
export function checkedProvider(call: Call): string {
  const wanted = optionValue(call, 'provider') ?? USUAL.kind;
  const provider = PROFILE_FIELDS.find(({ kind }) => kind === wanted) ?? USUAL;
  const given = [...call.values.keys(), ...call.flags];
  const strange = given.find((name) => !takes(provider, name) && fieldOf(name) !== undefined);
  if (strange !== undefined) throw misplaced(strange, provider);
  const { name, value } = provider.fields[0].option;
  if (call.values.has(name)) return provider.kind;
  throw usageError(
    `\`latchkey ${call.command.name}\` needs --${name} ${value}.`,
    'Run `latchkey profile add --help` for examples.',
  );
}

function misplaced(option: string, provider: ProfileFields): Error {
  const kinds = PROFILE_FIELDS.filter((other) => takes(other, option)).map(({ kind }) => `--provider ${kind}`);
  const hint = provider === USUAL ? `Add ${kinds.join(' or ')}.` : 'See `latchkey profile add --help`.';
  return usageError(`--${option} does not apply to profiles of the provider ${provider.kind}.`, hint);
}
