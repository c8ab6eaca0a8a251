/** The documents say what the code does: tables made from it are compared, and every path and npm script named exists. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorTable } from '../scripts/documents/error-table.ts';
import { COMMANDS } from '../src-cli/table/commands.ts';
import { ERRORS, EXIT } from '../src-main/core/errors.ts';

const ROOT = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const inDocs = (): string[] =>
  readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
const DOCUMENTS = ['README.md', 'SECURITY.md', 'CHANGELOG.md', ...inDocs()];

/** The anchors that GitHub makes of them. */
const headings = (text: string): string[] =>
  [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the documents', () => {
  it('docs/errors.md lists the errors that there are (npm run docs:errors)', () => {
    expect(read('docs/errors.md')).toBe(errorTable(ERRORS));
  });

  it('the README names only commands that there are, and docs/commands.md every exit code', () => {
    const known = (words: string) => COMMANDS.some(({ name }) => name === words || name.startsWith(`${words} `));
    const named = [...read('README.md').matchAll(/(?:`|^)latchkey ([a-z][a-z-]*)/gm)].map(([, word = '']) => word);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((word) => !known(word))).toEqual([]);
    const reference = read('docs/commands.md');
    expect(Object.values(EXIT).filter((exit) => !reference.includes(`| ${exit} |`))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s gives only options that the command has', (document) => {
    const calls = [...read(document).matchAll(/(?:`|^|\$\()latchkey ([^`|#;)\n]+)/gm)].map(([, words = '']) => words);
    const wrong = calls.filter((words) => {
      const [own = ''] = words.split(' -- ');
      const found = COMMANDS.filter(({ name }) => own === name || own.startsWith(`${name} `));
      const known = found.flatMap(({ options }) => options.map(({ name }) => name));
      const given = [...own.matchAll(/(?<= )--([a-z][a-z-]*)/g)].map(([, name = '']) => name);
      return found.length > 0 && given.some((name) => name !== 'help' && !known.includes(name));
    });
    expect(wrong).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names only npm scripts that exist', (document) => {
    const named = [...read(document).matchAll(/\bnpm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it.each(DOCUMENTS)('%s links only to files that exist', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
    const folder = document.startsWith('docs/') ? 'docs' : '.';
    expect(links.filter((path) => !existsSync(join(ROOT, folder, path)))).toEqual([]);
  });

  it('the README shows pictures that are there and load fast', () => {
    const shown = [...read('README.md').matchAll(/\b(?:src|srcset)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((path) => !existsSync(join(ROOT, path)) || statSync(join(ROOT, path)).size > 60_000)).toEqual(
      [],
    );
  });

  it('the documents in docs/ show pictures that are there', () => {
    const shown = inDocs().flatMap((document) => [...read(document).matchAll(/\b(?:src|srcset)="([^"]+)"/g)]);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, 'docs', path)))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s links only to headings that exist', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const missing = links.filter(([, path = '', heading = '']) => {
      const target = path === '' ? document : join(document.startsWith('docs/') ? 'docs' : '.', path);
      return !headings(read(target)).includes(heading);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  it('docs/troubleshooting.md leads from every error code to what helps, and from none that is not there', () => {
    const table = read('docs/troubleshooting.md')
      .split('\n')
      .filter((line) => /^\| `[a-z_]+`/.test(line));
    const named = table.flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([a-z_]+)`/g)].map(([, code = '']) => code),
    );
    expect(named.sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it('docs/architecture.md names only files and folders that exist', () => {
    const named = [
      ...read('docs/architecture.md').matchAll(/`((?:src-[a-z]+|test|scripts|clients|bench)\/[\w./-]*)`/g),
    ];
    expect(named.length).toBeGreaterThan(10);
    expect(named.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('docs/README.md leads to every document in docs/', () => {
    const documents = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
    const index = read('docs/README.md');
    expect(documents.filter((name) => !index.includes(`](${name})`))).toEqual([]);
  });
});
