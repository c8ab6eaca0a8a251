/** Why a folder is not private to this user: one rule for the agent, which refuses it, and the doctor, which says what to do. */

/** As `lstat` returns it, or `stat` where a link is allowed. */
export interface FolderStats {
  isSymbolicLink(): boolean;
  isDirectory(): boolean;
  readonly uid: number;
  readonly mode: number;
}

const OPEN = 'is open to other users';

/** Undefined: it is private to this user. `others`: the permissions that no one else may have. */
export function folderFlaw(stats: FolderStats, uid: number | undefined, others = 0o077): string | undefined {
  if (stats.isSymbolicLink()) return 'is a symbolic link';
  if (!stats.isDirectory()) return 'is not a folder';
  if (stats.uid !== uid) return 'belongs to another user';
  if ((stats.mode & others) !== 0) return OPEN;
  return undefined;
}

/** Never to remove what Latchkey did not create, or to close it to others (/tmp). `variable` names another place. */
export function folderRemedy(path: string, flaw: string, variable: string): string {
  const isOurs = /\/\.?latchkey[^/]*\/*$/i.test(path);
  if (flaw === OPEN && isOurs) return `Restrict it: chmod 700 ${path}`;
  return `Set ${variable} to a place in a folder that is private to you (chmod 700).`;
}
