/** `npm run house`: figures about the code's structure, for this checkout or another. */
import { resolve } from 'node:path';
import { circles, fileGraph, floors, folderGraph, type Graph } from './graph.ts';
import { fullestFolders, lines, longParameterLists, repeatedLines } from './measures.ts';
import { readSources } from './sources.ts';

const CORE = 'src-main/core';
const args = process.argv.slice(2);
const all = args.includes('--all');
const root = resolve(args.find((arg) => !arg.startsWith('-')) ?? '.');

const sources = readSources(root);
const tests = readSources(root, ['test'], /\.ts$/);
const files = fileGraph(sources);
const folders = folderGraph(files);
const core = folderGraph(fileGraph(sources.filter(({ path }) => path.startsWith(`${CORE}/`))));

/** `3 (34 + 3 + 2 nodes)`, or `0`. */
function describe(graph: Graph): string {
  const sizes = circles(graph)
    .map(({ length }) => length)
    .sort((a, b) => b - a);
  return sizes.length === 0 ? '0' : `${sizes.length} (${sizes.join(' + ')})`;
}

const [fullest = ['', 0]] = fullestFolders(sources);
const [fullestTest = ['', 0]] = fullestFolders(tests);
const long = longParameterLists(sources);
const figures: readonly (readonly [string, string | number])[] = [
  ['circles of files', describe(files)],
  ['circles of folders', describe(folders)],
  ['files in the fullest source folder', `${fullest[1]} (${fullest[0]})`],
  ['files in the fullest test folder', `${fullestTest[1]} (${fullestTest[0]})`],
  ['source folders', folders.size],
  ['floors of the core', floors(core)],
  ['functions with five or more parameters', long.length],
  ['lines of source', lines(sources)],
  ['lines of tests', lines(tests)],
  ['repeated lines, in runs of six or more', repeatedLines(sources)],
];
for (const [what, figure] of figures) console.log(`${what.padEnd(42)}${figure}`);
if (all) {
  for (const group of [...circles(files), ...circles(folders)]) console.log(`circle: ${group.join(' ')}`);
  for (const found of long) console.log(`parameters: ${found}`);
  for (const [folder, count] of fullestFolders(sources).filter(([, count]) => count > 12))
    console.log(`folder: ${folder} ${count}`);
}
