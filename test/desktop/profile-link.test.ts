/** What a start of the desktop was given: a link shows a profile and nothing else, whatever it contains. */
import { describe, expect, it } from 'vitest';
import { wantedBy } from '../../src-main/desktop/profile-link.ts';

describe('a start of the desktop', () => {
  it.each([
    [['--hidden'], { hidden: true, byLink: false }],
    [['.'], { hidden: false, byLink: false }],
    [['latchkey://profile/work'], { hidden: false, byLink: true, profile: 'work' }],
    [['--flag', 'latchkey://profile/a.b_c-1/'], { hidden: false, byLink: true, profile: 'a.b_c-1' }],
    // Someone clicked on it.
    [['--hidden', 'latchkey://profile/work'], { hidden: false, byLink: true, profile: 'work' }],
    // Just the window.
    [['latchkey://profile/'], { hidden: false, byLink: true }],
    [['latchkey://profile/work/sign-in'], { hidden: false, byLink: true }],
    [['latchkey://profile/work?ask=never'], { hidden: false, byLink: true }],
    [['latchkey://profile/work#remove'], { hidden: false, byLink: true }],
    [['latchkey://profile/..%2f..%2fetc'], { hidden: false, byLink: true }],
    [['latchkey://lock'], { hidden: false, byLink: true }],
    [[`latchkey://profile/${'work/'.repeat(100_000)}`], { hidden: false, byLink: true }],
    [['latchkey://profile/work\n--hidden'], { hidden: false, byLink: true }],
    [['latchkey://profile/work%0a'], { hidden: false, byLink: true }],
    [['latchkey://profile/w\u00f6rk'], { hidden: false, byLink: true }],
    [['latchkey://profile/wo\u202erk'], { hidden: false, byLink: true }],
    [['latchkey://user@profile/work'], { hidden: false, byLink: true }],
    [['LATCHKEY://profile/work'], { hidden: false, byLink: true }],
    [[`latchkey://profile/${'a'.repeat(65)}`], { hidden: false, byLink: true }],
    [['https://example.test/latchkey://profile/work'], { hidden: false, byLink: false }],
  ])('with %j', (argv, wanted) => {
    expect(wantedBy(argv)).toEqual(wanted);
  });
});
