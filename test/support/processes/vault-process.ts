/** The keychain vault in a process of its own, spoken to line by line: it can be killed, and has a bus of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { childProgram } from './child-program.ts';

const SOURCE = `
import { createInterface } from 'node:readline';
import { keytarVault } from './src-main/adapters/vault/keytar-vault.ts';
import { secret } from './src-main/core/secret.ts';
const vault = keytarVault('latchkey', { deadlineMs: Number(process.argv[2]) });
async function run({ op, account, value }) {
  if (op === 'get') return (await vault.get(account))?.reveal();
  if (op === 'set') return vault.set(account, secret(value));
  if (op === 'delete') return vault.delete(account);
  if (op === 'ensureWritable') return vault.ensureWritable(value);
  if (op === 'isStuck') return vault.isStuck();
  if (op === 'look') return vault.look();
  if (op === 'examine') return vault.examine();
  if (op === 'askAgain') return vault.askAgain();
  throw new Error('unknown op');
}
createInterface({ input: process.stdin }).on('line', (line) => {
  const command = JSON.parse(line);
  run(command).then(
    (value) => console.log(JSON.stringify({ id: command.id, value })),
    (error) => console.log(JSON.stringify({ id: command.id, code: error.code ?? error.stack, message: error.message, hint: error.hint })),
  );
});
`;

export interface VaultAnswer {
  readonly value?: string | boolean;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
}

export interface VaultProcess {
  readonly child: ChildProcess;
  ask(op: string, account?: string, value?: string | number): Promise<VaultAnswer>;
  /** Like `ask`, but fails on an error answer and gives the value. */
  want(op: string, account?: string, value?: string | number): Promise<string | boolean | undefined>;
  kill(): Promise<void>;
}

export async function startVaultProcess(env: NodeJS.ProcessEnv, deadlineMs = 5_000): Promise<VaultProcess> {
  const program = await childProgram(SOURCE);
  const child = spawn(process.execPath, [program, String(deadlineMs)], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (answer: VaultAnswer) => void>();
  child.once('exit', (code, signal) => {
    for (const resolve of waiting.values()) resolve({ code: `exit ${code ?? signal}` });
  });
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, ...answer } = JSON.parse(line) as VaultAnswer & { id: number };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  let lastId = 0;
  const ask = (op: string, account = '', value: string | number = '') =>
    new Promise<VaultAnswer>((resolve) => {
      const id = ++lastId;
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ id, op, account, value })}\n`);
    });
  return {
    child,
    ask,
    async want(op, account, value) {
      const answer = await ask(op, account, value);
      if (answer.code !== undefined) throw new Error(`${op}: ${answer.code}: ${answer.message}`);
      return answer.value;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
