/** Which `prompt` goes into an authorization request (OpenID Connect Core section 3.1.2.1). Pure. */
import { isMicrosoft } from './issuer.ts';
import type { Metadata } from './metadata.ts';
import { NO_PROMPT, type OidcSettings } from './settings.ts';

/**
 * The person's choice, else what OpenID Connect Core section 11 asks for: offline access comes with consent. Not at
 * Microsoft, where offline_access is a plain scope and asking again needs an administrator, nor where the server lists
 * the values it takes and this is not one.
 */
export function promptFor(settings: OidcSettings, metadata: Metadata, scopes: readonly string[]): string | undefined {
  const { prompt, issuer } = settings;
  if (prompt !== undefined) return prompt === NO_PROMPT ? undefined : prompt;
  if (!scopes.includes('offline_access') || isMicrosoft(issuer)) return undefined;
  return (metadata.prompt_values_supported?.includes('consent') ?? true) ? 'consent' : undefined;
}
