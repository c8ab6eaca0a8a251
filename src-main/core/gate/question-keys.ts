/** How a program, its runs and its questions are recognized again. Pure. */
import type { Asker } from './asker.ts';
import type { Topic } from './question.ts';

export function isAllowed({ session, role }: Topic, { key }: Asker): boolean {
  const { ask, allowed = [] } = session.profile;
  return ask === 'new' && key !== undefined && allowed.some((one) => one.program === key && one.role === role);
}

/** Identifies a run. Runs that cannot be distinguished count as one. */
export function runOf({ session, role, change }: Topic, { key, run }: Asker): string {
  return JSON.stringify([session.name, role ?? null, change ?? null, run ?? key ?? null]);
}

/** Undefined: not shared with any other. */
export function shareKey(topic: Topic, asker: Asker): string | undefined {
  if (topic.session.profile.ask === 'always' || asker.key === undefined) {
    return asker.run === undefined ? undefined : runOf(topic, asker);
  }
  return runOf(topic, { program: asker.program, chain: asker.chain, key: asker.key });
}
