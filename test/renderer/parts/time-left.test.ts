/** Time left, as people read it. */
import { describe, expect, it } from 'vitest';
import { countdown, duration, timeLeft } from '../../../src-renderer/parts/time-left.ts';

describe('durations', () => {
  it.each([
    [0, '0 sec'],
    [-5, '0 sec'],
    [59.9, '59 sec'],
    [60, '1 min'],
    [42 * 60 + 59, '42 min'],
    [3600, '1 hr'],
    [3 * 3600 + 5 * 60 + 59, '3 hr 5 min'],
    [47 * 3600, '47 hr'],
    [48 * 3600, '2 days'],
    [30 * 86_400, '30 days'],
  ])('%d seconds read as %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  it('nothing is left in the last second, so that 0 sec is never shown', () => {
    expect(timeLeft(100, 99_000)).toBe('1 sec');
    expect(timeLeft(100, 99_001)).toBeUndefined();
    expect(timeLeft(100, 100_000)).toBeUndefined();
  });
});

describe('the countdown', () => {
  it.each([
    [600, 0, '10:00'],
    [600, 1, '10:00'],
    [600, 595_001, '0:05'],
    [600, 599_999, '0:01'],
    [600, 600_000, '0:00'],
    [600, 900_000, '0:00'],
    [3723, 0, '1:02:03'],
  ])('to %d s at %d ms is %s', (endS, nowMs, text) => expect(countdown(endS, nowMs)).toBe(text));
});
