/** An agent that asks the person, programs that request something, and the person's answers. */
import type { Caller } from '../../../src-main/core/caller.ts';
import { asLatchkeyError } from '../../../src-main/core/errors.ts';
import type { AskPolicy } from '../../../src-main/core/profile.ts';
import { Desk } from '../../support/engine/desk.ts';
import { settle } from '../../support/engine/fake-clock.ts';

export function caller(pid: number, executable = '/usr/bin/terraform', more: Partial<Caller> = {}): Caller {
  const program = { pid, name: executable.split('/').at(-1) ?? '', executable };
  const processes = [{ pid: pid + 1, name: 'latchkey', executable: '/usr/bin/latchkey' }, program];
  return { door: 'socket', program, processes, run: String(pid), ...more };
}

export const TERRAFORM = caller(100);
export const UNKNOWN: Caller = { door: 'socket', processes: [] };

export async function asking(ask: AskPolicy, canAsk = true): Promise<Desk> {
  const desk = new Desk();
  await desk.signedIn();
  await desk.agent.setUses('work', { ask });
  desk.canAsk = canAsk;
  return desk;
}

/** The outcome of a request once known: 'ok' or the error code. */
export interface Asked {
  outcome: string | undefined;
}

/** Resolves when everything that can happen without time passing has happened. */
export async function outcomeOf(work: Promise<unknown>): Promise<Asked> {
  const asked: Asked = { outcome: undefined };
  work.then(
    () => {
      asked.outcome = 'ok';
    },
    (thrown) => {
      asked.outcome = asLatchkeyError(thrown).code;
    },
  );
  await settle();
  return asked;
}

export function ask(desk: Desk, by: Caller, role?: string): Promise<Asked> {
  if (role === undefined) return outcomeOf(desk.agent.token('work', { caller: by }));
  return outcomeOf(desk.agent.roleCredentials('work', role, { caller: by }));
}

export const questions = (desk: Desk) => desk.agent.view().asks ?? [];

export async function answer(desk: Desk, word: 'once' | 'always' | 'no'): Promise<void> {
  await desk.agent.guard.answerAsk(questions(desk)[0]?.id ?? 'none', word);
  await settle();
}

export const asks = (desk: Desk) => desk.audit.facts.filter(({ event }) => event === 'ask');
