/** What every story of the demo shares: who plays, and how a command is typed. No steps and no providers. */
import type { ProfileView } from '../../src-main/api/types.ts';
import { command, explain, StepFailed } from './narrator.ts';
import type { Options } from './options.ts';
import { askAgent, latchkey } from './programs.ts';
import type { Stage } from './stage.ts';

/** The profile's name in the demo. */
export const NAME = 'demo';

export type Step = (scene: Scene) => Promise<void>;

/** What differs between providers: one file each, and a line in stories.ts. */
export interface Story {
  /** Who plays, as the beginning of a sentence. */
  readonly cast: string;
  /** The arguments after `latchkey profile add NAME`. */
  readonly settings: readonly string[];
  /** What happens between `latchkey login` and the code. */
  readonly beforeTheCode: string;
  /** What a person needs to know about the provider's pages. */
  readonly atItsPages: readonly string[];
  /** Plays the person at the provider's pages. */
  approve(userCode: string): Promise<void>;
  /** Asks the provider whether it accepts the access token. */
  accepts(token: string): Promise<boolean>;
  /** How often the provider was asked to end a sign-in. */
  signOuts(): number;
  /** A command that gives a tool a secret until the sign-out. */
  readonly tool: readonly string[];
  /** Everything between the agent's start and its end, in the order in which a person meets it. */
  readonly steps: readonly Step[];
  close(): Promise<void>;
}

export interface Scene {
  readonly options: Options;
  readonly story: Story;
  readonly stage: Stage;
}

export const profileOf = async ({ stage }: Scene): Promise<ProfileView | undefined> =>
  (await askAgent(stage.socketPath, `/v1/profiles/${NAME}`)) as ProfileView | undefined;

export async function picture({ options, stage }: Scene, name: string): Promise<void> {
  const path = await stage.agent.picture(`${options.provider}-${name}`);
  if (path !== undefined) explain(`(the window: ${path})`);
}

/** Runs it and requires success. The answer may be a secret: it is for checks, not for the screen. */
export async function answerOf(scene: Scene, args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await latchkey(args, scene.stage.env, undefined, input);
  if (code === 0) return stdout;
  throw new StepFailed(`\`latchkey ${args.join(' ')}\` ended with exit code ${code}: ${stderr.trim()}`);
}

/** Shows the command first. */
export async function typed(scene: Scene, args: readonly string[]): Promise<string> {
  command(`latchkey ${args.map(quoted).join(' ')}`);
  return answerOf(scene, args);
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`);

export const tokenNow = async (scene: Scene): Promise<string> => (await answerOf(scene, ['token', NAME])).trim();
