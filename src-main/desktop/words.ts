/**
 * Every word of the tray, the notices and the dialogs: `englishDesktop` is the measure, the other languages stand in
 * src-languages/. No electron here, so that what a person reads is tested without a desktop.
 */
import { OTHERS } from '../../src-languages/index.ts';
import type { DesktopWords, ErrorWords, Tag } from '../../src-languages/language.ts';
import { number, setLocale } from '../../src-languages/locale.ts';
import type { ErrorView } from '../core/view.ts';

export const englishDesktop = {
  left: {
    expired: 'expired',
    underMinute: 'under 1 min',
    minutes: (minutes: number) => `${number.format(minutes)} min`,
    hours: (hours: number) => `${number.format(hours)} h`,
    hoursMinutes: (hours: number, minutes: number) => `${number.format(hours)} h ${number.format(minutes)} min`,
    /** Two or more. */
    days: (days: number) => `${number.format(days)} days`,
  },
  state: {
    signingIn: 'signing in…',
    signIn: 'sign in',
    signedIn: 'signed in',
    refreshing: 'refreshing…',
    needsALook: 'needs attention',
    /** Behind what is left: the provider cannot be reached now. */
    offline: (left: string) => `${left}, offline`,
  },
  command: {
    showSignIn: 'Show the sign-in',
    cancel: 'Cancel',
    copyToken: 'Copy token',
    refresh: 'Refresh now',
    signIn: 'Sign in',
    signInAgain: 'Sign in again',
    signOut: 'Sign out',
    openConsole: 'Open console',
    copyCommand: 'Copy command',
    copyEnv: 'Copy env line',
    remindLater: 'Remind me in 10 min',
    /** More than a menu can hold. */
    allRoles: (count: number) => `All ${number.format(count)} roles…`,
  },
  menu: {
    nobody: 'No profile yet',
    /** Profiles that the menu has no room for; what opens them all. */
    more: (count: number) => `${number.format(count)} more`,
    open: 'Open Latchkey',
    lock: 'Lock…',
    locked: 'Latchkey is locked',
    unlock: 'Unlock…',
    quit: 'Quit',
  },
  tip: {
    about: (what: string) => `Latchkey: ${what}`,
    empty: 'no profile yet',
    offline: 'a provider cannot be reached; trying again',
    needsYou: 'needs your attention',
    signInTo: (names: readonly string[]) => `sign in to ${names.join(', ')}`,
    profiles: (lines: readonly string[]) => lines.join(', '),
    andMore: (text: string, more: number) => `${text}, and ${number.format(more)} more`,
    asked: (question: string, more: number) => (more === 0 ? question : `${question}, and ${number.format(more)} more`),
  },
  ask: {
    wants: (program: string, wanted: string) => `${program} wants to use ${wanted}`,
    wantsToChange: (program: string, wanted: string) => `${program} wants to change ${wanted}`,
    onMachine: (host: string) => `on ${host}`,
    no: 'No',
    once: 'Once',
    allowChange: 'Allow this change',
    always: 'Always for this program',
    alwaysMachine: (host: string) => `Always for ${host}`,
  },
  notice: {
    signInAgain: (profile: string) => `${profile}: sign in again`,
    ended: (provider: string) => `The sign-in to ${provider} has ended.`,
    answerInWindow: 'Answer in the Latchkey window.',
    keychain: 'The keychain is not responding',
    endsIn: (profile: string, left: string) => `${profile}: the sign-in ends in ${left}`,
    clickToSignIn: (provider: string) => `Click to sign in to ${provider} again.`,
    codeWaits: (profile: string) => `${profile}: a sign-in is waiting for you`,
    startedElsewhere: (provider: string) => `A program started a sign-in to ${provider}. Click to see its code.`,
    staysTitle: 'Latchkey keeps running',
    staysBody: 'This desktop shows no tray icons. Start Latchkey again to see its window.',
  },
  failed: {
    about: (profile: string, what: string) => `${profile}: ${what}`,
    signIn: 'could not start to sign in',
    cancel: 'could not cancel',
    refresh: 'could not refresh',
    copyToken: 'no token copied',
    signOut: 'could not sign out',
    openConsole: 'could not open the console',
    copyCommand: 'no command copied',
    answer: 'The answer had no effect',
  },
  dialog: {
    close: 'Close',
  },
} as const;

/** The words in the chosen language; to be read anew each time. */
export let words: DesktopWords = englishDesktop;
let meanings: Readonly<Record<string, ErrorWords>> | undefined;
let texts: Readonly<Record<string, string>> | undefined;

export function setDesktopLanguage(tag: Tag): void {
  const other = tag === 'en' ? undefined : OTHERS[tag];
  words = other?.desktop ?? englishDesktop;
  meanings = other?.errors;
  texts = other?.told;
  setLocale(tag);
}

/** A text of the agent's that is no error, in the chosen language where it has words for it. */
export const ofAgent = (text: string): string => texts?.[text] ?? text;

/** What went wrong and the next thing to do, in the chosen language; `original`, where it is not English: the agent's sentence. */
export function told({ code, message, hint }: ErrorView): { sentence: string; hint: string; original?: string } {
  const meaning = meanings?.[code];
  return meaning === undefined
    ? { sentence: message, hint }
    : { sentence: meaning[0], hint: meaning[1], original: message };
}
