/** Whether Latchkey asks you before a program gets a token: options of `profile add` and `profile edit`, and the words for it. */

import type { AllowedProgram, AskPolicy, EditProfileRequest, ProfileView } from '../../src-main/api/types.ts';
import { present } from '../../src-shared/present.ts';
import { profilePath, request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import { type Call, type OptionSpec, optionValue } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { plain } from '../line/output.ts';

const POLICIES = ['never', 'new', 'always'] as const satisfies readonly AskPolicy[];

export const ASK: OptionSpec = {
  name: 'ask',
  value: 'WHEN',
  choices: POLICIES,
  help: 'When to ask you before a program gets a token: never (default), new (each new program) or always (each run)',
};

export const FORGET_PROGRAM: OptionSpec = {
  name: 'forget-program',
  value: 'PATH',
  repeat: true,
  help: 'Forget that this program is always allowed; `all` forgets every program',
};

const WORDS: Readonly<Record<AskPolicy, string>> = {
  never: 'never',
  new: 'about each new program',
  always: 'about each run of a program',
};

export function askPolicy(call: Call): AskPolicy | undefined {
  const given = optionValue(call, 'ask');
  return POLICIES.find((policy) => policy === given);
}

/** What changes about asking; undefined: nothing. Rejects with `usage` for a program that is not remembered. */
export async function askChanges(call: Call, name: string): Promise<EditProfileRequest['uses']> {
  const ask = askPolicy(call);
  const forget = call.values.get('forget-program');
  if (ask === undefined && forget === undefined) return undefined;
  return present({
    ask: ask === 'never' ? null : ask,
    allowed: forget && (await remaining(name, forget)),
  });
}

async function remaining(name: string, forget: readonly string[]): Promise<AllowedProgram[] | null> {
  if (forget.includes('all')) return null;
  const { allowed = [] } = asProfile(await request('GET', profilePath(name)));
  const unknown = forget.find((program) => !allowed.some((one) => one.program === program));
  if (unknown !== undefined) {
    const hint = `Run \`latchkey profile show ${name}\` to see the ones it remembers.`;
    throw usageError(`${name} does not remember the program '${unknown}'.`, hint);
  }
  const kept = allowed.filter(({ program }) => !forget.includes(program));
  return kept.length === 0 ? null : kept;
}

function inWords({ program, role, opened_by }: AllowedProgram): string {
  const about = [role !== undefined && `role ${role}`, opened_by !== undefined && `opened by ${opened_by}`].filter(
    Boolean,
  );
  return about.length === 0 ? program : `${program} (${about.join(', ')})`;
}

/** Rows of `profile show`; empty if nothing was ever set. */
export function askRows({ ask, allowed = [] }: ProfileView): [string, string][] {
  const programs = allowed.map((one, at): [string, string] => [at === 0 ? 'always allowed' : '', plain(inWords(one))]);
  const isSet = ask !== undefined || allowed.length > 0;
  return [['asks you', isSet ? WORDS[ask ?? 'never'] : ''], ...programs];
}
