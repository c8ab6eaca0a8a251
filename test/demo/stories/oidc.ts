/** The demo with a third-party OpenID provider. */
import { startOidcServer } from '../../support/oidc/server.ts';
import { NAME, type Story, tokenNow } from '../scene.ts';
import { backgroundRefresh } from '../steps/refresh.ts';
import { addProfile, renewable, signIn, signOut, tokens } from '../steps/steps.ts';

const LIFETIME_S = 14;

export async function oidcStory(): Promise<Story> {
  const provider = await startOidcServer({ accessTokenTtlS: LIFETIME_S, deviceInterval: 1 });
  const accepts = async (token: string): Promise<boolean> =>
    (await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${token}` } })).status === 200;
  const scopes = ['openid', 'offline_access'].flatMap((scope) => ['--scope', scope]);
  const watched = {
    what: 'token',
    lifetimeS: LIFETIME_S,
    expiresAt: ({ expires_at }: { readonly expires_at?: number | undefined }) => expires_at,
    take: tokenNow,
    asked: () => provider.traffic.count('refresh'),
    proof: 'the provider accepts the new one',
    good: accepts,
  };
  return {
    cast: 'An OpenID provider',
    settings: ['--provider', 'oidc', '--issuer', provider.issuer, ...scopes],
    beforeTheCode: 'Latchkey registers with the provider, asks for a code',
    atItsPages: ['Any name works as the login. Compare the code, then allow.'],
    approve: (userCode) => provider.approveDevice(userCode, 'ada'),
    accepts,
    signOuts: () => provider.traffic.count('revocation'),
    tool: ['token', NAME],
    steps: [addProfile, signIn, renewable, tokens, backgroundRefresh(watched), signOut],
    close: () => provider.close(),
  };
}
