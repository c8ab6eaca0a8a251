/** Checks what a person gave for a profile: one sentence that names the setting, and the matching code. */
import type { z } from 'zod';
import { isErrorCode, LatchkeyError } from '../errors.ts';
import type { Profile } from '../profile.ts';
import type { Provider } from './provider.ts';

/** Throws `profile_invalid` naming what is wrong. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new LatchkeyError('profile_invalid', sentence(parsed.error));
}

/**
 * The settings as they are stored: hosts in lower case, for example. Throws `profile_invalid` naming the setting, or whatever
 * the provider's own schema throws.
 */
export function parseSettings(provider: Provider, profile: Profile): Profile['settings'] {
  const parsed = provider.settings.safeParse(profile.settings);
  if (parsed.success) return parsed.data as Profile['settings'];
  const [issue] = parsed.error.issues;
  // A provider's schema may give a setting, such as the issuer, its own error code and hint.
  const { code, hint }: Record<string, unknown> = (issue?.code === 'custom' && issue.params) || {};
  const options = typeof hint === 'string' ? { hint } : {};
  throw new LatchkeyError(isErrorCode(code) ? code : 'profile_invalid', sentence(parsed.error), options);
}

function sentence(error: z.ZodError): string {
  const [issue] = error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (unknown !== undefined) return `There is no setting ${quoted(unknown)}.`;
  const place = issue?.path.join('.');
  const what = (issue?.message ?? 'it is not valid').replace(/\.$/, '');
  return place ? `The setting ${place} is not valid: ${what}.` : `The profile is not valid: ${what}.`;
}

/** An outside name, short enough for a sentence. */
export function quoted(text: string): string {
  return `'${text.slice(0, 80)}'`;
}
