/**
 * The shape of a row in the table of commands, and of one call of a command. Types, and helpers of a line.
 * From such rows come the parsing, the help, the completion and the reference in docs/.
 */

export interface OptionSpec {
  /** Without the leading dashes. */
  readonly name: string;
  /** Placeholder of its value in the help; absent: the option takes none. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly repeat?: true;
  readonly required?: true;
  /** Offer the names of profiles and roles when the shell completes its value. */
  readonly isProfile?: true;
  /** The heading in the help that it stands under; absent: the first one. */
  readonly under?: string;
  /** Earlier names, which go on working and are shown nowhere. */
  readonly formerly?: readonly string[];
  readonly help: string;
}

export interface ArgumentSpec {
  /** Placeholder in the help, in capitals. */
  readonly name: string;
  readonly optional?: true;
  /** More than one word may be given, as in `help profile add`. */
  readonly many?: true;
  readonly choices?: readonly string[];
  /** A program and its own words, which stand behind `--`; the last argument. */
  readonly isCommand?: true;
  /** Offer the names of the profiles when the shell completes it. */
  readonly isProfile?: true;
  /** Offer the names of roles, NAME/ROLE. */
  readonly isRole?: true;
  /** Offer the servers that a login is stored for. */
  readonly isServer?: true;
}

/** What was asked: values by name, already checked against the table. */
export interface Call {
  readonly command: Command;
  readonly words: readonly string[];
  /** Options given without a value. */
  readonly flags: ReadonlySet<string>;
  /** Options given with a value, in order. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** `--json` was given. */
  readonly json: boolean;
}

export type Run = (call: Call) => Promise<void>;

export interface Command {
  /** As it is typed: `token`, `profile add`. */
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Paragraphs for the help of this command. */
  readonly details?: string;
  readonly args: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** What to type, and what it does. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  readonly run: Run;
}

export const under = (heading: string, options: readonly OptionSpec[]): OptionSpec[] =>
  options.map((option) => ({ ...option, under: heading }));

/** The one value of an option; undefined when it was not given. */
export function optionValue(call: Call, option: string): string | undefined {
  return call.values.get(option)?.at(-1);
}
