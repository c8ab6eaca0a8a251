/** What the fake agent shows and gives: profiles, a sign-in, a token, the credentials of a role. */
import type { RoleAnswer, TokenAnswer } from '../../../src-main/core/answers.ts';
import type { AvailableRoles } from '../../../src-main/core/provider/role-source.ts';
import { secret } from '../../../src-main/core/secret.ts';
import type { ProfileView, RoleView, SignInView } from '../../../src-main/core/view.ts';

/** Canaries: found anywhere but in an answer to who may have it, a secret has leaked. */
export const ACCESS_TOKEN = 'fake-access-token-5a2f';
export const ROLE_SECRET = 'fake-role-secret-77aa';
export const ROLE_SESSION = 'fake-role-session-88bb';

/** In an hour and half a minute, so that "1 h 00 min" is what a slow machine shows, too. */
export const inAnHour = () => Math.floor(Date.now() / 1000) + 3630;

export function profileView(name: string, more: Partial<ProfileView> = {}): ProfileView {
  return {
    name,
    provider: 'oidc',
    provider_title: 'OpenID Connect',
    display_name: 'Example ID',
    settings: { issuer: 'https://id.example.test' },
    state: 'active',
    renewable: true,
    identity: { subject: 'u1', name: 'Ada Lovelace', email: 'ada@example.test' },
    expires_at: inAnHour(),
    ...more,
  };
}

export function roleView(): RoleView {
  return { name: 'prod-admin', account_id: '111122223333', role_id: 'admin', expires_at: 1_800_000_000 };
}

/** A profile of AWS with one role at hand and one that was never asked for. */
export function awsProfile(name: string, more: Partial<ProfileView> = {}): ProfileView {
  return profileView(name, {
    provider: 'aws',
    provider_title: 'AWS IAM Identity Center',
    display_name: 'AWS acme',
    settings: { start_url: 'https://acme.awsapps.com/start', region: 'eu-west-1' },
    has_roles: true,
    roles: [
      {
        name: 'prod-admin',
        account_id: '111122223333',
        account_name: 'Production',
        role_id: 'AdministratorAccess',
        expires_at: inAnHour(),
      },
      { name: 'dev', account_id: '444455556666', role_id: 'ReadOnly' },
    ],
    ...more,
  });
}

export function signInView(more: Partial<SignInView> = {}): SignInView {
  return {
    id: 's1',
    flow: 'device',
    phase: 'waiting',
    display_name: 'Example ID',
    user_code: 'WDJB-MJHT',
    verification_uri: 'https://id.example.test/device',
    verification_uri_complete: 'https://id.example.test/device?user_code=WDJB-MJHT',
    expires_at: Math.floor(Date.now() / 1000) + 630,
    interval: 5,
    ...more,
  };
}

export function tokenAnswer(more: Partial<TokenAnswer> = {}): TokenAnswer {
  return {
    accessToken: secret(ACCESS_TOKEN),
    expiresAt: 1_800_000_000,
    expiresIn: 3600,
    scope: 'openid',
    issuer: 'https://id.example.test',
    ...more,
  };
}

export function roleAnswer(): RoleAnswer {
  return {
    accessKeyId: 'ASIAFAKE',
    secretAccessKey: secret(ROLE_SECRET),
    sessionToken: secret(ROLE_SESSION),
    expiresAtMs: 1_800_000_000_999,
    accountId: '111122223333',
  };
}

/** Not in order, and two accounts of one name. */
export const AVAILABLE: AvailableRoles = {
  accounts: [
    { id: '444455556666', name: 'Sandbox' },
    { id: '111122223333', name: 'Production' },
    { id: '777788889999', name: 'Sandbox' },
  ],
  roles: [
    { accountId: '444455556666', id: 'ReadOnly', name: 'ReadOnly' },
    { accountId: '111122223333', id: 'ReadOnly', name: 'ReadOnly' },
    { accountId: '111122223333', id: 'AdministratorAccess', name: 'AdministratorAccess' },
    { accountId: '777788889999', id: 'ReadOnly', name: 'ReadOnly' },
  ],
  listedAtMs: 1_700_000_000_000,
};
