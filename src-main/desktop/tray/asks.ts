/**
 * What the tray says while programs wait for the person's word, and while the agent is locked. Pure: no electron, no clock.
 * Every question is a menu of its own, so that nobody answers one by a single click that was meant for something else.
 */

import { ofAgent, words } from '../../../src-languages/desktop.ts';
import type { AskAnswer, AskView, Overall, View } from '../../core/view.ts';
import type { TrayItem, TrayMenu } from './menu.ts';

export interface AnswerAction {
  readonly kind: 'answer';
  readonly id: string;
  readonly answer: AskAnswer;
}

const LONGEST_NAME = 48;
const LONGEST_LINE = 100;
const LONGEST_PROCESS = 24;
/** The nearest say who asks; what is further away started the whole session. */
const MOST_PROCESSES = 4;

/** Its end: of a path, the program. */
const short = (told: string, longest = LONGEST_NAME): string =>
  told.length > longest ? `…${told.slice(1 - longest)}` : told;

/** The question in one line. */
export function askTitle({ program, profile, role, change }: AskView): string {
  const wanted = role === undefined ? profile : `${profile}/${role}`;
  return change === undefined
    ? words.ask.wants(ofAgent(short(program)), wanted)
    : words.ask.wantsToChange(ofAgent(short(program)), wanted);
}

/** Who asks, as lines to read: the change, the executable, the programs that started it, the machine. */
export function askLines({ change, executable, chain, host }: AskView): string[] {
  return [
    ...(change === undefined ? [] : [short(change, 300)]),
    ...(executable === undefined ? [] : [short(executable, LONGEST_LINE)]),
    ...(chain.length > 1 ? [chainLine(chain)] : []),
    ...(host === undefined ? [] : [words.ask.onMachine(short(host))]),
  ];
}

function chainLine(names: readonly string[]): string {
  const more = names.length > MOST_PROCESSES ? ['…'] : [];
  const shown = names.slice(0, MOST_PROCESSES).map((name) => short(name, LONGEST_PROCESS));
  return [...shown, ...more].join(' ← ');
}

function askItem(ask: AskView): TrayItem {
  const item = (label: string, answer: AskAnswer): TrayItem => ({
    label,
    action: { kind: 'answer', id: ask.id, answer },
  });
  const always = ask.host === undefined ? words.ask.always : words.ask.alwaysMachine(short(ask.host));
  return {
    label: askTitle(ask),
    submenu: [
      ...askLines(ask).map((label) => ({ label })),
      null,
      item(words.ask.no, 'no'),
      item(ask.change === undefined ? words.ask.once : words.ask.allowChange, 'once'),
      ...(ask.can_remember ? [item(always, 'always')] : []),
    ],
  };
}

/** The questions that can be answered now, oldest first. */
export const waitingAsks = ({ asks = [], agent }: View): readonly AskView[] => (agent.locked ? [] : asks);

/** The first lines of the menu; empty: nobody asks. */
export function askItems(view: View): TrayMenu {
  const items = waitingAsks(view).map(askItem);
  return items.length === 0 ? [] : [...items, null];
}

/** While the agent is locked: nothing but the ways in and out. */
export const lockedMenu = (): TrayMenu => [
  { label: words.menu.locked },
  { label: words.menu.unlock, action: { kind: 'open' } },
  null,
  { label: words.menu.quit, action: { kind: 'quit' } },
];

/** Undefined: the tooltip is about the sign-ins. */
export function askTooltip(view: View): string | undefined {
  if (view.agent.locked) return words.menu.locked;
  const [first, ...more] = waitingAsks(view);
  if (first === undefined) return undefined;
  return words.tip.about(words.tip.asked(askTitle(first), more.length));
}

/** What the icon shows. */
export const shownOverall = (view: View): Overall => (waitingAsks(view).length > 0 ? 'needs-you' : view.overall);

/** A menu may be open while it is replaced, and the click that was on its way finds an answer in its place. */
const SETTLE_MS = 1_000;

export interface AskTiming {
  seen(view: View, nowMs: number): void;
  /** True when the question has been in the menu long enough for an answer to be meant. */
  settled(id: string, nowMs: number): boolean;
}

export function askTiming(): AskTiming {
  let since = new Map<string, number>();
  return {
    seen(view, nowMs) {
      since = new Map(waitingAsks(view).map(({ id }) => [id, since.get(id) ?? nowMs]));
    },
    settled(id, nowMs) {
      const firstMs = since.get(id);
      return firstMs !== undefined && Math.abs(nowMs - firstMs) >= SETTLE_MS;
    },
  };
}
