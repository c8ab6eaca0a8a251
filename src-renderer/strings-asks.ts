/** The words of the questions about programs, of the programs that are remembered, and of the lock. Part of strings.ts. */
import { number } from './locale.ts';

interface Asking {
  readonly program: string;
  readonly wanted: string;
  readonly changes?: boolean;
}

export const askWords = {
  ask: {
    wants: ({ program, wanted, changes }: Asking) => `${program} wants ${changes ? 'to change ' : ''}${wanted}`,
    wantsSpoken: ({ program, wanted, changes }: Asking) => `${program} wants ${changes ? 'to change ' : ''}${wanted}.`,
    place: (count: number) => `1 of ${number.format(count)}`,
    placeSpoken: (count: number) => `Question 1 of ${number.format(count)}.`,
    token: (profile: string) => `It asks for the access token of ${profile}.`,
    role: (role: string, profile: string) => `It asks for the credentials of the role ${role} of ${profile}.`,
    change: (profile: string) => `It wants to change who may use ${profile}.`,
    changeFact: 'Change',
    program: 'Program',
    noProgram: 'The system does not tell which program this is.',
    processes: 'Processes',
    startedBy: ', started by ',
    moreProcesses: (count: number) => `${number.format(count)} more`,
    machine: 'Machine',
    otherMachine: 'What another machine says about its programs cannot be checked.',
    left: (countdown: string) => `Denied by itself in ${countdown}`,
    over: 'The time is over',
    soonOver: (seconds: number) => `It is denied by itself in ${number.format(seconds)} seconds.`,
    no: 'No',
    once: 'Once',
    allowChange: 'Allow this change',
    always: 'Always for this program',
    alwaysMachine: (host: string) => `Always for ${host}`,
    takeBack: (profile: string) => `“Always” is taken back under “Programs…” of ${profile}.`,
    failed: 'The answer did not arrive',
    unanswered: ({ program, wanted, changes }: Asking) =>
      changes
        ? `Nobody answered in time: ${wanted} was not changed.`
        : `Nobody answered in time: ${program} did not get ${wanted}.`,
  },
  programs: {
    open: 'Programs…',
    title: (profile: string) => `Programs that use ${profile}`,
    legend: 'Ask before a program gets a token',
    policy: { never: 'Never', new: 'Each new program', always: 'Each run' },
    policyHelp: {
      never: 'Every program of yours gets it at once.',
      new: 'You are asked until you answer “Always” for it.',
      always: 'You are asked each time that a program is run.',
    },
    remembered: 'Remembered programs',
    none: 'No program is remembered yet.',
    unused: 'Not used while each run is asked.',
    unusedNever: 'Not used while nobody is asked.',
    forRole: (role: string) => `for ${role}`,
    forToken: 'for the access token',
    anyOf: (host: string) => `Everything from ${host}`,
    forget: 'Forget',
    forgetOf: (program: string, what: string) => `Forget ${program} ${what}`,
    rowNew: 'Asks for new programs',
    rowAlways: 'Asks for each run',
  },
  lock: {
    command: 'Lock Latchkey',
    title: 'Lock Latchkey',
    text: 'Until you unlock it, no program gets a token and nothing can be changed. Your sign-ins are kept.',
    passphrase: 'Passphrase',
    again: 'The same once more',
    choose: 'For this lock only; quitting Latchkey ends the lock.',
    confirm: 'Lock',
    locking: 'Locking…',
    missing: 'Choose a passphrase.',
    differs: 'This is not the same.',
    locked: 'Latchkey is locked',
    lockedText: 'No program gets a token until you unlock it. Your sign-ins are kept.',
    unlock: 'Unlock',
    unlocking: 'Checking…',
    unlockMissing: 'Give the passphrase that it was locked with.',
    unlockHelp: 'The one that it was locked with. Quitting Latchkey ends the lock, too.',
  },
} as const;
