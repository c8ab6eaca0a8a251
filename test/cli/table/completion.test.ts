/** The completion scripts, loaded by real shells and asked for candidates as a TAB would. */
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsProfile, profileView } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { buildCommand, run } from '../latchkey.ts';

let command: string;
let agent: ServedAgent;

beforeAll(async () => {
  command = await buildCommand();
  symlinkSync(command, join(dirname(command), 'latchkey')); // on PATH under its own name
  agent = await startFakeAgent();
  agent.profiles.set('lab', profileView('lab'));
  agent.profiles.set('work', awsProfile('work'));
});
afterAll(() => agent.close());

const env = () => ({ LATCHKEY_SOCKET: agent.socket, PATH: `${dirname(command)}:${process.env['PATH']}` });

/** Scripts that print the candidates for a command line, one per line, in each shell's own way. */
const SHELLS: Readonly<Record<string, (line: string) => string>> = {
  bash: (line) => `
    eval "$(latchkey completion bash)"
    COMP_LINE=${JSON.stringify(line)}; read -r -a COMP_WORDS <<< "$COMP_LINE"
    [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _latchkey; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // The real completion system, in a line editor on a pseudo-terminal: it passes candidates to `compadd`.
  // The backslashes keep the echo of the typed line from being mistaken for output.
  zsh: (line) => `
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D; eval "$(latchkey completion zsh)"'
    zpty -w shell 'compadd() {
      [[ " $* " == *" -"[OAD]" "* ]] || { local -a hits; builtin compadd -A hits "$@"; print -l "" hit:$^hits }
      builtin compadd "$@"
    }'
    zpty -w shell 'ask() { _main_complete; print "" EN\\D }; zle -C ask list-choices ask; bindkey "^I" ask'
    zpty -w shell 'zle-line-init() { print REA\\DY }; zle -N zle-line-init'
    zpty -r -m shell out '*READY*'
    zpty -n -w shell ${JSON.stringify(line)}$'\\t'
    zpty -r -m shell out '*END*'
    print -rl -- \${\${(M)\${(f)out//$'\\r'}:#hit:*}#hit:}
    zpty -d shell`,
  fish: (line) =>
    `latchkey completion fish | source; complete -C ${JSON.stringify(line)} | string replace -r '\\t.*' ''`,
};

async function candidates(shell: string, line: string): Promise<string[]> {
  const program = SHELLS[shell]?.(line) ?? '';
  const plain = shell === 'bash' ? ['--norc', '--noprofile'] : shell === 'zsh' ? ['-f'] : ['--no-config'];
  const { stdout } = await run(shell, [...plain, '-c', program], { env: { ...env(), HOME: dirname(command) } });
  return stdout.split(/\s+/).filter((word) => word !== '');
}

const CASES: readonly [line: string, ...expected: string[]][] = [
  ['latchkey to', 'token'],
  ['latchkey profile ', 'add', 'list', 'show', 'edit', 'remove', 'import', 'export'],
  ['latchkey console w', 'work/dev', 'work/prod-admin'],
  ['latchkey aws-credentials work/p', 'work/prod-admin'],
  ['latchkey token ', 'lab', 'work'],
  ['latchkey exec w', 'work', 'work/dev', 'work/prod-admin'],
  ['latchkey exec work/dev -- latchk', 'latchkey', 'latchkey.mjs'],
  ['latchkey token w', 'work'],
  ['latchkey login work --', '--flow', '--no-open', '--json', '--help'],
  ['latchkey login --flow ', 'device', 'browser'],
  ['latchkey completion ', 'bash', 'zsh', 'fish'],
  ['latchkey help profile s', 'show'],
];

for (const shell of ['bash', 'zsh', 'fish']) {
  const missing = spawnSync(shell, ['-c', 'true']).error !== undefined;
  describe.skipIf(missing)(`completion in ${shell}${missing ? ` (skipped: ${shell} is not installed)` : ''}`, () => {
    it.each(CASES)('offers for “%s”', async (line, ...expected) => {
      const found = await candidates(shell, line);
      expect(found.sort()).toEqual([...expected].sort());
    });
  });
}

describe('latchkey __complete', () => {
  const ask = (...words: string[]) => run(command, ['__complete', ...words], { env: env() });

  it('explains its candidates after a tab', async () => {
    expect((await ask('tok')).stdout).toBe('token\tPrint a fresh access token\n');
    expect((await ask('token', 'l')).stdout).toBe('lab\tExample ID\n');
  });

  it('accepts the three words that bash makes of --flow=', async () => {
    expect((await ask('login', 'work', '--flow', '=', 'de')).stdout).toMatch(/^device\t/);
  });

  it('is silent without an agent, and if there is nothing to offer', async () => {
    const noAgent = await run(command, ['__complete', 'token', ''], { env: { LATCHKEY_SOCKET: '/nonexistent/s' } });
    expect(noAgent).toEqual({ stdout: '', stderr: '', exit: 0 });
    expect(await ask('frobnicate', '')).toEqual({ stdout: '', stderr: '', exit: 0 });
  });
});
