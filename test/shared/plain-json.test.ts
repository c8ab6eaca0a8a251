/** JSON that is printed: means what JSON.stringify's does, without characters that a terminal or a reader's eye obeys. */
import { describe, expect, it } from 'vitest';
import { escapeUnseen, plainJson } from '../../src-shared/plain-json.ts';

describe('plainJson', () => {
  it.each([
    ['a C1 control sequence', 'a\u009b2Jb', '"a\\u009b2Jb"'],
    ['DEL', '\u007f', '"\\u007f"'],
    ['a writing direction', 'a\u202eb\u2066c', '"a\\u202eb\\u2066c"'],
    ['zero width', 'a\u200bb\ufeff', '"a\\u200bb\\ufeff"'],
    ['line separators', 'a\u2028b\u2029', '"a\\u2028b\\u2029"'],
    ['tags above the first plane', 'a\u{e0041}b', '"a\\udb40\\udc41b"'],
    ['a lone surrogate', 'a\ud800b', '"a\\ud800b"'],
    ['what JSON escapes anyway', '\u001b[2J\n"\\', '"\\u001b[2J\\n\\"\\\\"'],
    ['ordinary text', 'Zoë 张 🙂', '"Zoë 张 🙂"'],
  ])('security 16: %s', (_what, text, json) => {
    expect(plainJson(text)).toBe(json);
    expect(JSON.parse(plainJson({ [text]: [text] }))).toEqual({ [text]: [text] });
  });

  it('keeps the line ends between members', () => {
    const value = { a: [1], b: 'x\u009b' };
    expect(plainJson(value, 2)).toBe(escapeUnseen(JSON.stringify(value, null, 2)));
    expect(plainJson(value, 2).split('\n')).toHaveLength(6);
  });
});
