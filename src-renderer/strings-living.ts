/** The words of the settings, the checks, the log and the diagnosis. Part of strings.ts. */
import { number, one } from './locale.ts';

export const livingWords = {
  living: {
    menu: 'Settings and more',
    retry: 'Try again',
    loading: 'Loading…',
  },
  settings: {
    title: 'Settings',
    saved: 'Saved.',
    general: 'General',
    language: 'Language',
    system: 'System language',
    startAtLogin: 'Start Latchkey when I log in',
    startAtLoginHelp: 'It starts without a window; its sign-ins stay fresh.',
    noStartAtLogin: 'This agent runs without the desktop app; systemd can start it when you log in.',
    notices: 'Notifications',
    ending: 'Before a sign-in ends',
    failed: 'When a sign-in has ended',
    asked: 'When a program asks for a token',
    askedHelp: 'The question itself always appears in the window.',
    newProfiles: 'New profiles',
    ask: 'Ask before a program gets a token from a new profile',
    network: 'Network',
    proxy: 'Proxy',
    proxyHelp: 'For example http://proxy.example.com:3128. Empty: none. With a password, set HTTPS_PROXY instead.',
    proxyWrong: 'This is not the address of a proxy. Example: http://proxy.example.com:3128',
    proxyPassword:
      'Passwords are not kept in the settings. Put the whole address into HTTPS_PROXY in the environment instead.',
    caFileWrong: 'Enter the full path of the file.',
    caFile: 'Certificate authorities file',
    caFileHelp: 'The full path of a PEM file from your company. Empty: the usual authorities only.',
    fromEnvironment: (variable: string, value: string) => `${variable} in the environment takes precedence: ${value}`,
    vault: 'Secrets',
    vaultKind: {
      keychain: 'Secrets are kept in the system keychain.',
      file: 'Secrets are kept in a file that is encrypted with your passphrase.',
      memory: 'Secrets are kept in memory only; quitting signs everyone out.',
    },
    vaultHow:
      'To choose another place, start Latchkey with `LATCHKEY_VAULT=keychain`, `file` or `memory` in the environment. You sign in again after a change.',
    file: 'Kept in',
  },
  doctor: {
    title: 'Checks',
    again: 'Check again',
    checking: 'Checking…',
    checkingText: 'A provider that does not answer takes a few seconds.',
    fine: 'Everything is in order.',
    bad: (count: number) =>
      one(count) ? 'One thing needs attention.' : `${number.format(count)} things need attention.`,
    good: 'Fine',
    wrong: 'Needs attention',
    list: 'What was checked',
    names: {
      vault: 'Vault',
      configuration: 'Configuration',
      settings: 'Settings',
      callers: 'Callers',
      proxy: 'Proxy',
      'certificate authorities': 'Certificate authorities',
      'socket for oidc-agent clients': 'Socket for oidc-agent clients',
    },
    provider: (profile: string) => `Provider of ${profile}`,
    export: 'Diagnosis',
    exportText:
      'Versions, checks, states and the log, for someone who helps you. Names, people, accounts and secrets are left out. Read it before you pass it on.',
    make: 'Show diagnosis',
    made: 'Diagnosis',
    copy: 'Copy the diagnosis',
    orFile: 'As a file: `latchkey doctor --export diagnosis.json`',
  },
  log: {
    title: 'Log',
    filter: 'Filter',
    warnings: 'Warnings only',
    copy: 'Copy the lines shown',
    lines: (shown: number, all: number) =>
      shown === all
        ? `${number.format(all)} ${one(all) ? 'line' : 'lines'}`
        : `${number.format(shown)} of ${number.format(all)} lines`,
    none: 'Nothing has been logged yet.',
    noMatch: 'No line matches.',
    warn: 'Warning',
    help: 'The newest 500 lines, kept in memory only, without secrets.',
  },
} as const;
