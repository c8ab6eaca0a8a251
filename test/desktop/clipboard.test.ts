/** A copied token does not stay on the clipboard, and what the person copied since does. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { secret } from '../../src-main/core/secret.ts';
import { CLEAR_AFTER_MS, tokenClipboard } from '../../src-main/desktop/clipboard.ts';

function fakeClipboard() {
  const state = { text: '' };
  return {
    state,
    readText: () => state.text,
    writeText: (text: string) => {
      state.text = text;
    },
    clear: () => {
      state.text = '';
    },
  };
}

describe('the clipboard', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('holds the token for a minute', () => {
    const clipboard = fakeClipboard();
    tokenClipboard(clipboard).copy(secret('token-1'));
    vi.advanceTimersByTime(CLEAR_AFTER_MS - 1);
    expect(clipboard.state.text).toBe('token-1');
    vi.advanceTimersByTime(1);
    expect(clipboard.state.text).toBe('');
  });

  it('leaves alone what was copied since', () => {
    const clipboard = fakeClipboard();
    tokenClipboard(clipboard).copy(secret('token-1'));
    clipboard.writeText('a shopping list');
    vi.advanceTimersByTime(CLEAR_AFTER_MS);
    expect(clipboard.state.text).toBe('a shopping list');
  });

  it('gives a second copy its own full minute', () => {
    const clipboard = fakeClipboard();
    const tokens = tokenClipboard(clipboard);
    tokens.copy(secret('token-1'));
    vi.advanceTimersByTime(CLEAR_AFTER_MS / 2);
    tokens.copy(secret('token-2'));
    vi.advanceTimersByTime(CLEAR_AFTER_MS - 1);
    expect(clipboard.state.text).toBe('token-2');
    vi.advanceTimersByTime(1);
    expect(clipboard.state.text).toBe('');
  });

  it('is cleared when the program ends', () => {
    const clipboard = fakeClipboard();
    const tokens = tokenClipboard(clipboard);
    tokens.copy(secret('token-1'));
    tokens.clear();
    expect(clipboard.state.text).toBe('');
  });
});
