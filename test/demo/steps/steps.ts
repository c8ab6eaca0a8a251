/** The demo's steps that are the same with every provider. Each one proves what it says. */
import { check, command, explain, heading, output, StepFailed } from '../narrator.ts';
import { askAgent, fingerprint, latchkey, run, until } from '../programs.ts';
import { NAME, picture, profileOf, type Scene, tokenNow, typed } from '../scene.ts';

export async function addProfile(scene: Scene): Promise<void> {
  heading('A profile');
  explain('A profile is your name for a place to sign in to. It holds no secret.');
  output(await typed(scene, ['profile', 'add', NAME, ...scene.story.settings]));
  check((await profileOf(scene))?.state === 'signed-out', 'the agent knows the profile; it is not signed in yet');
  await picture(scene, '1-profile');
}

/** Waits until the sign-in shows a code; undefined if none comes. */
const userCode = (scene: Scene): Promise<string | undefined> =>
  until(async () => (await profileOf(scene))?.sign_in?.user_code, 20_000);

async function approve(scene: Scene, signingIn: Promise<unknown>): Promise<void> {
  const code = await Promise.race([userCode(scene), signingIn.then(() => undefined)]);
  check(code !== undefined, 'there is a code and a link to show to the person');
  await picture(scene, '2-code');
  if (scene.options.auto) {
    explain(`(--auto: the demo plays the person, opens the link and enters ${code})`);
    await scene.story.approve(code);
  } else {
    explain("Your browser opens the provider's page. If it does not, open the link above.", ...scene.story.atItsPages);
  }
}

export async function signIn(scene: Scene): Promise<void> {
  heading('One sign-in');
  explain(`${scene.story.beforeTheCode} and waits while you approve it in your browser.`);
  const args = ['login', NAME, '--flow', 'device', ...(scene.options.auto ? ['--no-open'] : [])];
  command(`latchkey ${args.join(' ')}`);
  const signingIn = latchkey(args, scene.stage.env, output);
  await approve(scene, signingIn);
  const { code, stdout, stderr } = await signingIn;
  if (code !== 0) throw new StepFailed(`The sign-in failed: ${stderr.trim()}`);
  output(stdout);
  const profile = await profileOf(scene);
  check(profile?.state === 'active', 'signed in');
  await picture(scene, '3-signed-in');
}

export async function renewable(scene: Scene): Promise<void> {
  check((await profileOf(scene))?.renewable === true, 'the sign-in can be refreshed automatically');
}

export async function tokens(scene: Scene): Promise<void> {
  heading('A token for every tool');
  explain('Scripts and tools ask the agent. The demo shows fingerprints, because tokens should not be on a screen.');
  command(`latchkey token ${NAME}`);
  const first = await tokenNow(scene);
  check(first.length > 20, `the command prints a token (its SHA-256 begins with ${fingerprint(first)})`);
  const url = `http://localhost/v1/profiles/${NAME}/token`;
  command(`curl --unix-socket "$LATCHKEY_SOCKET" ${url}`);
  const { asker, answer } = await askedByCurl(scene, url);
  const second = answer.access_token ?? '';
  check(second.length > 20 && answer.token_type === 'Bearer', `${asker} gets one too (${fingerprint(second)})`);
  check(await scene.story.accepts(second), 'the provider accepts it');
}

/** Without curl on this machine, the demo sends the same request. */
async function askedByCurl({ stage }: Scene, url: string) {
  type Answer = { access_token?: string; token_type?: string };
  const args = ['-sS', '--unix-socket', stage.socketPath, url];
  const asked = await run('curl', args, stage.env).catch(() => undefined);
  if (asked !== undefined) return { asker: 'curl', answer: JSON.parse(asked.stdout || '{}') as Answer };
  const answer = ((await askAgent(stage.socketPath, new URL(url).pathname)) ?? {}) as Answer;
  return { asker: 'the same request without curl, which is not installed here,', answer };
}

export async function signOut(scene: Scene): Promise<void> {
  const { story } = scene;
  heading('Sign-out');
  explain('Latchkey asks the provider to end the sign-in, and forgets its tokens.');
  const token = await tokenNow(scene);
  check(await story.accepts(token), 'the provider still accepts the token');
  const before = story.signOuts();
  output(await typed(scene, ['logout', NAME]));
  check(story.signOuts() > before, 'the provider was asked to end the sign-in');
  check(!(await story.accepts(token)), 'the provider no longer accepts the token');
  command(`latchkey ${story.tool.join(' ')}`);
  const refused = await latchkey(story.tool, scene.stage.env);
  output(refused.stderr);
  check(refused.code === 3 && refused.stdout === '', 'exit code 3 tells a script that a sign-in is needed');
}

export async function end(scene: Scene): Promise<void> {
  heading('The end');
  output(await typed(scene, ['profile', 'remove', NAME]));
  check((await profileOf(scene)) === undefined, 'the profile is gone');
  check((await scene.stage.agent.stop()) === 0, 'the agent exited cleanly');
  check((await askAgent(scene.stage.socketPath, '/v1/status')) === undefined, 'and nothing answers at its socket');
}
