/** The demo's steps about roles: listed, added, their console. The same for every cloud that has them. */
import type { RoleView } from '../../../src-main/api/types.ts';
import { lastLink } from '../links.ts';
import { check, command, explain, heading, output } from '../narrator.ts';
import { latchkey } from '../programs.ts';
import { answerOf, NAME, picture, profileOf, type Scene, type Step, typed } from '../scene.ts';
import type { Watched } from './refresh.ts';

/** The name of the role in the demo. */
export const ROLE = 'prod-admin';
export const ROLE_NAME = `${NAME}/${ROLE}`;

export async function roleOf(scene: Scene): Promise<RoleView | undefined> {
  return (await profileOf(scene))?.roles?.find(({ name }) => name === ROLE);
}

/** Their credentials, as something that the background renews. `take` hands a tool one of their secrets. */
export function roleCredentials(
  lifetimeS: number,
  take: Watched['take'],
  asked: () => number,
  secretsSeen: () => readonly string[],
): Watched {
  return {
    what: 'credentials of the role',
    lifetimeS,
    expiresAt: ({ roles }) => roles?.find(({ name }) => name === ROLE)?.expires_at,
    take,
    asked,
    proof: 'the portal has given them out',
    good: async (secret) => secretsSeen().includes(secret),
  };
}

export interface Roles {
  readonly intro: string;
  /** How many the provider's directory has. */
  readonly available: number;
  /** ACCOUNT/ROLE, as a person says it. */
  readonly wanted: string;
}

export function chooseRole({ intro, available, wanted }: Roles): Step {
  return async (scene) => {
    heading('Roles');
    explain(intro);
    output(await typed(scene, ['roles', NAME, '--available']));
    const listed = JSON.parse(await answerOf(scene, ['roles', NAME, '--available', '--json'])) as { roles: unknown[] };
    check(listed.roles.length === available, `all ${available} roles of the provider's directory are listed`);
    output(await typed(scene, ['roles', NAME, '--add', wanted, '--as', ROLE]));
    check((await roleOf(scene)) !== undefined, `the profile has the role: tools know it as ${ROLE_NAME}`);
    await picture(scene, '3-roles');
  };
}

/** Without a person nothing is opened: the agent gives the link to a program of the demo, which only notes it. */
export function openConsole(host: string, account: string): Step {
  return async (scene) => {
    heading('The console');
    explain(
      "The role's console opens in your browser, through the sign-in that the browser has. No credential is in the link.",
    );
    if (!scene.options.auto) return openForPerson(scene);
    output(await typed(scene, ['console', ROLE_NAME]));
    const link = lastLink(scene.stage.env) ?? '';
    explain('(--auto: nothing was opened; this is the link)');
    output(link);
    check(URL.canParse(link) && new URL(link).host === host, 'the link leads to the portal of the provider');
    check(link.includes(account), `and names the account ${account}`);
  };
}

/** A machine without a browser is no failure: the link is for one. Anything else is. */
async function openForPerson(scene: Scene): Promise<void> {
  command(`latchkey console ${ROLE_NAME}`);
  const { code, stdout, stderr } = await latchkey(['console', ROLE_NAME, '--json'], scene.stage.env);
  if (stderr.includes('"browser_unavailable"')) return explain('There is no browser on this machine: left out.');
  check(code === 0 && stdout.includes(ROLE_NAME), 'your browser was given the link to the console');
}
