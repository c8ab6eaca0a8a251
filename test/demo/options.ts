/** What the demo was asked to do. */

export interface Options {
  /** Nobody is there: the demo approves the sign-in itself. */
  readonly auto: boolean;
  /** `headless` and `desktop` insist; `best` takes the desktop if it can. */
  readonly mode: 'best' | 'headless' | 'desktop';
}

export const HELP = `npm run demo -- [--auto] [--headless | --desktop]

Shows Latchkey's main job on this machine, against an OpenID provider of its own: a profile, a sign-in, tokens
for tools, a refresh in the background, a sign-out. Needs no account and no network; leaves nothing behind.

  --auto      approve the sign-in without a person, and end; exit code 0 only if every step truly happened
  --headless  without the tray, even where there is a display
  --desktop   insist on the tray: fail where there is no display or no Electron
  --help      this text
`;

/** The options, or the sentence that says what is wrong with them. */
export function parseOptions(args: readonly string[]): Options | 'help' | { readonly wrong: string } {
  const known = new Set(['--auto', '--headless', '--desktop', '--help', '-h']);
  const unknown = args.find((arg) => !known.has(arg));
  if (unknown !== undefined) return { wrong: `There is no option ${unknown}.` };
  if (args.includes('--help') || args.includes('-h')) return 'help';
  const [headless, desktop] = [args.includes('--headless'), args.includes('--desktop')];
  if (headless && desktop) return { wrong: 'Choose one of --headless and --desktop.' };
  return { auto: args.includes('--auto'), mode: headless ? 'headless' : desktop ? 'desktop' : 'best' };
}
