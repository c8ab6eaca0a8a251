/**
 * What to do next, where the agent's own hint names a command or its options: the same in words of the window, by error
 * code. Part of strings.ts. A code that is not here keeps the agent's hint.
 */
const OWN_CLIENT =
  'Register a client with the provider yourself and enter its client ID under “More settings” of the profile.';
const SIGN_IN = 'Choose “Sign in again”.';

export const hints: Readonly<Record<string, string>> = {
  profile_unknown: 'It has been removed; choose one from the list.',
  profile_exists: 'Choose another name, or edit the profile that has it.',
  profile_invalid: 'Correct it under “Edit…”.',
  provider_unknown: 'Choose one of the providers offered.',
  sign_in_needed: SIGN_IN,
  access_token_rejected: SIGN_IN,
  min_ttl_unavailable: 'Ask for a shorter lifetime, or have the provider issue longer-lived tokens.',
  flow_unsupported: 'Choose the other way to sign in: with a code, or in the browser.',
  role_unknown: 'Choose “Add roles…” to see which roles there are.',
  client_rejected: 'Check the client ID and secret under “More settings” of the profile.',
  invalid_scope: 'Change the scopes under “More settings” of the profile.',
  registration_disabled: OWN_CLIENT,
  registration_refused: OWN_CLIENT,
  invalid_client_metadata: OWN_CLIENT,
  registration_unauthorized: 'Enter a valid initial access token under “More settings” of the profile.',
  invalid_redirect_uri: 'Set a redirect URI that the provider accepts, under “More settings” of the profile.',
  tls_untrusted:
    'If your network has its own certificate authority, start Latchkey with LATCHKEY_CA_FILE set to its PEM file.',
  loopback_unavailable: 'Free the port it names, or sign in with a code instead.',
  vault_missing: 'Start a keychain (on Linux a Secret Service such as gnome-keyring) and try again.',
};
