/** `latchkey status`: the profiles in a table, with what is wrong and what to do; --watch keeps showing changes. */

import { stripVTControlCharacters } from 'node:util';
import type { View } from '../../src-main/api/types.ts';
import { plainJson } from '../../src-shared/plain-json.ts';
import { readView, watchViews } from '../agent/views.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { answer, answerJson } from '../line/output.ts';
import { columnsOf, isLive } from '../line/terminal.ts';
import { statusLines } from './status-text.ts';

export const STATUS: Command = {
  name: 'status',
  summary: 'Show who is signed in and for how long',
  args: [],
  options: [
    JSON_OPTION,
    { name: 'watch', help: 'Keep showing changes until Ctrl-C (with --json, one line per change)' },
  ],
  examples: [
    ['latchkey status', 'all profiles'],
    ['latchkey status --watch', 'keep showing changes'],
  ],
  run,
};

/** How often a watched table is redrawn just to update the times. */
const REDRAW_MS = 5000;

async function run(call: Call): Promise<void> {
  if (call.flags.has('watch')) return watch(call.json);
  const view = await readView();
  if (call.json) answerJson(view);
  else answer(statusLines(view, Date.now()).join('\n'));
}

async function watch(json: boolean): Promise<void> {
  const show = json ? showJsonLine : isLive(process.stdout) ? redraw() : showBelow();
  let latest: View | undefined;
  const timer = isLive(process.stdout) && !json ? setInterval(() => latest && show(latest), REDRAW_MS) : undefined;
  try {
    await watchViews((view) => {
      latest = view;
      show(view);
      return false;
    });
  } finally {
    clearInterval(timer);
  }
}

function showJsonLine(view: View): void {
  answer(plainJson(view));
}

/** Not a terminal: one table below the other, and only when the text changes. */
function showBelow(): (view: View) => void {
  let previous: string | undefined;
  return (view) => {
    const text = statusLines(view, Date.now()).join('\n');
    if (text !== previous) answer(previous === undefined ? text : `\n${text}`);
    previous = text;
  };
}

/** Clears the screen below the start of the table (not the scroll-back) and draws it again. */
function redraw(): (view: View) => void {
  let drawn = 0;
  return (view) => {
    const lines = [...statusLines(view, Date.now()), '', 'Press Ctrl-C to stop.'];
    const columns = process.stdout.columns || 80;
    if (drawn > 0) process.stdout.write(`\u001b[${drawn}F\u001b[J`);
    answer(lines.join('\n'));
    drawn = lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(visibleLength(line) / columns)), 0);
  };
}

function visibleLength(line: string): number {
  return columnsOf(stripVTControlCharacters(line));
}
