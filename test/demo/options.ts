/** The demo's options. */
import { parseArgs } from 'node:util';

export interface Options {
  /** No one is there: the demo approves the sign-in. */
  readonly auto: boolean;
  /** `headless` and `desktop` are required modes; `best` uses the desktop if it can. */
  readonly mode: 'best' | 'headless' | 'desktop';
  /** One of those passed to parseOptions. */
  readonly provider: string;
}

export const help = (
  providers: readonly string[],
): string => `npm run demo -- [--provider ${providers.join('|')}] [--auto] [--headless | --desktop]

Shows Latchkey's main job on this machine, against a built-in provider: a profile, a sign-in, tokens for tools,
a refresh in the background, a sign-out. Needs no account and no network; leaves nothing behind.

  --provider oidc    an OpenID provider that registers clients (default)
  --provider aws     AWS IAM Identity Center: roles, credentials for AWS tools, the console
  --provider huawei  Huawei Cloud IAM Identity Center: roles, credentials in the environment
  --provider hydra   Ory Hydra: create a client, sign in with it, rotate its secret, delete it

  --auto             approve the sign-in without a person, then exit; exit code 0 only if every check passed
  --headless         run without the tray, even if there is a display
  --desktop          require the tray: fail without a display or Electron
  --help             show this help
`;

const KNOWN = {
  auto: { type: 'boolean' },
  headless: { type: 'boolean' },
  desktop: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  provider: { type: 'string' },
} as const;

/** The options, or a sentence that says what is wrong with them. */
export function parseOptions(
  args: readonly string[],
  providers: readonly string[],
): Options | 'help' | { readonly wrong: string } {
  try {
    const { values } = parseArgs({ args: [...args], options: KNOWN, allowPositionals: false });
    const { auto = false, headless = false, desktop = false, provider = providers[0] ?? '' } = values;
    if (values.help) return 'help';
    if (headless && desktop) return { wrong: 'Use either --headless or --desktop.' };
    if (!providers.includes(provider)) return { wrong: `The demo has no provider ${provider}.` };
    return { auto, mode: headless ? 'headless' : desktop ? 'desktop' : 'best', provider };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}
