/**
 * Copies a token for a person who asked for it in the tray, and takes it off the clipboard again. The token goes from the
 * agent to the clipboard inside the main process; the page takes no part.
 */
import type { Secret } from '../core/secret.ts';

/** What of Electron's clipboard is needed; its own type would pull electron into the tests. */
export interface TextClipboard {
  readText(): string;
  writeText(text: string): void;
  clear(): void;
}

export const CLEAR_AFTER_MS = 60_000;

export interface TokenClipboard {
  copy(token: Secret): void;
  /** Takes the token off now, if it is still there. */
  clear(): void;
}

export function tokenClipboard(clipboard: TextClipboard, clearAfterMs = CLEAR_AFTER_MS): TokenClipboard {
  let copied: Secret | undefined;
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => {
    clearTimeout(timer);
    // What the person copied since is theirs and stays.
    if (copied !== undefined && clipboard.readText() === copied.reveal()) clipboard.clear();
    copied = undefined;
  };
  return {
    copy(token) {
      clearTimeout(timer);
      clipboard.writeText(token.reveal());
      copied = token;
      timer = setTimeout(clear, clearAfterMs);
    },
    clear,
  };
}
