/** Views as the agent sends them: profiles and sign-ins in every state that the window has to show. */
import type {
  AskView,
  AvailableRolesResponse,
  ProfileView,
  RoleView,
  SignInView,
  View,
} from '../../../src-main/api/types.ts';

export const inS = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

export function profile(change: Partial<ProfileView> = {}): ProfileView {
  return {
    name: 'work',
    provider: 'oidc',
    provider_title: 'OpenID Connect',
    display_name: 'login.example.com',
    settings: { issuer: 'https://login.example.com' },
    state: 'active',
    identity: { subject: 'u-1', name: 'Ada Moreno', email: 'ada@example.com' },
    expires_at: inS(42 * 60 + 30),
    refresh_at: inS(37 * 60),
    renewable: true,
    ...change,
  };
}

export function signedOut(change: Partial<ProfileView> = {}): ProfileView {
  const { identity: _identity, expires_at: _expires, refresh_at: _refresh, ...rest } = profile();
  return { ...rest, state: 'signed-out', renewable: false, ...change };
}

export function signIn(change: Partial<SignInView> = {}): SignInView {
  return {
    id: 'attempt-1',
    flow: 'device',
    phase: 'waiting',
    display_name: 'login.example.com',
    user_code: 'WDJB-MJHT',
    verification_uri: 'https://login.example.com/device',
    verification_uri_complete: 'https://login.example.com/device?user_code=WDJB-MJHT',
    expires_at: inS(9 * 60 + 42),
    interval: 5,
    ...change,
  };
}

export function preparing(): SignInView {
  return { id: 'attempt-1', flow: 'device', phase: 'preparing', display_name: 'login.example.com' };
}

export function browserSignIn(): SignInView {
  return {
    id: 'attempt-1',
    flow: 'browser',
    phase: 'waiting',
    display_name: 'login.example.com',
    authorization_uri: `https://login.example.com/authorize?response_type=code&client_id=5f0c2a&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Fcallback&scope=openid%20profile%20offline_access&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&state=${'x'.repeat(43)}`,
    expires_at: inS(4 * 60 + 58),
  };
}

export function view(profiles: readonly ProfileView[], change: Partial<View> = {}): View {
  return {
    overall: profiles.length === 0 ? 'empty' : 'fine',
    profiles: [...profiles],
    agent: { version: '0.1.0', vault: 'keychain', started_at: inS(-3600) },
    ...change,
  };
}

/** work with one sign-in on show. */
export const withSignIn = (attempt: SignInView, change: Partial<ProfileView> = {}): View =>
  view([signedOut({ state: 'awaiting-user', sign_in: attempt, ...change })], { overall: 'needs-you' });

export function role(change: Partial<RoleView> = {}): RoleView {
  return { name: 'prod-admin', account_id: '111122223333', account_name: 'Production', role_id: 'Admin', ...change };
}

export function awsProfile(change: Partial<ProfileView> = {}): ProfileView {
  return profile({
    provider: 'aws',
    provider_title: 'AWS IAM Identity Center',
    display_name: 'AWS d-1234567890',
    settings: { start_url: 'https://d-1234567890.awsapps.com/start', region: 'eu-central-1' },
    has_roles: true,
    has_console: true,
    roles: [],
    ...change,
  });
}

/** No link into Huawei Cloud's console in a role is published, and its sign-in does not renew itself. */
export function huaweiProfile(change: Partial<ProfileView> = {}): ProfileView {
  return profile({
    provider: 'huawei',
    provider_title: 'Huawei Cloud IAM Identity Center',
    display_name: 'Huawei Cloud d-47f958c067',
    settings: { start_url: 'https://idcenter.huaweicloud.com/d-47f958c067/portal', region: 'ap-southeast-1' },
    renewable: false,
    has_roles: true,
    has_console: false,
    roles: [],
    ...change,
  });
}

const ROLE_NAMES = [
  'AdministratorAccess',
  'Billing',
  'Developer',
  'ReadOnly',
  'Operator',
  'Support',
  'Audit',
  'Deploy',
];

/** So many accounts with 8 roles each, as the largest organisations have them. */
export function availableRoles(accounts: number): AvailableRolesResponse {
  const known = ['Production', 'Staging', 'Sandbox', 'Data platform', 'Shared services'];
  const list = Array.from({ length: accounts }, (_, index) => ({
    id: String(111_122_223_333 + index * 1_000_003),
    name: known[index] ?? `Team ${index}`,
  }));
  const roles = list.flatMap(({ id }) => ROLE_NAMES.map((name) => ({ account_id: id, role_id: name, name })));
  return { accounts: list, roles, listed_at: inS(-60) };
}

export function ask(change: Partial<AskView> = {}): AskView {
  return {
    id: 'ask-1',
    profile: 'work',
    role: 'prod-admin',
    program: 'terraform',
    executable: '/usr/local/bin/terraform',
    chain: ['terraform', 'make', 'bash'],
    can_remember: true,
    expires_at: inS(52),
    ...change,
  };
}

export const withAsks = (asks: readonly AskView[], profiles = [awsProfile({ ask: 'new', roles: [role()] })]): View =>
  view(profiles, { overall: 'needs-you', asks: [...asks] });

export const lockedView = (): View =>
  view([profile()], { agent: { version: '0.1.0', vault: 'keychain', started_at: 0, locked: true } });
