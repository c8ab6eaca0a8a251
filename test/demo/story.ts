/** The demo's steps, in the order in which a person meets them. Each one proves what it says. */
import type { ProfileView } from '../../src-main/api/types.ts';
import type { OidcServer } from '../support/oidc-server.ts';
import { check, command, explain, heading, output, StepFailed } from './narrator.ts';
import type { Options } from './options.ts';
import { askAgent, fingerprint, latchkey, run, until } from './programs.ts';
import type { Stage } from './stage.ts';

const NAME = 'demo';

export interface Scene {
  readonly options: Options;
  readonly provider: OidcServer;
  readonly stage: Stage;
}

const profileOf = async ({ stage }: Scene): Promise<ProfileView | undefined> =>
  (await askAgent(stage.socketPath, `/v1/profiles/${NAME}`)) as ProfileView | undefined;

async function picture({ stage }: Scene, name: string): Promise<void> {
  const path = await stage.agent.picture(name);
  if (path !== undefined) explain(`(the window: ${path})`);
}

/** Shows the command, runs it, demands that it succeeds. */
async function typed(scene: Scene, args: readonly string[]): Promise<string> {
  command(`latchkey ${args.join(' ')}`);
  const { code, stdout, stderr } = await latchkey(args, scene.stage.env);
  if (code === 0) return stdout;
  throw new StepFailed(`\`latchkey ${args.join(' ')}\` ended with exit code ${code}: ${stderr.trim()}`);
}

export async function addProfile(scene: Scene): Promise<void> {
  heading('A profile');
  explain('A profile is a name of yours for a place to sign in to. It holds no secret.');
  const scopes = ['openid', 'offline_access'].flatMap((scope) => ['--scope', scope]);
  output(
    await typed(scene, ['profile', 'add', NAME, '--provider', 'oidc', '--issuer', scene.provider.issuer, ...scopes]),
  );
  check((await profileOf(scene))?.state === 'signed-out', 'the agent knows the profile; nobody is signed in yet');
  await picture(scene, '1-profile');
}

/** Waits until the sign-in shows a code; undefined when none comes. */
const userCode = (scene: Scene): Promise<string | undefined> =>
  until(async () => (await profileOf(scene))?.sign_in?.user_code, 20_000);

async function approve(scene: Scene, signingIn: Promise<unknown>): Promise<void> {
  const code = await Promise.race([userCode(scene), signingIn.then(() => undefined)]);
  check(code !== undefined, 'there is a code and a link to show to the person');
  await picture(scene, '2-code');
  if (scene.options.auto) {
    explain(`(--auto: the demo plays the person, opens the link and enters ${code})`);
    await scene.provider.approveDevice(code, 'ada');
  } else {
    explain('Your browser has opened the page of the provider, else open the link above. Any name will do as login;');
    explain('compare the code, then allow.');
  }
}

export async function signIn(scene: Scene): Promise<void> {
  heading('One sign-in');
  explain(
    'Latchkey registers itself with the provider, asks for a code, and waits while you approve it in your browser.',
  );
  const args = ['login', NAME, '--flow', 'device', ...(scene.options.auto ? ['--no-open'] : [])];
  command(`latchkey ${args.join(' ')}`);
  const signingIn = latchkey(args, scene.stage.env, output);
  await approve(scene, signingIn);
  const { code, stdout, stderr } = await signingIn;
  if (code !== 0) throw new StepFailed(`The sign-in failed: ${stderr.trim()}`);
  output(stdout);
  const profile = await profileOf(scene);
  check(profile?.state === 'active' && profile.renewable, 'signed in, and the sign-in can renew itself');
  await picture(scene, '3-signed-in');
}

interface UserInfo {
  readonly status: number;
  readonly subject: string | undefined;
}

async function userinfo({ provider }: Scene, token: string): Promise<UserInfo> {
  const response = await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${token}` } });
  const body: unknown = await response.json().catch(() => undefined);
  const subject = typeof body === 'object' && body !== null && 'sub' in body ? String(body.sub) : undefined;
  return { status: response.status, subject };
}

async function tokenNow(scene: Scene): Promise<string> {
  const { code, stdout, stderr } = await latchkey(['token', NAME], scene.stage.env);
  if (code !== 0) throw new StepFailed(`\`latchkey token\` ended with exit code ${code}: ${stderr.trim()}`);
  return stdout.trim();
}

