/**
 * Creates a folder and its parents, one by one. Node's own `recursive` loops forever if the system says "no such folder"
 * below one that exists (/proc, a dangling link). Has no access to files itself: the caller passes the calls.
 */

export interface FolderCalls {
  /** Throws Node's errors. */
  mkdir(path: string): void;
  /** Through a link. */
  isFolder(path: string): boolean;
  parentOf(path: string): string;
}

/** Throws the system's error for the first one that cannot be created. */
export function makeFolders(path: string, calls: FolderCalls): void {
  if (calls.isFolder(path)) return;
  const parent = calls.parentOf(path);
  if (parent !== path) makeFolders(parent, calls);
  try {
    calls.mkdir(path);
  } catch (error) {
    // Another process may have created it at the same moment.
    if (!calls.isFolder(path)) throw error;
  }
}
