/** Aligns rows of text in columns. Pure; colour comes after alignment, so that it never disturbs it. */
import { columnsOf, padTo } from './terminal.ts';

export type Paint = (text: string, column: number) => string;

/** Lines with two blanks between the columns and none at the end. `paint` gets each padded cell. */
export function tableLines(rows: readonly (readonly string[])[], paint: (row: number) => Paint): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => columnsOf(row[at] ?? ''))));
  return rows.map((row, index) => {
    const last = row.length - 1;
    const cells = row.map((cell, at) => paint(index)(at === last ? cell : padTo(cell, widths[at] ?? 0), at));
    return cells.join('  ').trimEnd();
  });
}
