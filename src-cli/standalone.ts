/**
 * Entry point of the single executable in the packages, which needs no Node.js on the machine: one file that is all
 * three commands, and picks one by the name it was called by (the links to it have those names).
 */
import { basename } from 'node:path';

/** Each acts as soon as it is loaded, so only one is. */
const PROGRAMS: Readonly<Record<string, () => Promise<unknown>>> = {
  'git-credential-latchkey': () => import('./git-credential.ts'),
  'docker-credential-latchkey': () => import('./docker-credential.ts'),
};

const name = basename(process.argv0).replace(/\.exe$/i, '');
void (PROGRAMS[name] ?? (() => import('./main.ts')))();
