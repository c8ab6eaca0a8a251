/**
 * JSON for people's eyes as well: printed on a terminal, written to a log, answered to curl. Means the same as JSON.stringify's,
 * and holds no character that steers a terminal (also those above ASCII, such as U+009B), hides, or turns the writing direction.
 */

/** JSON.stringify itself escapes those below U+0020; what is left of them is the line ends between members. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export function plainJson(value: unknown, indent?: number): string {
  return escapeUnseen(JSON.stringify(value, null, indent));
}

/** `json`: as JSON.stringify writes it. */
export function escapeUnseen(json: string): string {
  return json.replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(''),
  );
}

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
