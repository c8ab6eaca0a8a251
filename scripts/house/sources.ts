/** Reads the sources as text, and what each of them imports. It runs and imports none of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { dirname, normalize, join as posixJoin } from 'node:path/posix';

/** src-formats was the name of src-shared in older checkouts. */
const FOLDERS = ['src-main', 'src-cli', 'src-renderer', 'src-languages', 'src-shared', 'src-formats', 'clients'];
/** Written by a script, and as long as what it is made from. */
const GENERATED = ['clients/js/openapi.ts'];

export interface Source {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** A path from the root, or the name of a package. */
  readonly target: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

export function readSources(root: string, folders: readonly string[] = FOLDERS, kinds = /\.(ts|html|css)$/): Source[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && kinds.test(entry.name))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return { path: relative(root, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') };
    })
    .filter(({ path }) => !GENERATED.includes(path));
}

/** The text without comments, so that prose about a rule does not break it; strings stay. */
export function code(text: string): string {
  return text.replace(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_all, literal?: string) => literal ?? ' ',
  );
}

/** Imports, re-exports and dynamic imports, types included. */
export function importsOf({ path, text }: Source): Import[] {
  const plain = code(text);
  const statements = plain.matchAll(
    /^[ \t]*(?:import|export)\b(?<type>[ \t]+type\b(?![ \t]*(?:,|from)))?(?:[^;'"`()=]*?\bfrom)?[ \t\n]*['"](?<from>[^'"]+)['"]/gm,
  );
  const fixed = [...statements].map(({ groups }) => ({
    target: targetOf(groups?.['from'] ?? '', path),
    typeOnly: groups?.['type'] !== undefined,
    dynamic: false,
  }));
  const calls = [...plain.matchAll(/\b(?:import|require)\s*\(\s*['"`](?<from>[^'"`]+)['"`]/g)].map(({ groups }) => ({
    target: targetOf(groups?.['from'] ?? '', path),
    typeOnly: false,
    dynamic: true,
  }));
  return [...fixed, ...calls];
}

function targetOf(specifier: string, path: string): string {
  if (specifier.startsWith('.')) return normalize(posixJoin(dirname(path), specifier));
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
