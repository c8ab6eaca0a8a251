/**
 * Every word that the window says: `english` is the measure, each other language one file of src-languages/ with the same
 * keys, so a sentence with a number or a name is a function, and plurals, lists and times go through locale.ts.
 * A new word: in English here or in the strings-<feature>.ts it belongs to, then in each language (the compiler tells where).
 */
import { OTHERS } from '../src-languages/index.ts';
import type { ErrorWords, Tag, Words } from '../src-languages/language.ts';
import { list, number, one, setLocale } from './locale.ts';
import { askWords } from './strings-asks.ts';
import { detailWords } from './strings-detail.ts';
import { firstRunWords } from './strings-first-run.ts';
import { formWords } from './strings-form.ts';
import { livingWords } from './strings-living.ts';
import { roleWords } from './strings-roles.ts';
import { timeWords } from './strings-time.ts';

export const english = {
  appName: 'Latchkey',
  overall: {
    connecting: 'Looking for the agent…',
    lost: 'Not connected to the agent',
    empty: 'Ready for your first profile',
    fresh: (count: number) => {
      if (one(count)) return 'Your sign-in is fresh';
      return count === 2 ? 'Both sign-ins are fresh' : `All ${number.format(count)} sign-ins are fresh`;
    },
    freshAmong: (count: number) => (one(count) ? '1 sign-in is fresh' : `${number.format(count)} sign-ins are fresh`),
    nobody: 'Not signed in anywhere',
    needs: (names: readonly string[]) =>
      names.length > 2
        ? `${number.format(names.length)} profiles need you to sign in`
        : `${list.format(names)} ${one(names.length) ? 'needs' : 'need'} you to sign in`,
    waiting: (names: readonly string[]) => `${list.format(names)}: waiting for you in the browser`,
    soon: (name: string, left: string) => `${name} ends in ${left}`,
    now: (name: string) => `${name} ends now`,
    soonMany: (count: number) => (one(count) ? '1 sign-in ends soon' : `${number.format(count)} sign-ins end soon`),
    offline: 'Offline; your sign-ins are kept',
    vault: 'The vault needs attention',
    locked: 'Latchkey is locked',
  },
  state: {
    'signed-out': 'Signed out',
    'awaiting-user': 'Waiting for you',
    active: 'Signed in',
    refreshing: 'Refreshing…',
    'needs-sign-in': 'Sign-in needed',
  },
  activeAs: (who: string) => `Signed in as ${who}`,
  renews: 'renews itself',
  endsThen: 'then sign in again',
  ended: 'ended',
  clockSkew: (amount: string, provider: string) =>
    `This computer’s clock differs from that of ${provider} by ${amount}. Set the time automatically.`,
  action: {
    add: 'Add profile',
    signIn: 'Sign in',
    signInAgain: 'Sign in again',
    showCode: 'Show code',
    showSignIn: 'Show sign-in',
    cancel: 'Cancel',
    cancelSignIn: 'Cancel sign-in',
    refresh: 'Refresh now',
    signOut: 'Sign out',
    edit: 'Edit…',
    remove: 'Remove…',
    more: (name: string) => `More for ${name}`,
    of: (action: string, name: string) => `${action}: ${name}`,
    retry: 'Try now',
    dismiss: 'Dismiss',
    back: 'Profiles',
    done: 'Done',
    close: 'Close',
    newCode: 'Get a new code',
    tryAgain: 'Try again',
    open: 'Open in browser',
    openAgain: 'Open again',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Select it and copy',
    copyCode: 'Copy code',
    copyLink: 'Copy link',
    useDevice: 'Use a code instead',
    useBrowser: 'Use the browser instead',
  },
  list: 'Profiles',
  lost: {
    title: 'The agent is not responding',
    retrying: 'Retrying automatically. What you see may be out of date.',
    first: 'The window shows your profiles as soon as the agent answers.',
    hint: 'Start the Latchkey app, or run `latchkey agent` in a terminal.',
    sentence: 'The agent did not answer.',
    unreadable: 'The agent’s answer could not be read.',
  },
  vaultKind: {
    keychain: 'secrets in the keychain',
    file: 'secrets in an encrypted file',
    memory: 'secrets in memory only, gone on quit',
  },
  notice: {
    signedOut: (name: string) => `${name} is signed out.`,
    notRevoked: (name: string) =>
      `${name} is signed out here. The provider was not told; its tokens will expire on their own.`,
    refreshed: (name: string) => `${name} is fresh again.`,
    added: (name: string) => `${name} was added. Sign in when you are ready.`,
    saved: (name: string) => `${name} was saved.`,
    removed: (name: string) => `${name} was removed.`,
  },
  signIn: {
    title: (provider: string) => `Sign in to ${provider}`,
    profile: (name: string) => `for the profile ${name}`,
    yourCode: 'Your code',
    codeSpoken: (code: string, provider: string) => `Your code is ${code}. Check that ${provider} shows the same code.`,
    check: (provider: string) => `Check that ${provider} shows the same code.`,
    link: 'Enter it at',
    scan: 'Or scan it',
    qr: (link: string) => `QR code of ${link}`,
    left: (countdown: string) => `${countdown} left`,
    waiting: 'Waiting for your approval',
    slowed: 'The provider asked us to check less often; nothing for you to do',
    redeeming: 'Approved. Fetching your token…',
    preparing: 'Starting the sign-in…',
    preparingText: (provider: string) => `Connecting to ${provider}.`,
    browser: 'Continue in your browser',
    browserText: (provider: string) => `${provider} opened in your browser. Sign in there, then come back.`,
    browserSpoken: (provider: string) =>
      `Continue in your browser. ${provider} opened in your browser. Sign in there, then come back.`,
    browserLink: 'Show the link',
    approved: 'You are signed in',
    approvedAs: (who: string) => `Signed in as ${who}`,
    approvedText: 'Latchkey keeps it fresh from here. You may close this window.',
    denied: 'The request was denied',
    deniedText: (provider: string) => `${provider} says that the sign-in was not approved.`,
    expired: 'The code has expired',
    expiredText: 'It was not approved in time. Nothing was changed.',
    expiredBrowser: 'The time for signing in has run out',
    failed: 'The sign-in failed',
    failedBecause: (sentence: string, hint: string) => `The sign-in failed. ${sentence} ${hint}`,
    cancelled: 'Sign-in cancelled',
    cancelledText: 'Nothing was changed.',
  },
  ...askWords,
  ...detailWords,
  ...firstRunWords,
  ...formWords,
  ...livingWords,
  ...roleWords,
  ...timeWords,
  remove: {
    title: (name: string) => `Remove ${name}?`,
    text: (name: string, provider: string) =>
      `This signs you out at ${provider} and makes Latchkey forget ${name} with its settings and secrets.`,
    tools: 'Tools that use it will be told that there is no such profile.',
    confirm: 'Remove',
    keep: 'Keep',
  },
} as const;

/** The words in the chosen language. What keeps a word at a module's top level is loaded after the choice (main.ts). */
export let strings: Words = english;
let meanings: Readonly<Record<string, ErrorWords>> | undefined;
let texts: Readonly<Record<string, string>> | undefined;

export function setLanguage(tag: Tag): void {
  const other = tag === 'en' ? undefined : OTHERS[tag];
  strings = other?.window ?? english;
  meanings = other?.errors;
  texts = other?.told;
  setLocale(tag);
}

/** Undefined: the agent's own sentence and hint are in this language, or it has no words for this code. */
export const meaningOf = (code: string): ErrorWords | undefined => meanings?.[code];

/** A text of the agent's that is no error, in this language where it has words for it. */
export const ofAgent = (text: string): string => texts?.[text] ?? text;
