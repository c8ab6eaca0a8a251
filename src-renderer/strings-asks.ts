/** The words of the questions about programs, of the programs that are remembered, and of the lock. Part of strings.ts. */
import { number } from './locale.ts';

interface Asking {
  readonly program: string;
  readonly wanted: string;
  readonly changes?: boolean;
}

export const askWords = {
  ask: {
    wants: ({ program, wanted, changes }: Asking) => `${program} wants to ${changes ? 'change' : 'use'} ${wanted}`,
    wantsSpoken: ({ program, wanted, changes }: Asking) =>
      `${program} wants to ${changes ? 'change' : 'use'} ${wanted}.`,
    place: (count: number) => `1 of ${number.format(count)}`,
    placeSpoken: (count: number) => `Question 1 of ${number.format(count)}.`,
    token: (profile: string) => `It asks for the access token of ${profile}.`,
    role: (role: string, profile: string) => `It asks for the credentials of the role ${role} of ${profile}.`,
    change: (profile: string) => `It wants to change who may use ${profile}.`,
    changeFact: 'Change',
    program: 'Program',
    noProgram: 'The system does not say which program this is.',
    processes: 'Processes',
    startedBy: ', started by ',
    moreProcesses: (count: number) => `${number.format(count)} more`,
    machine: 'Machine',
    otherMachine: 'What another machine says about its programs cannot be checked.',
    left: (countdown: string) => `Denied automatically in ${countdown}`,
    over: 'Time is up',
    soonOver: (seconds: number) => `It will be denied automatically in ${number.format(seconds)} seconds.`,
    no: 'No',
    once: 'Once',
    allowChange: 'Allow this change',
    always: 'Always for this program',
    alwaysMachine: (host: string) => `Always for ${host}`,
    takeBack: (profile: string) => `You can take back “Always” under “Programs…” of ${profile}.`,
    failed: 'Your answer did not get through',
    unanswered: ({ program, wanted, changes }: Asking) =>
      changes
        ? `Not answered in time: ${wanted} was not changed.`
        : `Not answered in time: ${program} did not get ${wanted}.`,
  },
  programs: {
    open: 'Programs…',
    title: (profile: string) => `Programs that use ${profile}`,
    legend: 'Ask before a program gets a token',
    policy: { never: 'Never', new: 'Each new program', always: 'Each run' },
    policyHelp: {
      never: 'Your programs get it without a question.',
      new: 'You are asked until you answer “Always” for it.',
      always: 'You are asked each time a program runs.',
    },
    remembered: 'Remembered programs',
    none: 'No programs remembered yet.',
    unused: 'Not used while Latchkey asks on each run.',
    unusedNever: 'Not used while Latchkey never asks.',
    forRole: (role: string) => `for ${role}`,
    forToken: 'for the access token',
    anyOf: (host: string) => `Everything from ${host}`,
    forget: 'Forget',
    forgetOf: (program: string, what: string) => `Forget ${program} ${what}`,
    rowNew: 'Asks for new programs',
    rowAlways: 'Asks on each run',
  },
  lock: {
    command: 'Lock Latchkey',
    title: 'Lock Latchkey',
    text: 'Until you unlock it, no program gets a token and nothing can be changed. Your sign-ins are kept.',
    passphrase: 'Passphrase',
    again: 'Repeat it',
    choose: 'For this lock only; quitting Latchkey ends the lock.',
    confirm: 'Lock',
    locking: 'Locking…',
    missing: 'Choose a passphrase.',
    differs: 'The passphrases do not match.',
    locked: 'Latchkey is locked',
    lockedText: 'No program gets a token until you unlock it. Your sign-ins are kept.',
    unlock: 'Unlock',
    unlocking: 'Checking…',
    unlockMissing: 'Enter the passphrase it was locked with.',
    unlockHelp: 'The one it was locked with. Quitting Latchkey also ends the lock.',
  },
} as const;
