import { describe, expect, it } from 'vitest';
import { atText } from '../../../src-renderer/detail/timeline.ts';

const lateMs = new Date(2026, 10, 21, 23, 50).getTime();
const at = (hours: number): string => atText(lateMs / 1000 + hours * 3600, lateMs);

describe('a moment on the page of a profile', () => {
  it('is shown by its time alone today and around midnight, otherwise with its day', () => {
    expect(at(0.5)).toMatch(/^12:20\sAM$/);
    expect(at(-23)).toMatch(/^12:50\sAM$/);
    expect(at(11.9)).toMatch(/^11:44\sAM$/);
    expect(at(12.5)).toMatch(/Nov 22, 2026.*12:20\sPM$/);
    expect(at(-24)).toMatch(/Nov 20, 2026.*11:50\sPM$/);
  });
});
