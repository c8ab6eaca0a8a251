/**
 * Copies a token for a person who asked for it in the tray, and takes it off the clipboard again. The token goes from the
 * agent to the clipboard inside the main process; the page takes no part.
 */
import type { Secret } from '../core/secret.ts';

/**
 * What of Electron's clipboard is needed; its own type would pull electron into the tests. Newer versions of Electron give
 * promises here, older ones the text itself.
 */
export interface TextClipboard {
  readText(): string | Promise<string>;
  writeText(text: string): unknown;
  clear(): unknown;
}

export const CLEAR_AFTER_MS = 60_000;

export interface TokenClipboard {
  copy(token: Secret): Promise<void>;
  /** What is no secret: it stays until something else is copied. */
  copyText(text: string): Promise<void>;
  /** Takes the token off now, if it is still there. Never rejects. */
  clear(): Promise<void>;
}

export function tokenClipboard(clipboard: TextClipboard, clearAfterMs = CLEAR_AFTER_MS): TokenClipboard {
  let copied: Secret | undefined;
  let timer: NodeJS.Timeout | undefined;
  const clear = async (): Promise<void> => {
    clearTimeout(timer);
    const token = copied;
    copied = undefined;
    if (token === undefined) return;
    try {
      // What the person copied since is theirs and stays.
      if ((await clipboard.readText()) === token.reveal()) await clipboard.clear();
    } catch {
      // Without a clipboard there is nothing to take off.
    }
  };
  return {
    async copy(token) {
      clearTimeout(timer);
      await clipboard.writeText(token.reveal());
      copied = token;
      timer = setTimeout(() => void clear(), clearAfterMs);
    },
    async copyText(text) {
      await clipboard.writeText(text);
    },
    clear,
  };
}
