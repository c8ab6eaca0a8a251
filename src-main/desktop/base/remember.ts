/**
 * What the desktop remembers between starts is not important: after a full disk or a broken file, it only notifies or places
 * the window once more than needed.
 */

/** Never throws: an error in an Electron event handler would end the program. */
export function remember(write: () => void): void {
  try {
    write();
  } catch {
    // It is remembered until the program ends.
  }
}