export async function tokens(scene: Scene): Promise<void> {
  heading('A token for every tool');
  explain('Scripts and tools ask the agent. The demo shows fingerprints, because a token belongs on no screen.');
  command(`latchkey token ${NAME}`);
  const first = await tokenNow(scene);
  check(first.length > 20, `the command prints a token (SHA-256 begins with ${fingerprint(first)})`);
  const url = `http://localhost/v1/profiles/${NAME}/token`;
  command(`curl --unix-socket "$LATCHKEY_SOCKET" ${url}`);
  const asked = await run('curl', ['-sS', '--unix-socket', scene.stage.socketPath, url], scene.stage.env);
  const answer = JSON.parse(asked.stdout || '{}') as { access_token?: string; token_type?: string };
  const second = answer.access_token ?? '';
  check(second.length > 20 && answer.token_type === 'Bearer', `curl gets one too (${fingerprint(second)})`);
  const { status, subject } = await userinfo(scene, second);
  check(status === 200 && subject !== undefined, `the provider accepts it: it is the token of “${subject}”`);
}

/** A token and the profile of the same moment: no refresh came between the two. */
async function sameMoment(scene: Scene): Promise<readonly [string, ProfileView]> {
  for (;;) {
    const before = await profileOf(scene);
    const token = await tokenNow(scene);
    const after = await profileOf(scene);
    if (after?.state === 'active' && after.expires_at === before?.expires_at) return [token, after];
  }
}

export async function backgroundRefresh(scene: Scene): Promise<void> {
  heading('Fresh ahead of time');
  const { provider } = scene;
  const [before, was] = await sameMoment(scene);
  const refreshes = provider.traffic.count('refresh');
  const time = (epochS: number | undefined): string =>
    epochS === undefined ? 'unknown' : new Date(epochS * 1000).toLocaleTimeString('en-GB');
  explain('This provider issues tokens that live for 20 seconds. Nobody asks for anything now: watch.');
  explain(`now   ${fingerprint(before)}, valid until ${time(was.expires_at)}`);
  const is = await until(async () => {
    const now = await profileOf(scene);
    return now?.state === 'active' && now.expires_at !== was.expires_at ? now : undefined;
  }, 30_000);
  check(is !== undefined, 'the agent has renewed the token in the background');
  check(provider.traffic.count('refresh') === refreshes + 1, 'with exactly one refresh counted at the provider');
  const after = await tokenNow(scene);
  explain(`then  ${fingerprint(after)}, valid until ${time(is.expires_at)}`);
  check(before !== after && (is.expires_at ?? 0) > (was.expires_at ?? 0), 'it is another token, and it lives longer');
  check((await userinfo(scene, after)).status === 200, 'the provider accepts the new one');
  await picture(scene, '4-refreshed');
}

export async function signOut(scene: Scene): Promise<void> {
  heading('Sign-out');
  explain('The provider is asked to withdraw the tokens, and Latchkey forgets them.');
  const token = await tokenNow(scene);
  output(await typed(scene, ['logout', NAME]));
  check(scene.provider.traffic.count('revocation') > 0, 'the provider was asked to revoke');
  const { status } = await userinfo(scene, token);
  check(status === 401, 'the provider no longer accepts the token');
  command(`latchkey token ${NAME}`);
  const refused = await latchkey(['token', NAME], scene.stage.env);
  output(refused.stderr);
  check(refused.code === 3 && refused.stdout === '', 'exit code 3: a script can tell that a sign-in is needed');
}

export async function end(scene: Scene): Promise<void> {
  heading('The end');
  output(await typed(scene, ['profile', 'remove', NAME]));
  check((await profileOf(scene)) === undefined, 'the profile is gone');
  check((await scene.stage.agent.stop()) === 0, 'the agent has ended in good order');
  check((await askAgent(scene.stage.socketPath, '/v1/status')) === undefined, 'and nobody answers at its socket');
}
