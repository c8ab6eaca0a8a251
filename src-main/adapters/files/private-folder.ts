/**
 * Our own folders: created with mode 0700, and refused if others can write to them. Another user's files there would be
 * read as ours, or written to.
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FolderStats, folderFlaw, folderRemedy } from '../../../src-shared/folder-flaw.ts';
import { makeFolders } from '../../../src-shared/make-folder.ts';
import { LatchkeyError } from '../../core/errors.ts';

/** Readable by others is harmless (no secret is in it) and common: it is what `mkdir` does. The doctor reports it. */
const WRITE = 0o022;

/** With those above it. Throws Node's errors. */
export function makeFolder(folder: string): void {
  makeFolders(folder, { mkdir: (path) => mkdirSync(path, 0o700), isFolder, parentOf: dirname });
}

/** A folder of ours, and the variable that names another one. */
export interface OwnFolder {
  readonly folder: string;
  readonly variable: string;
}

/** Throws `folder_unsafe`; a folder that does not exist yet is fine. */
export function demandOwnFolder(own: OwnFolder): void {
  const problem = folderProblem(own, WRITE);
  if (problem !== undefined) throw problem;
}

/** `others`: the permissions that no one else may have; absent: any. */
export function folderProblem({ folder, variable }: OwnFolder, others?: number): LatchkeyError | undefined {
  if (process.platform === 'win32') return undefined;
  const found = lookAt(folder);
  const flaw = found && folderFlaw(found, process.getuid?.(), others);
  if (flaw === undefined) return undefined;
  return new LatchkeyError('folder_unsafe', `The folder ${folder} ${flaw}.`, {
    hint: folderRemedy(folder, flaw, variable),
  });
}

/** Through links: people keep their configuration elsewhere. */
function lookAt(folder: string): FolderStats | undefined {
  return statSync(folder, { throwIfNoEntry: false });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
