/** `latchkey env NAME[/ROLE]`: lines for `eval` that set environment variables, and with --unset the lines that undo it. */
import { type Call, type Command, optionValue } from '../line/command.ts';
import { ROLE_MIN_TTL } from '../line/common-options.ts';
import { usageError } from '../line/errors.ts';
import { answer, answerJson, remark } from '../line/output.ts';
import { SHELLS, type Shell, setLine, unsetLine, usualShell } from '../line/shell-text.ts';
import { endRun } from './container-run.ts';
import { ENDPOINTS, MARKER } from './env-names.ts';
import { DELIVERY, TARGET, variablesFor, WHAT } from './variables.ts';

export const ENV: Command = {
  name: 'env',
  summary: 'Print credentials as environment variables for your shell',
  details:
    `${WHAT} The endpoint lasts as long as the shell that evaluates the lines, or until --unset. For a single program, ` +
    'prefer `latchkey exec`: other programs in the shell do not get the credentials.',
  args: [{ ...TARGET, optional: true }],
  options: [
    {
      name: 'shell',
      value: 'SHELL',
      choices: SHELLS,
      help: 'Shell to print for (default: $SHELL)',
    },
    ...DELIVERY,
    { name: 'unset', help: 'Print lines that unset what `latchkey env` has set, and close the endpoint' },
    ROLE_MIN_TTL,
    { name: 'json', help: 'Print one JSON object of names and values' },
  ],
  examples: [
    ['eval "$(latchkey env work/prod-admin)"', 'in bash and zsh'],
    ['latchkey env work/prod-admin --shell fish | source', 'in fish'],
    ['latchkey env work/prod-admin --shell powershell | Out-String | Invoke-Expression', 'in PowerShell'],
    ['eval "$(latchkey env --unset)"', 'undo it'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
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

/** Undoes what our lines have set, in this shell or one that started it; nothing else is touched. */
async function takeBack(shell: Shell): Promise<void> {
  const names = markedNames();
  if (names.length === 0) return remark('latchkey: `latchkey env` has set nothing in this environment.');
  const id = ownRun(names);
  if (id !== undefined) await endRun(id);
  answer([...names, MARKER].map((name) => unsetLine(shell, name)).join('\n'));
}

/** The marker comes from the environment and may contain anything: only valid names are printed for a shell to evaluate. */
function markedNames(): readonly string[] {
  const names = (process.env[MARKER] ?? '').split(' ');
  return names.filter((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
}

function ownRun(names: readonly string[]): string | undefined {
  const url = Object.values(ENDPOINTS).find((endpoint) => names.includes(endpoint.url))?.url;
  return /\/runs\/([\w-]+)$/.exec(process.env[url ?? ''] ?? '')?.[1];
}
