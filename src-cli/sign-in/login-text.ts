/** The lines that `latchkey login` shows, written for someone who has never seen the program. Pure. */
import type { ProfileView, SignInView } from '../../src-main/api/types.ts';
import { isSignedIn } from '../../src-shared/profile-facts.ts';
import { plain } from '../line/output.ts';
import { painter } from '../line/terminal.ts';
import { timeLeft, whoIs } from '../profiles/text.ts';

/** Empty while there is nothing to show yet. `asked`: the agent was to open the browser. */
export function instructions(signIn: SignInView, asked: boolean): string[] {
  const opens = asked && !isUnopened(signIn);
  if (signIn.user_code && signIn.verification_uri) return deviceLines(signIn, opens);
  if (signIn.authorization_uri) return browserLines(signIn, opens);
  return [];
}

const isUnopened = ({ error }: SignInView): boolean => error?.code === 'browser_unavailable';
/** The agent's own sentence says which program did not start. */
const failedToOpen = (signIn: SignInView): string =>
  isUnopened(signIn) ? `${plain(signIn.error?.message ?? '')} ` : '';
const openYourself = (signIn: SignInView): string => `${failedToOpen(signIn)}Open the link`;

function deviceLines(signIn: SignInView, opens: boolean): string[] {
  const paint = painter(process.stderr);
  const open = opens ? 'Your browser should open this page. If it does not, open the link' : openYourself(signIn);
  return [
    `Sign in to ${paint('strong', plain(signIn.display_name))}`,
    '',
    `    Code:  ${paint('strong', plain(signIn.user_code ?? ''))}`,
    `    Link:  ${plain(signIn.verification_uri ?? '')}`,
    '',
    `${open} here or on another device.`,
    // RFC 8628 section 5.4: the user must be able to tell this sign-in from one that someone else started.
    'Approve only if the page shows exactly this code. If it does not, someone else started that sign-in.',
    '',
  ];
}

function browserLines(signIn: SignInView, opens: boolean): string[] {
  const paint = painter(process.stderr);
  return [
    `Sign in to ${paint('strong', plain(signIn.display_name))}`,
    '',
    opens
      ? 'Your browser should open the sign-in page. If it does not, open this link on this machine:'
      : `${failedToOpen(signIn)}Open this link in a browser on this machine:`,
    '',
    `    ${plain(signIn.authorization_uri ?? '')}`,
    '',
  ];
}

/** Once, after a while: what the page in the browser may be saying. */
export function stillWaiting({ message, hint }: NonNullable<SignInView['error']>): string[] {
  return [plain(message), `  hint: ${plain(hint)}`, ''];
}

/** "Signed in to Example as Ada (ada@example.com); the token expires in 59 min and is refreshed automatically." */
export function successLine(profile: ProfileView, nowMs: number): string {
  const who = whoIs(profile);
  const left = isSignedIn(profile) && profile.expires_at !== undefined ? timeLeft(profile, nowMs) : '';
  const life = left === '' ? '' : `; the token expires in ${left}`;
  const renewal = profile.renewable ? ' and is refreshed automatically' : '';
  const ending = life === '' && renewal !== '' ? '; the token is refreshed automatically' : `${life}${renewal}`;
  return `Signed in to ${plain(profile.display_name)}${who === '' ? '' : ` as ${who}`}${ending}.`;
}
