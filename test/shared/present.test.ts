/** What `present` keeps and what it leaves out. */
import { describe, expect, it } from 'vitest';
import { present } from '../../src-shared/present.ts';

describe('present', () => {
  it('leaves out undefined members only', () => {
    expect(Object.entries(present({ a: 1, b: undefined, c: null, d: false, e: '', f: 0 }))).toEqual([
      ['a', 1],
      ['c', null],
      ['d', false],
      ['e', ''],
      ['f', 0],
    ]);
  });

  it('gives types that fit exact optional members', () => {
    const maybe = (value: string | undefined): { readonly a: number; readonly b?: string } =>
      present({ a: 1, b: value });
    expect(maybe(undefined)).toStrictEqual({ a: 1 });
    expect(maybe('x')).toStrictEqual({ a: 1, b: 'x' });
  });
});
