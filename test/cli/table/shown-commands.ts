/** Finds the `latchkey …` command lines in texts, and splits them into words as a shell would. */

/** What a reader copies: each line of a fenced block. What only mentions a command may be the name alone. */
export interface Shown {
  readonly line: string;
  readonly isMention: boolean;
}

export function inMarkdown(text: string): Shown[] {
  const fenced = [...text.matchAll(/^ *```[a-z]*\n([\s\S]*?)^ *```/gm)].map(([, block = '']) => block);
  const prose = text.replace(/^ *```[\s\S]*?^ *```/gm, '').replaceAll('\\|', '|');
  const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  const copied = fenced.flatMap((block) => block.replace(/\\\n\s*/g, ' ').split('\n'));
  return [
    ...copied.flatMap(inLine).map((line) => ({ line, isMention: false })),
    ...spans.flatMap(inLine).map((line) => ({ line, isMention: true })),
  ];
}

/** In one line of a shell (not in a loop's list), of a configuration file or between backticks. */
export function inLine(line: string): string[] {
  return [...line.matchAll(/(?:^|(?<!\bin)[\s("'=;|&])latchkey (?=[a-z])(.+)$/g)].flatMap(([, rest = '']) => [
    `latchkey ${rest}`,
    ...inLine(rest),
  ]);
}

/** In the strings of a source file, between backticks; what is put in at run time counts as `work`. */
export function inSource(text: string): string[] {
  const code = text.replace(/^\s*\/\*\*[\s\S]*?\*\//gm, '').replace(/\/\/ .*$/gm, '');
  return [...code.matchAll(/`(latchkey [^`]*)`/g)]
    .map(([, line = '']) => line.replace(/\\$/, ''))
    .filter((line) => /^latchkey [a-z]/.test(line) && !line.startsWith('latchkey clients ${'))
    .map((line) => line.replace(/\$\{[^}]*\}/g, 'work'));
}

/** The words after `latchkey`, up to where a shell would end the command. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [token] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"|;&<>)])+|[|;&<>)]/g)) {
    if (/^[|;&<>)]$/.test(token) || token.startsWith('#')) break;
    words.push(token.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  }
  // The number of the descriptor that is redirected.
  if (/^\d$/.test(words.at(-1) ?? '') && /\s\d</.test(line)) words.pop();
  return words.slice(1);
}
