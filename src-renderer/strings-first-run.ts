/** The words of the empty window and of the live check in the form. Part of strings.ts. */
import { list, number, one } from './locale.ts';

export const firstRunWords = {
  firstRun: {
    title: 'Where do you sign in?',
    text: 'Choose one and approve in your browser. Latchkey keeps the sign-in fresh and hands tokens to your tools.',
    other: 'Other OpenID provider',
    import: {
      found: (count: number) => (one(count) ? '1 AWS sign-in found' : `${number.format(count)} AWS sign-ins found`),
      from: (file: string) => `In ${file}`,
      look: 'Look at them',
      choose: 'Which ones?',
      roles: (count: number) => (one(count) ? '1 role' : `${number.format(count)} roles`),
      add: (count: number) => (one(count) ? 'Add 1 profile' : `Add ${number.format(count)} profiles`),
      adding: 'Adding…',
      added: (names: readonly string[]) => `${list.format(names)}: added. Sign in when you are ready.`,
      problems: (count: number) =>
        one(count) ? '1 line of the file was skipped' : `${number.format(count)} lines of the file were skipped`,
      line: (line: number, message: string) => `Line ${number.format(line)}: ${message}`,
    },
    sandbox: {
      title: 'Just looking?',
      text: 'The sandbox is a provider on this computer with one made-up person. No account is needed, and it ends with Latchkey.',
      start: 'Try it with a sandbox',
      starting: 'Starting…',
    },
    addAndSignIn: 'Add and sign in',
    addOnly: 'Add only',
  },
  live: {
    looking: 'Checking…',
    answers: (name: string, ways: readonly string[]) => `${name} answers; sign-in ${list.format(ways)}.`,
    inOrder: (ways: readonly string[]) => `Looks good; sign-in ${list.format(ways)}.`,
    way: { device: 'by code', browser: 'in the browser' },
  },
} as const;
