/** What a start of the desktop was given: a link shows a profile and nothing else, whatever stands in it. */
import { describe, expect, it } from 'vitest';
import { wantedBy } from '../../src-main/desktop/profile-link.ts';

describe('a start of the desktop', () => {
  it.each([
    [['--hidden'], { hidden: true }],
    [['.'], { hidden: false }],
    [['latchkey://profile/work'], { hidden: false, profile: 'work' }],
    [['--flag', 'latchkey://profile/a.b_c-1/'], { hidden: false, profile: 'a.b_c-1' }],
    // Somebody clicked on it.
    [['--hidden', 'latchkey://profile/work'], { hidden: false, profile: 'work' }],
    // Just the window.
    [['latchkey://profile/'], { hidden: false }],
    [['latchkey://profile/work/sign-in'], { hidden: false }],
    [['latchkey://profile/work?ask=never'], { hidden: false }],
    [['latchkey://profile/work#remove'], { hidden: false }],
    [['latchkey://profile/..%2f..%2fetc'], { hidden: false }],
    [['latchkey://lock'], { hidden: false }],
    [['LATCHKEY://profile/work'], { hidden: false }],
    [[`latchkey://profile/${'a'.repeat(65)}`], { hidden: false }],
    [['https://example.test/latchkey://profile/work'], { hidden: false }],
  ])('with %j', (argv, wanted) => {
    expect(wantedBy(argv)).toEqual(wanted);
  });
});
