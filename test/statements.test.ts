/**
 * The numbered statements about native OAuth clients that Latchkey holds to (RFC 8628, 8252, 7636, 7591, 7592, 8414, 6749,
 * 7009, 9700 and our own on the local service): each is named by the tests that show it, as `F12: …`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const LAST = 54;
/** 43 is about reading the answer of token introspection (RFC 7662), which Latchkey never asks for. */
const NOT_OURS = [43];

function numbersNamed(): Set<number> {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(test|e2e)\.ts$/.test(name),
  );
  const texts = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
  // The title of a test: `it('F5: …`, `it('F7, F8: …`, also over a line break after `it(` or a table.
  const titles = texts.flatMap((text) => text.match(/['"`]F\d+(?:, F\d+)*: /g) ?? []);
  return new Set(titles.flatMap((title) => (title.match(/\d+/g) ?? []).map(Number)));
}

it('every numbered statement has a test that names it', () => {
  const named = numbersNamed();
  const missing = Array.from({ length: LAST }, (_, i) => i + 1).filter((n) => !named.has(n) && !NOT_OURS.includes(n));
  expect(missing).toEqual([]);
  expect(
    NOT_OURS.filter((n) => named.has(n)),
    'excused and yet tested',
  ).toEqual([]);
});
