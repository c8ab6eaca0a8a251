/**
 * Copies a token when the person asks in the tray or the window, and clears it from the clipboard again. The token goes from the agent to
 * the clipboard within the main process; no page gets it.
 */
import type { Secret } from '../core/secret.ts';

/**
 * The part of Electron's clipboard that is needed; its own type would pull electron into the tests. Newer Electron versions
 * return promises here, older ones the text itself.
 */
export interface TextClipboard {
  readText(): string | Promise<string>;
  writeText(text: string): unknown;
  clear(): unknown;
}

export const CLEAR_AFTER_MS = 60_000;

export interface TokenClipboard {
  copy(token: Secret): Promise<void>;
  /** Not a secret: it stays until something else is copied. */
  copyText(text: string): Promise<void>;
  /** Clears the token now, if it is still there. Never rejects. */
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
      // Anything the person has copied since then stays.
      if ((await clipboard.readText()) === token.reveal()) await clipboard.clear();
    } catch {
      // Without a clipboard, there is nothing to clear.
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
