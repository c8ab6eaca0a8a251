/**
 * What was tried on the real program and went wrong once: awkward inputs, an attacker's program, other desktops, a new
 * machine. Each has a number, and a test that shows the right behavior names it, as `inputs 20: …`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';

const range = (last: number, prefix = ''): string[] => Array.from({ length: last }, (_, at) => `${prefix}${at + 1}`);

const TRIED: Readonly<Record<string, readonly string[]>> = {
  // There is no 16.
  inputs: [...range(32).filter((name) => name !== '16'), ...range(19, 'N')],
  security: range(18),
  desktops: range(14),
  newcomer: range(16, 'A'),
};

/** Names as in the titles of tests: `inputs 9, 25: …`. */
function named(): Set<string> {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(test|e2e)\.ts$/.test(name) && name !== basename(import.meta.filename),
  );
  const texts = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
  const titles = texts.matchAll(/\b(inputs|security|desktops|newcomer) ([AN]?\d+(?:, [AN]?\d+)*): /g);
  return new Set([...titles].flatMap(([, kind, names = '']) => names.split(', ').map((name) => `${kind} ${name}`)));
}

it('everything that went wrong once has a test that names it', () => {
  const wanted = Object.entries(TRIED).flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`));
  const found = named();
  expect(wanted.filter((name) => !found.has(name))).toEqual([]);
  expect([...found].filter((name) => !wanted.includes(name))).toEqual([]);
});
