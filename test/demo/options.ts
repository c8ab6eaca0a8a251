/** What the demo was asked to do. */
import { parseArgs } from 'node:util';

export interface Options {
  /** Nobody is there: the demo approves the sign-in itself. */
  readonly auto: boolean;
  /** `headless` and `desktop` insist; `best` takes the desktop if it can. */
  readonly mode: 'best' | 'headless' | 'desktop';
  /** One of those that parseOptions was given. */
  readonly provider: string;
}

export const help = (
  providers: readonly string[],
): string => `npm run demo -- [--provider ${providers.join('|')}] [--auto] [--headless | --desktop]

Shows Latchkey's main job on this machine, against a provider of its own: a profile, a sign-in, tokens for tools,
a refresh in the background, a sign-out. Needs no account and no network; leaves nothing behind.

  --provider oidc    an OpenID provider that registers clients (default)
  --provider aws     AWS IAM Identity Center: roles, credentials for AWS tools, the console
  --provider huawei  Huawei Cloud IAM Identity Center: roles, credentials in the environment
  --provider hydra   Ory Hydra: a client made, signed in with, its secret changed, deleted

  --auto             approve the sign-in without a person, and end; exit code 0 only if every step truly happened
  --headless         without the tray, even where there is a display
  --desktop          insist on the tray: fail where there is no display or no Electron
  --help             this text
`;

const KNOWN = {
  auto: { type: 'boolean' },
  headless: { type: 'boolean' },
  desktop: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  provider: { type: 'string' },
} as const;

/** The options, or the sentence that says what is wrong with them. */
export function parseOptions(
  args: readonly string[],
  providers: readonly string[],
): Options | 'help' | { readonly wrong: string } {
  try {
    const { values } = parseArgs({ args: [...args], options: KNOWN, allowPositionals: false });
    const { auto = false, headless = false, desktop = false, provider = providers[0] ?? '' } = values;
    if (values.help) return 'help';
    if (headless && desktop) return { wrong: 'Choose one of --headless and --desktop.' };
    if (!providers.includes(provider)) return { wrong: `There is no provider ${provider} in this demo.` };
    return { auto, mode: headless ? 'headless' : desktop ? 'desktop' : 'best', provider };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}
