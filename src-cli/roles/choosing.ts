/** Lets you choose roles at the terminal: draws the list of role-picker.ts below the cursor and reads keys in raw mode. */
import { StringDecoder } from 'node:string_decoder';
import { plain } from '../line/output.ts';
import { columnsOf, hasUnicode, painter } from '../line/terminal.ts';
import type { Choice } from './available-roles.ts';
import { chosen, fitting, keysOf, newPicker, type Picker, press } from './role-picker.ts';

const MOST_ROWS = 12;

/** Empty after Escape. */
export async function chooseRoles(choices: readonly Choice[]): Promise<Choice[]> {
  const places = await pick(choices.map(lineOf));
  return places.flatMap((place) => choices[place] ?? []);
}

function lineOf({ accountName, accountId, roleName }: Choice): string {
  const account = accountName === undefined ? accountId : `${accountName} (${accountId})`;
  return plain(`${account} / ${roleName}`);
}

function pick(items: readonly string[]): Promise<number[]> {
  const { stdin, stderr } = process;
  const decoder = new StringDecoder('utf8');
  let picker = newPicker(items);
  let drawn = 0;
  const wipe = () => {
    if (drawn > 0) stderr.write(`\r${drawn > 1 ? `\u001b[${drawn - 1}A` : ''}\u001b[J`);
  };
  const draw = () => {
    const lines = linesOf(picker, stderr.columns || 80, stderr.rows || 24);
    wipe();
    stderr.write(lines.join('\n'));
    drawn = lines.length;
  };
  stdin.setRawMode(true);
  return new Promise((resolve) => {
    const finish = (places: number[]) => {
      stdin.off('data', onData);
      stderr.off('resize', draw);
      wipe();
      stdin.setRawMode(false);
      stdin.pause();
      resolve(places);
    };
    const onData = (bytes: Buffer) => {
      for (const key of keysOf(decoder.write(bytes))) {
        const { picker: next, outcome } = press(picker, key);
        picker = next;
        if (outcome !== undefined) return finish(outcome === 'chosen' ? chosen(picker) : []);
      }
      draw();
    };
    stdin.on('data', onData);
    stderr.on('resize', draw);
    draw();
  });
}

/** The question, the part of the list around the bar, and the counts; never wider or taller than the terminal. */
function linesOf(picker: Picker, columns: number, rows: number): string[] {
  const paint = painter(process.stderr);
  const places = fitting(picker);
  const height = Math.max(1, Math.min(MOST_ROWS, rows - 3));
  const first = Math.max(0, Math.min(picker.at - Math.floor(height / 2), places.length - height));
  const shown = places.slice(first, first + height).map((place, row) => {
    const tick = picker.ticked.has(place) ? '[x]' : '[ ]';
    const isAt = first + row === picker.at;
    const text = cut(`${isAt ? '>' : ' '} ${tick} ${picker.items[place] ?? ''}`, columns - 1);
    return isAt ? paint('strong', text) : text;
  });
  const count = `${places.length} of ${picker.items.length}, ${picker.ticked.size} selected`;
  const dot = hasUnicode() ? '·' : '-';
  const help = `${count} ${dot} type to filter ${dot} space selects ${dot} Enter adds ${dot} Escape cancels`;
  return [cut(`Add roles: ${picker.filter}`, columns - 1), ...shown, paint('faint', cut(help, columns - 1))];
}

function cut(text: string, columns: number): string {
  let kept = '';
  for (const character of text) {
    if (columnsOf(kept + character) > columns) break;
    kept += character;
  }
  return kept;
}
