/** Which process a run belongs to: the one that asked, or the shell that evaluates what it prints. */
import { present } from '../../../src-shared/present.ts';
import type { Caller } from '../../core/caller.ts';
import type { RunOwner } from '../../core/container-run.ts';
import { type ProcessFacts, processFacts } from './process-facts.ts';

export type OwnerKind = 'caller' | 'shell';

/** How many copies that a shell made of itself for `$(…)` and `|` may be in between. */
const MOST_COPIES = 4;

/** `claimed`: the pid that the caller claims, for systems that do not say. Undefined: unknown. */
export async function runOwner(
  caller: Caller | undefined,
  kind: OwnerKind,
  claimed: number | undefined,
): Promise<RunOwner | undefined> {
  const pid = caller?.processes[0]?.pid ?? claimed;
  const facts = pid === undefined ? undefined : await processFacts(pid);
  if (pid === undefined || facts === undefined) return undefined;
  return kind === 'caller' ? owner(pid, facts) : await shellAbove(facts);
}

/** The parent; a copy that a shell made of itself has the shell's own command line, and does not live long. */
async function shellAbove({ parent }: ProcessFacts): Promise<RunOwner | undefined> {
  let pid = parent;
  let facts = await processFacts(pid);
  for (let copies = 0; facts && copies < MOST_COPIES; copies += 1) {
    const above = await processFacts(facts.parent);
    if (above === undefined || above.command === '' || above.command !== facts.command) break;
    pid = facts.parent;
    facts = above;
  }
  // The first process of a machine or container owns nothing: its run would never end.
  return facts === undefined || pid <= 1 ? undefined : owner(pid, facts);
}

function owner(pid: number, { startedAt }: ProcessFacts): RunOwner {
  return present({ pid, startedAt });
}
