/**
 * The shape of a row in the table of commands, and of one call of a command. Types, and one-line helpers.
 * Parsing, help, completion and the reference in docs/ are made from these rows.
 */

export interface OptionSpec {
  /** Without the leading dashes. */
  readonly name: string;
  /** Placeholder of its value in the help; absent: the option takes no value. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly repeat?: true;
  readonly required?: true;
  /** Another option of the command, without which this one means nothing. */
  readonly needs?: string;
  /** Offer the names of profiles and roles when the shell completes its value. */
  readonly isProfile?: true;
  /** The heading that the help lists it under; absent: the first one. */
  readonly under?: string;
  /** Earlier names, which still work and are shown nowhere. */
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
  /** A program and its own words, after `--`; the last argument. */
  readonly isCommand?: true;
  /** Offer profile names when the shell completes it. */
  readonly isProfile?: true;
  /** Offer role names, NAME/ROLE. */
  readonly isRole?: true;
  /** Offer the servers that have a stored login. */
  readonly isServer?: true;
}

/** One parsed call: values by name, already checked against the table. */
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
  /** As you type it: `token`, `profile add`. */
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
