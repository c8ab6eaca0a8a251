/** The tables in docs/providers.md: each row names a part of a provider's model, what we do with it, the code and the test. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export interface Row {
  readonly name: string;
  readonly ours: string;
  readonly code: string;
  readonly test: string;
}

export function rowsUnder(heading: string): Row[] {
  const [, after = ''] = read('docs/providers.md').split(`\n### ${heading}`);
  const [section = ''] = after.split(/\n##+ /);
  return [...section.matchAll(/^\| `([^`]+)` \| (.*?) \| (.*?) \| (.*?) \|$/gm)].map(
    ([, name = '', ours = '', code = '', test = '']) => ({ name, ours, code, test }),
  );
}

export const isUsed = ({ ours }: Row): boolean => !ours.startsWith('not used: ');
const target = (cell: string): string => /\]\(\.\.\/([^)]+)\)/.exec(cell)?.[1] ?? '';
const titleIn = (cell: string): string => /\)(?:: )(.+)$/.exec(cell)?.[1] ?? '';

/** Rows whose code is neither a file of `kind` nor the shared device code reader, or has none of the texts its name needs. */
export function wrongCode(rows: readonly Row[], kind: string, needed: (name: string) => readonly string[]): Row[] {
  return rows.filter(({ name, code }) => {
    const path = target(code);
    const isCode =
      new RegExp(`^src-main/providers/(${kind}/[a-z-]+|shared/device-answer)\\.ts$`).test(path) &&
      existsSync(join(ROOT, path));
    return !isCode || !needed(name).some((text) => read(path).includes(text));
  });
}

/** Rows whose test does not exist, by file and title. */
export function wrongTest(rows: readonly Row[], kind: string): Row[] {
  return rows.filter(({ test }) => {
    const path = target(test);
    const isTest =
      new RegExp(`^test/(providers/${kind}/[a-z-]+|whole/providers/${kind}[a-z-]*)\\.test\\.ts$`).test(path) &&
      existsSync(join(ROOT, path));
    return !isTest || titleIn(test) === '' || !read(path).includes(`'${titleIn(test)}'`);
  });
}

/** The error code that the row begins with: `role_forbidden`: … */
export const codeSaid = ({ ours }: Row): string | undefined => /^`(\w+)`/.exec(ours)?.[1];
