/** A question as the person sees it, and what a program hears when it was not allowed. */
import { present } from '../../../src-shared/present.ts';
import { LatchkeyError } from '../errors.ts';
import { plainText } from '../plain-text.ts';
import type { Ports } from '../ports.ts';
import { randomId } from '../random.ts';
import type { AskView } from '../view.ts';
import type { Asker } from './asker.ts';
import type { Topic } from './question.ts';

/** A program may call itself anything, and so may another machine: invisible characters are made visible. */
const plain = (told: string): string => plainText(told, '\u{fffd}');
const plainIf = (told: string | undefined): string | undefined => (told === undefined ? undefined : plain(told));

export function askView(
  { session, role, change }: Topic,
  asker: Asker,
  { clock, random }: Pick<Ports, 'clock' | 'random'>,
  lifetimeMs: number,
): AskView {
  const { program, executable, elsewhere, chain, host, key } = asker;
  return present({
    id: randomId(random),
    profile: session.name,
    role,
    change: plainIf(change),
    program: plain(program),
    executable: plainIf(executable),
    elsewhere,
    chain: chain.map(plain),
    host: plainIf(host),
    can_remember: key !== undefined && change === undefined && session.profile.ask !== 'always',
    expires_at: Math.floor((clock.nowMs() + lifetimeMs) / 1000),
  });
}

/** `waitMs`: until the person may be asked again. */
export function denied(topic: Topic, asker: Asker, waitMs = 0): LatchkeyError {
  const minutes = Math.ceil(waitMs / 60_000);
  const when = minutes > 1 ? `in ${minutes} minutes` : 'in a minute';
  return new LatchkeyError('ask_denied', `${asker.program} was not allowed to ${aim(topic)}.`, hintFor(topic, when));
}

export function unanswered(topic: Topic, asker: Asker): LatchkeyError {
  const message = `No one answered in time whether ${asker.program} may ${aim(topic)}.`;
  return new LatchkeyError('ask_unanswered', message);
}

export function unavailable({ session, change }: Topic): LatchkeyError {
  const here = 'Use the desktop app or `latchkey agent --page`, where someone can answer';
  // Turning off asking is a change that asks, too.
  const hint =
    change === undefined ? `${here}, or run \`latchkey profile edit ${session.name} --ask never\`.` : `${here}.`;
  const what = change === undefined ? 'uses' : 'changes';
  const message = `Latchkey asks before a program ${what} ${session.name}, and no one can answer here.`;
  return new LatchkeyError('ask_unavailable', message, { hint });
}

export function tooMany({ session }: Topic, asker: Asker): LatchkeyError {
  return new LatchkeyError(
    'ask_denied',
    `Too many questions are waiting; ${asker.program} was denied ${session.name}.`,
    {
      hint: 'Answer those in the window first, then try again.',
    },
  );
}

function aim({ session, role, change }: Topic): string {
  if (change !== undefined) return `change ${session.name}: ${change}`;
  return role === undefined ? `use ${session.name}` : `use ${session.name}/${role}`;
}

function hintFor({ session, change }: Topic, when: string): { hint: string } {
  if (change !== undefined) return { hint: `Try again ${when} and allow it in the window. Nothing was changed.` };
  return {
    hint: `To allow it, try again ${when}, or run \`latchkey profile edit ${session.name} --ask never\`.`,
  };
}
