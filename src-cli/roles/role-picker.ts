/** The list to choose from, as pure state, and what each key does to it. Knows no terminal. */

export interface Picker {
  readonly items: readonly string[];
  readonly filter: string;
  /** Position of the bar among the items that match the filter. */
  readonly at: number;
  /** Positions in `items`. */
  readonly ticked: ReadonlySet<number>;
}

export type Outcome = 'chosen' | 'left' | undefined;

export function newPicker(items: readonly string[]): Picker {
  return { items, filter: '', at: 0, ticked: new Set() };
}

/** Positions of the items that contain the parts of the filter in order; parts are separated by slashes. */
export function fitting({ items, filter }: Picker): number[] {
  const parts = filter.toLowerCase().split('/');
  const fits = (item: string): boolean => {
    let from = 0;
    for (const part of parts) {
      const found = item.toLowerCase().indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return true;
  };
  return items.flatMap((item, place) => (fits(item) ? [place] : []));
}

/** The chosen items: the selected ones, else the one under the bar. */
export function chosen(picker: Picker): number[] {
  if (picker.ticked.size > 0) return [...picker.ticked].sort((a, b) => a - b);
  return fitting(picker).slice(picker.at, picker.at + 1);
}

const STEPS: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  pageup: -10,
  pagedown: 10,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};

/** `key`: a name of `keysOf`, or the character typed. */
export function press(picker: Picker, key: string): { picker: Picker; outcome: Outcome } {
  if (key === 'escape') return { picker, outcome: 'left' };
  if (key === 'enter') return { picker, outcome: chosen(picker).length > 0 ? 'chosen' : undefined };
  if (key === 'space') return { picker: toggle(picker), outcome: undefined };
  if (key === 'backspace')
    return { picker: filtered(picker, [...picker.filter].slice(0, -1).join('')), outcome: undefined };
  if (key === 'clear') return { picker: filtered(picker, ''), outcome: undefined };
  const step = STEPS[key];
  if (step !== undefined) return { picker: moved(picker, step), outcome: undefined };
  return { picker: key.length > 2 ? picker : filtered(picker, picker.filter + key), outcome: undefined };
}

function toggle(picker: Picker): Picker {
  const place = fitting(picker)[picker.at];
  if (place === undefined) return picker;
  const ticked = new Set(picker.ticked);
  if (!ticked.delete(place)) ticked.add(place);
  return { ...picker, ticked };
}

function filtered(picker: Picker, filter: string): Picker {
  return { ...picker, filter: filter.slice(0, 200), at: 0 };
}

function moved(picker: Picker, step: number): Picker {
  const last = fitting(picker).length - 1;
  return { ...picker, at: Math.max(0, Math.min(last, picker.at + step)) };
}

const NAMED_KEYS: Readonly<Record<string, string>> = {
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  '\u001b[5~': 'pageup',
  '\u001b[6~': 'pagedown',
  '\u001b[H': 'home',
  '\u001bOH': 'home',
  '\u001b[1~': 'home',
  '\u001b[F': 'end',
  '\u001bOF': 'end',
  '\u001b[4~': 'end',
  '\r': 'enter',
  '\n': 'enter',
  ' ': 'space',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0015': 'clear',
  '\u001b': 'escape',
  '\u0003': 'escape',
};

/** The keys in what a terminal sent in one piece; unknown sequences and control characters are dropped. */
export function keysOf(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send control characters
  const pieces = text.match(/\u001b(?:\[[0-9;]*[~A-Za-z]|O[A-Z])?|[\s\S]/gu) ?? [];
  return pieces.flatMap((piece) => {
    const name = NAMED_KEYS[piece];
    if (name !== undefined) return [name];
    return piece.length <= 2 && piece >= ' ' ? [piece] : [];
  });
}
