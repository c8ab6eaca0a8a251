/** How a program, its runs and its questions are recognized again. Pure. */
import type { Asker } from './asker.ts';
import type { Topic } from './question.ts';

export function isAllowed({ aim }: Topic, { remembered }: Asker): boolean {
  return aim.ask === 'new' && remembered !== undefined && aim.allows(remembered);
}

/** Identifies a run; undefined: runs cannot be distinguished. */
export function runOf({ aim }: Topic, { run }: Asker): string | undefined {
  return run === undefined ? undefined : JSON.stringify([aim.key, run]);
}

/** Undefined: not shared with any other. A change never is: the same words may stand for another one. */
export function shareKey({ aim, changes }: Topic, asker: Asker): string | undefined {
  const of = aim.ask === 'always' ? asker.run : (asker.key ?? asker.run);
  return of === undefined || changes !== undefined ? undefined : JSON.stringify([aim.key, of]);
}

/** What a no is kept by. The words of a change are left out: a program could change them without end. */
export function denialKey({ aim, changes }: Topic, { who }: Asker): string {
  return JSON.stringify([aim.key, changes !== undefined, who]);
}
