/** A copied token does not stay on the clipboard, but anything the person copies later does. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { secret } from '../../src-main/core/secret.ts';
import { CLEAR_AFTER_MS, tokenClipboard } from '../../src-main/desktop/clipboard.ts';

/** `later`: like newer versions of Electron. */
function fakeClipboard(later: boolean) {
  const state = { text: '' };
  return {
    state,
    readText: () => (later ? Promise.resolve(state.text) : state.text),
    writeText: (text: string) => {
      state.text = text;
    },
    clear: () => {
      state.text = '';
    },
  };
}

describe.each([false, true])('the clipboard (promises: %s)', (later) => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('holds the token for a minute', async () => {
    const clipboard = fakeClipboard(later);
    await tokenClipboard(clipboard).copy(secret('token-1'));
    await vi.advanceTimersByTimeAsync(CLEAR_AFTER_MS - 1);
    expect(clipboard.state.text).toBe('token-1');
    await vi.advanceTimersByTimeAsync(1);
    expect(clipboard.state.text).toBe('');
  });

  it('leaves anything copied since then alone', async () => {
    const clipboard = fakeClipboard(later);
    await tokenClipboard(clipboard).copy(secret('token-1'));
    clipboard.writeText('a shopping list');
    await vi.advanceTimersByTimeAsync(CLEAR_AFTER_MS);
    expect(clipboard.state.text).toBe('a shopping list');
  });

  it('gives a second copy its own full minute', async () => {
    const clipboard = fakeClipboard(later);
    const tokens = tokenClipboard(clipboard);
    await tokens.copy(secret('token-1'));
    await vi.advanceTimersByTimeAsync(CLEAR_AFTER_MS / 2);
    await tokens.copy(secret('token-2'));
    await vi.advanceTimersByTimeAsync(CLEAR_AFTER_MS - 1);
    expect(clipboard.state.text).toBe('token-2');
    await vi.advanceTimersByTimeAsync(1);
    expect(clipboard.state.text).toBe('');
  });

  it('is cleared when the program ends', async () => {
    const clipboard = fakeClipboard(later);
    const tokens = tokenClipboard(clipboard);
    await tokens.copy(secret('token-1'));
    await tokens.clear();
    expect(clipboard.state.text).toBe('');
  });

  it('leaves a command alone, which is not a secret', async () => {
    const clipboard = fakeClipboard(later);
    const tokens = tokenClipboard(clipboard);
    await tokens.copy(secret('token-1'));
    await tokens.copyText('latchkey aws-credentials work/prod-admin');
    await vi.advanceTimersByTimeAsync(CLEAR_AFTER_MS);
    await tokens.clear();
    expect(clipboard.state.text).toBe('latchkey aws-credentials work/prod-admin');
  });
});
