/** What the terminal can show: color, a live line, characters beyond ASCII. Decides nothing else. */

type Stream = NodeJS.WriteStream;

/** Color only on a terminal that supports it, and never when NO_COLOR is set to anything (no-color.org). */
export function hasColor(stream: Stream = process.stdout): boolean {
  return Boolean(stream.isTTY) && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}

/** A terminal that can go back to the start of a line and erase it. */
export function isLive(stream: Stream): boolean {
  return Boolean(stream.isTTY) && process.env['TERM'] !== 'dumb';
}

/** Whether ● and … can be shown: the locale says UTF-8 (on today's macOS and Windows terminals, all do). */
export function hasUnicode(): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  const { LC_ALL, LC_CTYPE, LANG } = process.env;
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}

export type Tone = 'good' | 'warn' | 'bad' | 'faint' | 'strong';

const CODES: Readonly<Record<Tone, string>> = { good: '32', warn: '33', bad: '31', faint: '2', strong: '1' };

export function painter(stream: Stream = process.stdout): (tone: Tone, text: string) => string {
  const colored = hasColor(stream);
  return (tone, text) => (colored && text !== '' ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text);
}

/** Columns that `text` takes on a terminal: East Asian wide characters and emoji take two, combining marks take none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{Mark}|\u200d/u.test(character)) continue;
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return columns;
}

export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}
