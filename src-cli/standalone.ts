/**
 * The start of the single executable that the packages carry, which needs no Node.js on the machine: one file that is all
 * three commands, told apart by the name it was called by, as the links to it have their names.
 */
import { basename } from 'node:path';

/** Only the one that was asked for is run; each acts as soon as it is loaded. */
const PROGRAMS: Readonly<Record<string, () => Promise<unknown>>> = {
  'git-credential-latchkey': () => import('./git-credential.ts'),
  'docker-credential-latchkey': () => import('./docker-credential.ts'),
};

const name = basename(process.argv0).replace(/\.exe$/i, '');
void (PROGRAMS[name] ?? (() => import('./main.ts')))();
