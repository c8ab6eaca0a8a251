/** Grouping changes how a code looks, never what it is. */
import { describe, expect, it } from 'vitest';
import { drawQr } from '../../../src-renderer/parts/qr-code.ts';
import { groupCode, spellCode } from '../../../src-renderer/parts/user-code.ts';

describe('the user code', () => {
  it.each([
    ['WDJB-MJHT', ['WDJB-', 'MJHT']],
    ['WDJB MJHT', ['WDJB ', 'MJHT']],
    ['WDJBMJHT', ['WDJB', 'MJHT']],
    ['123456', ['123', '456']],
    ['123456789', ['123', '456', '789']],
    ['ABCDE', ['ABCDE']],
  ])('%s is shown in groups and is the same when joined', (code, groups) => {
    expect(groupCode(code)).toEqual(groups);
    expect(groupCode(code).join('')).toBe(code);
  });

  it('is spelled letter by letter', () => {
    expect(spellCode('WDJB-MJHT')).toBe('W D J B, M J H T');
    expect(spellCode('123456')).toBe('1 2 3, 4 5 6');
  });
});

describe('the QR code', () => {
  it('has a quiet zone of four modules around at least 21', () => {
    const drawing = drawQr('https://login.example.com/device');
    expect(drawing?.sizeModules).toBeGreaterThanOrEqual(29);
    expect(drawing?.path).toMatch(/^M4 4h1v1h-1z/);
  });

  it('is left out if the link is too long for one', () => {
    expect(drawQr(`https://login.example.com/${'x'.repeat(4000)}`)).toBeUndefined();
  });
});
