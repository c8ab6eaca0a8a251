/** The demo with Ory Hydra, played by a stand-in that is held to its API description: a client is made, used and deleted. */
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

/** From the vault to the profile, and never over the screen. */
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
    explain("Hydra's admin API makes the client to sign in with. Its secret is shown once: it goes to the vault.");
    const grants = [DEVICE_GRANT, 'refresh_token'].flatMap((grant) => ['--grant-type', grant]);
    const scopes = ['openid', 'offline_access'].flatMap((scope) => ['--scope', scope]);
    const method = ['--token-endpoint-auth-method', 'client_secret_basic'];
    const names = ['--client-id', CLIENT, '--name', 'Latchkey demo'];
    output(await typed(scene, ['clients', 'create', NAME, ...names, ...method, ...grants, ...scopes]));
    check(hydra.state.clients.has(CLIENT), 'Hydra has the client');
    output(await typed(scene, ['clients', 'list', NAME]));
    const secret = await useSecret(scene, ['--client-id', CLIENT, ...method]);
    check(secretsOf(hydra).includes(secret), `the vault had the secret that Hydra made (${fingerprint(secret)})`);
  };
}

/** The refresh tokens of the sign-in: used ones are spent. */
function rotation(hydra: HydraServer): Step {
  return async () => {
    const all = [...hydra.state.tokens.values()].filter(({ kind }) => kind === 'refresh_token');
    check(all.filter(({ used }) => used).length >= 1, 'the refresh token was rotated: the former one is spent');
    check(all.filter(({ used }) => !used).length === 1, 'and exactly one is good');
  };
}

function rotateSecret(hydra: HydraServer): Step {
  return async (scene) => {
    heading('Another secret, the same sign-in');
    explain('The former secret stays valid until it is dropped, so that every program can change over.');
    const [former = ''] = secretsOf(hydra);
    output(await typed(scene, ['clients', 'rotate-secret', NAME, CLIENT]));
    const secret = await useSecret(scene);
    output(await typed(scene, ['clients', 'rotate-secret', NAME, CLIENT, '--drop-former']));
    check(
      secret !== former && !secretsOf(hydra).includes(former),
      `Hydra takes only the new one (${fingerprint(secret)})`,
    );
    const before = hydra.traffic.count('refresh');
    output(await typed(scene, ['refresh', NAME]));
    check(hydra.traffic.count('refresh') > before, 'the sign-in was renewed with it');
    check((await profileOf(scene))?.state === 'active', 'nobody had to sign in again');
  };
}

function deleteClient(hydra: HydraServer): Step {
  return async (scene) => {
    heading('Tidying up');
    const held = () => askAgent(scene.stage.socketPath, `/v1/profiles/${NAME}/clients/${CLIENT}/secret`);
    check((await held()) !== undefined, 'until now the vault has the secret of the client');
    output(await typed(scene, ['clients', 'delete', NAME, CLIENT]));
    check(!hydra.state.clients.has(CLIENT), 'the client is gone from Hydra');
    check((await held()) === undefined, 'and its secret from the vault');
    check(hydra.violations.length === 0, "every request was as Hydra's own API description wants it");
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
    beforeTheCode: 'Latchkey asks for a code with that client,',
    atItsPages: ['Any name will do as login; compare the code, then allow.'],
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
