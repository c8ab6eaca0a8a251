/** Aligns rows of text in columns. Color is added after alignment, so it never disturbs it. */
import { columnsOf, padTo, painter } from './terminal.ts';

type Rows = readonly (readonly string[])[];
export type Paint = (text: string, column: number) => string;

/** Lines with two spaces between columns and none at the end. `paint` gets each padded cell. */
export function tableLines(rows: Rows, paint: (row: number) => Paint = () => (text) => text): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => columnsOf(row[at] ?? ''))));
  return rows.map((row, index) => {
    const last = row.length - 1;
    const cells = row.map((cell, at) => paint(index)(at === last ? cell : padTo(cell, widths[at] ?? 0), at));
    return cells.join('  ').trimEnd();
  });
}

/** A table for standard output whose first row, the head, is faint. */
export function headedTable(head: readonly string[], rows: Rows): string {
  const paint = painter();
  return tableLines([head, ...rows], (row) => (text) => (row === 0 ? paint('faint', text) : text)).join('\n');
}
