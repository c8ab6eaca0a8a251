/** How a program, its runs and its questions are recognized again. Pure. */
import type { Asker } from './asker.ts';
import type { Topic } from './question.ts';

export function isAllowed({ session, role }: Topic, { key }: Asker): boolean {
  const { ask, allowed = [] } = session.profile;
  return ask === 'new' && key !== undefined && allowed.some((one) => one.program === key && one.role === role);
}

/** Identifies a run; undefined: runs cannot be distinguished. */
export function runOf(topic: Topic, { run }: Asker): string | undefined {
  return run === undefined ? undefined : about(topic, run);
}

/** Undefined: not shared with any other. */
export function shareKey(topic: Topic, asker: Asker): string | undefined {
  const of = topic.session.profile.ask === 'always' ? asker.run : (asker.key ?? asker.run);
  return of === undefined ? undefined : about(topic, of);
}

/** What a no is kept by. The words of a change are left out: a program could change them without end. */
export function denialKey({ session, role, change }: Topic, { who }: Asker): string {
  return JSON.stringify([session.name, role ?? null, change !== undefined, who]);
}

function about({ session, role, change }: Topic, who: string): string {
  return JSON.stringify([session.name, role ?? null, change ?? null, who]);
}
