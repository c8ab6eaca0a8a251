/**
 * Well-known providers as data: what to ask for, and the resulting settings of the generic provider. `{tenant}` in a
 * setting is replaced by the answer. Each peculiarity has its source; there is no code for any of them.
 */

/** The one thing that a preset asks for besides the client. */
export interface PresetQuestion {
  readonly question: string;
  readonly example: string;
  /** A regular expression for the whole answer. */
  readonly pattern: string;
  /** Used when the answer is empty. */
  readonly otherwise?: string;
}

export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly provider: string;
  readonly tenant?: PresetQuestion;
  /** True if the token endpoint requires a secret even from programs that cannot keep one. */
  readonly needs_secret: boolean;
  readonly settings: Record<string, unknown>;
  /** Where a person creates a client: a page, or words; `{tenant}` as in the settings. */
  readonly clients_at: string;
  /** What a person must know to create a client there. */
  readonly notes: { readonly text: string; readonly source: string }[];
}

const HOST = '[A-Za-z0-9.-]+\\.[A-Za-z]{2,}(:[0-9]{1,5})?';
const GUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

export const presets: readonly Preset[] = [
  {
    name: 'github',
    title: 'GitHub',
    provider: 'oidc',
    needs_secret: false,
    settings: {
      issuer: 'https://github.com',
      endpoints: {
        authorization_endpoint: 'https://github.com/login/oauth/authorize',
        token_endpoint: 'https://github.com/login/oauth/access_token',
        device_authorization_endpoint: 'https://github.com/login/device/code',
      },
      scopes: ['read:user'],
      // Polling exactly at the interval gets slow_down: https://github.com/octokit/auth-oauth-device.js/issues/334
      poll_margin: 1,
    },
    clients_at: 'https://github.com/settings/developers',
    notes: [
      {
        text: 'Enable the device flow in the OAuth app’s settings; it is off by default.',
        source: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow',
      },
    ],
  },
  {
    name: 'gitlab',
    title: 'GitLab',
    provider: 'oidc',
    tenant: { question: 'GitLab host', example: 'gitlab.com', pattern: HOST, otherwise: 'gitlab.com' },
    needs_secret: false,
    settings: { issuer: 'https://{tenant}', scopes: ['openid', 'profile', 'email'] },
    clients_at: 'https://{tenant}/-/user_settings/applications',
    notes: [
      {
        text: 'Create a non-confidential application with the redirect URI http://127.0.0.1/callback. The device flow needs GitLab 17.2 or later.',
        source: 'https://github.com/git-ecosystem/git-credential-manager/issues/1993',
      },
      {
        text: 'Access tokens last two hours; every sign-in includes a refresh token, without an extra scope.',
        source: 'https://github.com/hickford/git-credential-oauth/issues/2',
      },
    ],
  },
  {
    name: 'google',
    title: 'Google',
    provider: 'oidc',
    needs_secret: true,
    settings: { issuer: 'https://accounts.google.com', scopes: ['openid', 'email', 'profile'] },
    clients_at: 'https://console.cloud.google.com/auth/clients',
    notes: [
      {
        text: 'Create a client of the type Desktop app. The token endpoint needs its secret, although it is not confidential.',
        source: 'https://developers.google.com/identity/protocols/oauth2/native-app',
      },
      {
        text: 'The device flow accepts only clients of the type TVs and Limited Input devices: sign in with the browser.',
        source: 'https://developers.google.com/identity/protocols/oauth2/limited-input-device',
      },
    ],
  },
  {
    name: 'entra',
    title: 'Microsoft Entra',
    provider: 'oidc',
    tenant: {
      question: 'Directory (tenant) ID',
      example: '810017af-c1d4-4a3b-9e18-0f6b6d1d1a2b',
      pattern: GUID,
    },
    needs_secret: false,
    settings: {
      issuer: 'https://login.microsoftonline.com/{tenant}/v2.0',
      scopes: ['openid', 'profile', 'offline_access'],
      // Asking for consent again needs an administrator in many directories: https://github.com/MicrosoftDocs/entra-docs/issues/652
      prompt: 'omit',
    },
    clients_at: 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
    notes: [
      {
        text: 'Only a directory’s ID works: common and organizations publish an issuer with a placeholder in it.',
        source: 'https://github.com/MicrosoftDocs/azure-docs/issues/113944',
      },
      {
        text: 'Allow public client flows. Enter http://127.0.0.1/callback in the manifest: the form accepts only localhost.',
        source: 'https://learn.microsoft.com/en-us/entra/identity-platform/reply-url',
      },
    ],
  },
  {
    name: 'okta',
    title: 'Okta',
    provider: 'oidc',
    tenant: { question: 'Okta domain', example: 'dev-12345.okta.com', pattern: HOST },
    needs_secret: false,
    settings: { issuer: 'https://{tenant}', scopes: ['openid', 'profile', 'offline_access'] },
    clients_at: 'https://{tenant}/admin/apps/active',
    notes: [
      {
        text: 'This uses the org authorization server. A custom one has its own issuer, https://DOMAIN/oauth2/default: edit the profile.',
        source: 'https://github.com/oktadev/okta-aspnet-mvc-example/issues/15',
      },
      {
        text: 'Create a native application with the grant types you use, including refresh token.',
        source: 'https://developer.okta.com/docs/guides/device-authorization-grant/main/',
      },
    ],
  },
  {
    name: 'auth0',
    title: 'Auth0',
    provider: 'oidc',
    tenant: { question: 'Auth0 domain', example: 'my-company.eu.auth0.com', pattern: HOST },
    needs_secret: false,
    // The trailing slash is part of the issuer: https://github.com/damienbod/angular-auth-oidc-client/pull/2124
    settings: { issuer: 'https://{tenant}/', scopes: ['openid', 'profile', 'offline_access'] },
    clients_at: 'https://manage.auth0.com/#/applications',
    notes: [
      {
        text: 'Tokens for your own API need an audience, and the API must allow offline access.',
        source: 'https://auth0.com/docs/secure/tokens/refresh-tokens/get-refresh-tokens',
      },
    ],
  },
  {
    name: 'keycloak',
    title: 'Keycloak',
    provider: 'oidc',
    tenant: {
      question: 'Realm address',
      example: 'id.example.com/realms/main',
      pattern: `${HOST}(/[A-Za-z0-9._~/-]*)?/realms/[A-Za-z0-9._~-]+`,
    },
    needs_secret: false,
    settings: { issuer: 'https://{tenant}', scopes: ['openid', 'offline_access'] },
    clients_at: 'the admin console of {tenant}, under Clients',
    notes: [
      {
        text: 'Turn on “OAuth 2.0 Device Authorization Grant” in the client; it is off by default.',
        source: 'https://github.com/keycloak/keycloak/pull/8060',
      },
      {
        text: 'With offline_access, the sign-in outlives the browser session.',
        source: 'https://www.keycloak.org/docs/latest/server_admin/#_offline-access',
      },
    ],
  },
];
