/**
 * A program's question in words, for the tray and notifications, and which questions are waiting. Pure: no electron, no
 * clock.
 */
import { changesText, ofAgent, words } from '../../../src-languages/desktop.ts';
import type { AskView, View } from '../../core/view.ts';

/** The questions that can be answered now, oldest first. */
export const waitingAsks = ({ asks = [], agent }: View): readonly AskView[] => (agent.locked ? [] : asks);

const LONGEST_NAME = 48;
const LONGEST_LINE = 100;
const LONGEST_PROCESS = 24;
/** The nearest ones say who asks; those further away started the whole session. */
const MOST_PROCESSES = 4;

/** The program, from the end of a path. */
export const short = (text: string, longest = LONGEST_NAME): string =>
  text.length > longest ? `…${text.slice(1 - longest)}` : text;

/** The question in one line. */
export function askTitle(ask: AskView): string {
  const { program, change } = ask;
  const wanted = wantedOf(ask);
  return change === undefined
    ? words.ask.wants(ofAgent(short(program)), wanted)
    : words.ask.wantsToChange(ofAgent(short(program)), wanted);
}

function wantedOf({ profile, role, login }: AskView): string {
  if (login !== undefined) return words.ask.loginFor(login);
  if (profile === undefined) return words.ask.settings;
  return role === undefined ? profile : `${profile}/${role}`;
}

/** Who asks, one fact per line: the change, the executable, the programs that started it, the machine. */
export function askLines({ changes, executable, elsewhere, chain, host }: AskView): string[] {
  return [
    ...(changes === undefined ? [] : [short(changesText(changes), 600)]),
    ...(executable === undefined ? [] : [fileLine(short(executable, LONGEST_LINE), elsewhere)]),
    ...(chain.length > 1 ? [chainLine(chain)] : []),
    ...(host === undefined ? [] : [words.ask.onMachine(short(host))]),
  ];
}

const fileLine = (path: string, elsewhere = false): string => (elsewhere ? words.ask.anotherFile(path) : path);

function chainLine(names: readonly string[]): string {
  const more = names.length > MOST_PROCESSES ? ['…'] : [];
  const shown = names.slice(0, MOST_PROCESSES).map((name) => short(name, LONGEST_PROCESS));
  return [...shown, ...more].join(' ← ');
}
