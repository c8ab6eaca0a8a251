/** By what a program, its runs and its questions are known again. Pure. */
import type { Asker } from './asker.ts';
import type { Demand } from './question.ts';

export function isAllowed({ session, role }: Demand, { key }: Asker): boolean {
  const { ask, allowed = [] } = session.profile;
  return ask === 'new' && key !== undefined && allowed.some((one) => one.program === key && one.role === role);
}

/** By which a run is known again. What nobody can tell apart is one. */
export function runOf({ session, role, change }: Demand, { key, run }: Asker): string {
  return JSON.stringify([session.name, role ?? null, change ?? null, run ?? key ?? null]);
}

/** Undefined: it stands for itself alone. */
export function shareKey(demand: Demand, asker: Asker): string | undefined {
  if (demand.session.profile.ask === 'always' || asker.key === undefined) {
    return asker.run === undefined ? undefined : runOf(demand, asker);
  }
  return runOf(demand, { program: asker.program, chain: asker.chain, key: asker.key });
}
