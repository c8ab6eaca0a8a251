/** The shape of a topic and of its rows. Types only. */

/** Column name to figure, in order; `what` is first. */
export type Row = Readonly<Record<string, string | number>>;

export interface Topic {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  /** `say` reports progress, on standard error. */
  run(say: (line: string) => void): Promise<Row[]>;
}
