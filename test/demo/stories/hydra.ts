/** The demo with Ory Hydra, played by a stand-in that follows its API description: a client is created, used and deleted. */
import { type HydraServer, startHydraServer } from '../../support/hydra/server.ts';
import { check, command, explain, heading, output } from '../narrator.ts';
import { askAgent, fingerprint } from '../programs.ts';
import { answerOf, NAME, profileOf, type Scene, type Step, type Story, tokenNow, typed } from '../scene.ts';
import { backgroundRefresh } from '../steps/refresh.ts';
import { addProfile, renewable, signIn, signOut, tokens } from '../steps/steps.ts';

const LIFETIME_S = 14;
const CLIENT = 'latchkey-demo';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const USE = `latchkey clients get ${NAME} ${CLIENT} --show-secret --json | jq -r .client_secret |`;

/** From the vault to the profile, never through the screen. */
async function useSecret(scene: Scene, also: readonly string[] = []): Promise<string> {
  const edit = ['profile', 'edit', NAME, ...also, '--client-secret-stdin'];
  command(`${USE} latchkey ${edit.join(' ')}`);
  const client = JSON.parse(await answerOf(scene, ['clients', 'get', NAME, CLIENT, '--show-secret', '--json'])) as {
    readonly client_secret?: string;
  };
  const secret = client.client_secret ?? '';
  output(await answerOf(scene, edit, `${secret}\n`));
  return secret;
}

const secretsOf = (hydra: HydraServer): readonly string[] => hydra.state.clients.get(CLIENT)?.secrets ?? [];

function createClient(hydra: HydraServer): Step {
  return async (scene) => {
    heading('A client of its own');
    explain(
      "Hydra's admin API creates the client to sign in with. Hydra shows its secret once; Latchkey puts it in the vault.",
    );
    const grants = [DEVICE_GRANT, 'refresh_token'].flatMap((grant) => ['--grant-type', grant]);
    const scopes = ['openid', 'offline_access'].flatMap((scope) => ['--scope', scope]);
    const method = ['--token-endpoint-auth-method', 'client_secret_basic'];
    const names = ['--client-id', CLIENT, '--name', 'Latchkey demo'];
    output(await typed(scene, ['clients', 'create', NAME, ...names, ...method, ...grants, ...scopes]));
    check(hydra.state.clients.has(CLIENT), 'Hydra has the client');
    output(await typed(scene, ['clients', 'list', NAME]));
    const secret = await useSecret(scene, ['--client-id', CLIENT, ...method]);
    check(secretsOf(hydra).includes(secret), `the vault has the secret that Hydra created (${fingerprint(secret)})`);
  };
}

/** The sign-in's refresh tokens: each can be used once. */
function rotation(hydra: HydraServer): Step {
  return async () => {
    const all = [...hydra.state.tokens.values()].filter(({ kind }) => kind === 'refresh_token');
    check(all.filter(({ used }) => used).length >= 1, 'the refresh token was rotated: the previous one is used up');
    check(all.filter(({ used }) => !used).length === 1, 'and exactly one is valid');
  };
}

function rotateSecret(hydra: HydraServer): Step {
  return async (scene) => {
    heading('A new secret, the same sign-in');
    explain('The previous secret stays valid until you drop it, so every program has time to switch.');
    const [former = ''] = secretsOf(hydra);
    output(await typed(scene, ['clients', 'rotate-secret', NAME, CLIENT]));
    const secret = await useSecret(scene);
    output(await typed(scene, ['clients', 'rotate-secret', NAME, CLIENT, '--drop-previous']));
    check(
      secret !== former && !secretsOf(hydra).includes(former),
      `Hydra accepts only the new one (${fingerprint(secret)})`,
    );
    const before = hydra.traffic.count('refresh');
    output(await typed(scene, ['refresh', NAME]));
    check(hydra.traffic.count('refresh') > before, 'the sign-in was refreshed with it');
    check((await profileOf(scene))?.state === 'active', 'no new sign-in was needed');
  };
}

function deleteClient(hydra: HydraServer): Step {
  return async (scene) => {
    heading('Clean-up');
    const held = () => askAgent(scene.stage.socketPath, `/v1/profiles/${NAME}/clients/${CLIENT}/secret`);
    check((await held()) !== undefined, "the vault still has the client's secret");
    output(await typed(scene, ['clients', 'delete', NAME, CLIENT]));
    check(!hydra.state.clients.has(CLIENT), 'the client is gone from Hydra');
    check((await held()) === undefined, 'and its secret is gone from the vault');
    check(hydra.violations.length === 0, "every request matched Hydra's own API description");
  };
}

export async function hydraStory(): Promise<Story> {
  const hydra = await startHydraServer({ accessTokenTtlS: LIFETIME_S, deviceInterval: 1 });
  const accepts = async (token: string): Promise<boolean> =>
    (await fetch(`${hydra.issuer}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).ok;
  const watched = {
    what: 'token',
    lifetimeS: LIFETIME_S,
    expiresAt: ({ expires_at }: { readonly expires_at?: number | undefined }) => expires_at,
    take: tokenNow,
    asked: () => hydra.traffic.count('refresh'),
    proof: 'Hydra accepts the new one',
    good: accepts,
  };
  return {
    cast: 'A stand-in for Ory Hydra',
    settings: ['--provider', 'hydra', '--issuer', hydra.issuer, '--admin-url', hydra.adminUrl],
    beforeTheCode: 'Latchkey asks for a code with that client',
    atItsPages: ['Any name works as the login. Compare the code, then allow.'],
    approve: (userCode) => hydra.approveDevice(userCode),
    accepts,
    signOuts: () => hydra.traffic.count('revokeOAuth2Token'),
    tool: ['token', NAME],
    steps: [
      addProfile,
      createClient(hydra),
      signIn,
      renewable,
      tokens,
      backgroundRefresh(watched),
      rotation(hydra),
      rotateSecret(hydra),
      signOut,
      deleteClient(hydra),
    ],
    close: () => hydra.close(),
  };
}
