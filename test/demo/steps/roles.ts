/** The demo's steps about roles: list, add, open the console. The same for every cloud that has them. */
import type { RoleView } from '../../../src-main/api/types.ts';
import { lastLink } from '../links.ts';
import { check, command, explain, heading, output } from '../narrator.ts';
import { latchkey } from '../programs.ts';
import { answerOf, NAME, picture, profileOf, type Scene, type Step, typed } from '../scene.ts';
import type { Watched } from './refresh.ts';

/** The role's name in the demo. */
export const ROLE = 'prod-admin';
export const ROLE_NAME = `${NAME}/${ROLE}`;

export async function roleOf(scene: Scene): Promise<RoleView | undefined> {
  return (await profileOf(scene))?.roles?.find(({ name }) => name === ROLE);
}

/** The role's credentials, as something that is refreshed in the background. `take` hands a tool one of their secrets. */
export function roleCredentials(
  lifetimeS: number,
  take: Watched['take'],
  asked: () => number,
  secretsSeen: () => readonly string[],
): Watched {
  return {
    what: 'role credentials',
    lifetimeS,
    expiresAt: ({ roles }) => roles?.find(({ name }) => name === ROLE)?.expires_at,
    take,
    asked,
    proof: 'the portal issued them',
    good: async (secret) => secretsSeen().includes(secret),
  };
}

export interface Roles {
  readonly intro: string;
  /** How many the provider's directory has. */
  readonly available: number;
  /** ACCOUNT/ROLE, as a person types it. */
  readonly wanted: string;
}

export function chooseRole({ intro, available, wanted }: Roles): Step {
  return async (scene) => {
    heading('Roles');
    explain(intro);
    output(await typed(scene, ['roles', NAME, '--available']));
    const listed = JSON.parse(await answerOf(scene, ['roles', NAME, '--available', '--json'])) as { roles: unknown[] };
    check(listed.roles.length === available, `all ${available} roles in the provider's directory are listed`);
    output(await typed(scene, ['roles', NAME, '--add', wanted, '--as', ROLE]));
    check((await roleOf(scene)) !== undefined, `the profile has the role: tools know it as ${ROLE_NAME}`);
    await picture(scene, '3-roles');
  };
}

/** Without a person nothing is opened: the agent hands the link to one of the demo's programs, which only records it. */
export function openConsole(host: string, account: string): Step {
  return async (scene) => {
    heading('The console');
    explain(
      "The role's console opens in your browser and uses the browser's own sign-in. The link contains no credential.",
    );
    if (!scene.options.auto) return openForPerson(scene);
    output(await typed(scene, ['console', ROLE_NAME]));
    const link = lastLink(scene.stage.env) ?? '';
    explain('(--auto: nothing was opened; this is the link)');
    output(link);
    check(URL.canParse(link) && new URL(link).host === host, "the link leads to the provider's portal");
    check(link.includes(account), `and names the account ${account}`);
  };
}

/** A machine without a browser is not a failure; anything else is. */
async function openForPerson(scene: Scene): Promise<void> {
  command(`latchkey console ${ROLE_NAME}`);
  const { code, stdout, stderr } = await latchkey(['console', ROLE_NAME, '--json'], scene.stage.env);
  if (stderr.includes('"browser_unavailable"'))
    return explain('There is no browser on this machine, so the demo skips this check.');
  check(code === 0 && stdout.includes(ROLE_NAME), 'your browser was given the link to the console');
}
