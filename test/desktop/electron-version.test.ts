/** The shipped Electron is not one whose tray is invisible on some panels; docs/packaging.md names the issues. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** From and to, both inclusive. */
const FAULTY = [
  ['43.3.0', '43.4.2'],
  ['44.0.0', '44.0.0'],
] as const;

const rank = (version: string): number => version.split('.').reduce((sum, part) => sum * 10_000 + Number(part), 0);

it('the version of Electron is exact, stable, and not one with a known tray bug', () => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    devDependencies: { electron: string };
  };
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  const shipped = rank(devDependencies.electron);
  expect(FAULTY.filter(([first, last]) => rank(first) <= shipped && shipped <= rank(last))).toEqual([]);
  const text = readFileSync('docs/packaging.md', 'utf8');
  for (const version of FAULTY.flat()) expect(text).toContain(version);
});
