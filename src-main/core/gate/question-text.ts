/** A question as the person sees it, and what a program hears when it was not allowed. */
import { present } from '../../../src-shared/present.ts';
import { LatchkeyError } from '../errors.ts';
import { plainText } from '../plain-text.ts';
import type { Ports } from '../ports.ts';
import { randomId } from '../random.ts';
import type { AskView } from '../view.ts';
import type { Asker } from './asker.ts';
import { inWords } from './change-text.ts';
import type { Topic } from './question.ts';

/** A program may call itself anything, and so may another machine: invisible characters are made visible. */
const plain = (told: string): string => plainText(told, '\u{fffd}');
const plainIf = (told: string | undefined): string | undefined => (told === undefined ? undefined : plain(told));

export function askView(
  { aim, changes }: Topic,
  asker: Asker,
  { clock, random }: Pick<Ports, 'clock' | 'random'>,
  lifetimeMs: number,
): AskView {
  const { program, executable, elsewhere, chain, host, remembered } = asker;
  return present({
    id: randomId(random),
    profile: aim.profile,
    role: aim.role,
    login: aim.login,
    change: changes && inWords(changes),
    changes: changes && [...changes],
    program: plain(program),
    executable: plainIf(executable),
    elsewhere,
    chain: chain.map(plain),
    host: plainIf(host),
    can_remember: remembered !== undefined && changes === undefined && aim.ask !== 'always',
    expires_at: Math.floor((clock.nowMs() + lifetimeMs) / 1000),
  });
}

/** `waitMs`: until the person may be asked again. */
export function denied(topic: Topic, asker: Asker, waitMs = 0): LatchkeyError {
  const minutes = Math.ceil(waitMs / 60_000);
  const when = minutes > 1 ? `in ${minutes} minutes` : 'in a minute';
  return new LatchkeyError('ask_denied', `${asker.program} was not allowed to ${goal(topic)}.`, hintFor(topic, when));
}

export function unanswered(topic: Topic, asker: Asker): LatchkeyError {
  const message = `No one answered in time whether ${asker.program} may ${goal(topic)}.`;
  return new LatchkeyError('ask_unanswered', message);
}

export function unavailable({ aim, changes }: Topic): LatchkeyError {
  const done = changes === undefined ? 'uses' : 'changes';
  const message = `Latchkey asks before a program ${done} ${nameOf(aim)}, and no one can answer here.`;
  return new LatchkeyError('ask_unavailable', message);
}

export function tooMany({ aim }: Topic, asker: Asker): LatchkeyError {
  return new LatchkeyError(
    'ask_denied',
    `Too many questions are waiting; ${asker.program} was denied ${nameOf(aim)}.`,
    {
      hint: 'Answer those in the window first, then try again.',
    },
  );
}

function goal({ aim, changes }: Topic): string {
  return changes === undefined ? `use ${nameOf(aim)}` : `change ${nameOf(aim)}: ${inWords(changes)}`;
}

function nameOf({ profile, role, login }: Topic['aim']): string {
  if (login !== undefined) return `the stored login for ${login}`;
  if (profile === undefined) return 'the settings';
  return role === undefined ? profile : `${profile}/${role}`;
}

function hintFor({ aim, changes }: Topic, when: string): { hint: string } {
  if (changes !== undefined) return { hint: `Try again ${when} and allow it in the window. Nothing was changed.` };
  const { profile } = aim;
  const off = profile === undefined ? 'settings set ask_logins never' : `profile edit ${profile} --ask never`;
  return { hint: `To allow it, try again ${when}, or run \`latchkey ${off}\`.` };
}
