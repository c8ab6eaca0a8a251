/**
 * What the desktop keeps from one start to the next is nothing that matters: a full disk or a broken file costs only that it
 * is said, or placed, once more.
 */

/** Never throws: an error out of an event of Electron would end the program. */
export function remember(write: () => void): void {
  try {
    write();
  } catch {
    // It is kept for as long as the program runs.
  }
}
