/** What a sign-in and its secrets belong to: the issuer and the client, as the provider defines them. */
import type { Provider } from './provider.ts';

export function signInKey(provider: Provider, settings: unknown): string {
  return `${provider.kind} ${provider.signInKey?.(settings) ?? JSON.stringify(settings)}`;
}
