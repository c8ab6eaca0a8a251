/** The table of `latchkey audit` as lines; on a terminal too narrow for it, two lines per entry. Pure except for color. */
import type { AuditEntry } from '../../src-main/api/types.ts';
import { plain } from '../line/output.ts';
import { localClock, localDate } from '../line/since.ts';
import { columnsOf, padTo, painter } from '../line/terminal.ts';

const HEAD = ['TIME', 'PROGRAM', 'WHAT', 'OUTCOME', 'WHY'] as const;

/** Returns a function that formats more and more entries; columns only grow, and the head appears once. */
export function auditTable(
  columns: number | undefined,
  nowMs: () => number,
): (entries: readonly AuditEntry[]) => string[] {
  const paint = painter();
  const widths = HEAD.map((title) => title.length);
  let headShown = false;
  return (entries) => {
    const rows = entries.map((entry) => cellsOf(entry, nowMs()));
    for (const row of rows)
      for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, columnsOf(cell));
    const width = widths.reduce((sum, one) => sum + one, 2 * (widths.length - 1));
    if (columns !== undefined && width > columns) return rows.flatMap((row) => block(row, paint));
    const line = (row: readonly string[], look: (text: string, at: number) => string) =>
      row
        .map((cell, at) => look(at === row.length - 1 ? cell : padTo(cell, widths[at] ?? 0), at))
        .join('  ')
        .trimEnd();
    const head = headShown ? [] : [line(HEAD, (text) => paint('faint', text))];
    headShown = true;
    return [...head, ...rows.map((row) => line(row, (text, at) => (at >= 3 ? paint(toneOf(row), text) : text)))];
  };
}

type Cells = readonly [time: string, program: string, what: string, outcome: string, why: string];
type Paint = ReturnType<typeof painter>;

function block([time, program, what, outcome, why]: Cells, paint: Paint): string[] {
  const result = paint(toneOf([time, program, what, outcome, why]), why === '' ? outcome : `${outcome}: ${why}`);
  return [`${time}  ${program}`, `    ${what}  ${result}`];
}

function toneOf([, , , outcome]: Cells): 'good' | 'bad' {
  return outcome === 'ok' ? 'good' : 'bad';
}

function cellsOf(entry: AuditEntry, nowMs: number): Cells {
  const more = entry.times === undefined ? '' : ` (${entry.times} more)`;
  const why = entry.event === 'lost' ? '' : (entry.code ?? '').replaceAll('_', ' ');
  return [timeOf(entry, nowMs), programOf(entry), `${whatOf(entry)}${more}`, entry.outcome, plain(why)];
}

/** Only the time for entries of today. */
function timeOf({ time }: AuditEntry, nowMs: number): string {
  const atMs = Date.parse(time);
  const date = localDate(atMs);
  return date === localDate(nowMs) ? localClock(atMs) : `${date} ${localClock(atMs)}`;
}

/** The name, and the file if the name does not show it: a script's name hides its interpreter. */
function programOf({ program, door, host, claim }: AuditEntry): string {
  const where = host === undefined ? '' : ` on ${plain(host)}`;
  const said = claim === undefined ? '' : ` (says: ${plain(claim)})`;
  if (program === undefined) return `${door === undefined ? '-' : placeOf(door)}${where}${said}`;
  const file = program.executable?.split('/').at(-1) ?? program.name;
  // The system cuts names after 15 characters.
  const known = file === program.name || (program.name.length === 15 && file.startsWith(program.name));
  const hidden =
    program.executable === undefined || (known && !program.elsewhere)
      ? ''
      : ` (${program.elsewhere ? 'another file than ' : ''}${plain(program.executable)})`;
  return `${plain(known ? file : program.name)}${hidden}${where}${said}`;
}

function placeOf(door: NonNullable<AuditEntry['door']>): string {
  if (door === 'window' || door === 'page' || door === 'tray') return `Latchkey's ${door}`;
  return 'unknown';
}

function whatOf({ event, profile, role, detail }: AuditEntry): string {
  const name = plain([profile ?? '?', ...(role === undefined ? [] : [role])].join('/'));
  const more = plain(detail ?? '');
  switch (event) {
    case 'token':
      return `token of ${name}`;
    case 'role-credentials':
      return `credentials of ${name}`;
    case 'start':
      return `agent ${more} started`.replace('  ', ' ');
    case 'stop':
      return 'agent stopped';
    case 'command':
    case 'lost':
      return more;
    default:
      return [event, ...(profile === undefined ? [] : [name]), ...(more === '' ? [] : [more])].join(' ');
  }
}
