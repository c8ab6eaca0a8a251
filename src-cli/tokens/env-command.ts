/** `latchkey env NAME[/ROLE]`: lines for `eval` that set environment variables, and with --unset those that take them back. */
import { type Call, optionValue } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { answer, answerJson, remark } from '../line/output.ts';
import { SHELLS, type Shell, setLine, unsetLine, usualShell } from '../line/shell-text.ts';
import { endRun } from './container-run.ts';
import { ENDPOINTS, MARKER } from './env-names.ts';
import { variablesFor } from './variables.ts';

export async function run(call: Call): Promise<void> {
  const wanted = optionValue(call, 'shell');
  const shell = SHELLS.find((one) => one === wanted) ?? usualShell(process.env, process.platform);
  if (call.flags.has('unset')) return await takeBack(shell);
  if (call.words[0] === undefined) {
    throw usageError('`latchkey env` needs NAME or NAME/ROLE.', 'Run `latchkey env --help` for examples.');
  }
  const { set, remove } = await variablesFor(call, 'shell');
  if (call.json) return answerJson(Object.fromEntries(set));
  const inTheWay = remove.filter((name) => process.env[name] !== undefined);
  const names = [...new Set([...markedNames(), ...set.map(([name]) => name)])].filter((name) => !remove.includes(name));
  const lines = [
    ...inTheWay.map((name) => unsetLine(shell, name)),
    ...[...set, [MARKER, names.join(' ')] as const].map(([name, value]) => setLine(shell, name, value)),
  ];
  answer(lines.join('\n'));
}

/** What was set by lines of ours, in this shell or one that started it; nothing else is touched. */
async function takeBack(shell: Shell): Promise<void> {
  const names = markedNames();
  if (names.length === 0) return remark('latchkey: Nothing in this environment is from `latchkey env`.');
  const id = ownRun(names);
  if (id !== undefined) await endRun(id);
  answer([...names, MARKER].map((name) => unsetLine(shell, name)).join('\n'));
}

/** The marker may hold anything that is in the environment: only what can be a name is printed for a shell to evaluate. */
function markedNames(): readonly string[] {
  const names = (process.env[MARKER] ?? '').split(' ');
  return names.filter((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
}

function ownRun(names: readonly string[]): string | undefined {
  const url = Object.values(ENDPOINTS).find((endpoint) => names.includes(endpoint.url))?.url;
  return /\/runs\/([\w-]+)$/.exec(process.env[url ?? ''] ?? '')?.[1];
}
