/** The demo's voice: headings, short explanations, commands as typed, and checks that end the demo when they fail. */

export class StepFailed extends Error {}

const colours = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
const paint = (code: string, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = (text: string): string => paint('1', text);
const dim = (text: string): string => paint('2', text);

let step = 0;
let checks = 0;

export function line(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function heading(text: string): void {
  step += 1;
  line();
  line(bold(`${step}. ${text}`));
}

export function explain(...lines: readonly string[]): void {
  for (const text of lines) line(`   ${text}`);
}

export function command(text: string): void {
  line(`   ${dim('$')} ${text}`);
}

export function output(text: string): void {
  for (const part of text.trimEnd().split('\n')) line(`     ${dim(part)}`);
}

/** Proves what a step claims; ends the demo if it is not true. */
export function check(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new StepFailed(`This should be true but is not: ${claim}`);
  checks += 1;
  line(`   ${paint('32', '✓')} ${claim}`);
}

export const checksDone = (): number => checks;
