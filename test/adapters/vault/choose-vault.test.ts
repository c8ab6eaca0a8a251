/** Which vault is used: with a real keyring, without one, and with a passphrase from a descriptor or a terminal. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { childProgram } from '../../support/processes/child-program.ts';
import { atTerminal, type Terminal } from '../../support/processes/pseudo-terminal.ts';
import { type SecretService, startBus, startSecretService } from '../../support/session-bus/secret-service.ts';

/** Each test starts several processes. */
vi.setConfig({ testTimeout: 60_000 });

const SOURCE = `
import { chooseVault } from './src-main/adapters/vault/choose-vault.ts';
import { secret } from './src-main/core/secret.ts';
const [kind] = process.argv.slice(2);
try {
  const { vault, reason, problem } = await chooseVault({ kind: kind || undefined, age: { workFactor: 4 } });
  const found = await vault.get('work').then((value) => value?.reveal(), (error) => error.code);
  await vault.set('work', secret('value')).catch(() => {});
  console.log(JSON.stringify({ kind: vault.kind, reason, found, problem: problem?.code, hint: problem?.hint }));
} catch (error) {
  console.log(JSON.stringify({ code: error.code ?? error.stack, message: error.message, hint: error.hint }));
}
process.exit();
`;

interface Result {
  kind?: string;
  reason?: string;
  found?: string;
  problem?: string;
  code?: string;
  message?: string;
  hint?: string;
}

let program: string;
let folder: string;
let file: string;
let service: SecretService;
beforeAll(async () => {
  program = await childProgram(SOURCE);
  service = await startSecretService();
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), 'latchkey-choose-'));
  file = join(folder, 'vault');
});

/** Without a terminal, like a service; `passphrase` comes through descriptor 3. */
async function choose(kind: string, env: NodeJS.ProcessEnv, passphrase?: string): Promise<Result> {
  const given = { ...env, LATCHKEY_VAULT_FILE: file, ...(passphrase && { LATCHKEY_VAULT_PASSPHRASE_FD: '3' }) };
  const child = spawn('setsid', ['--wait', process.execPath, program, kind], {
    env: given,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const pipe = child.stdio[3];
  if (pipe && 'end' in pipe) {
    pipe.on('error', () => {});
    pipe.end(passphrase);
  }
  let said = '';
  for await (const chunk of child.stdout ?? []) said += chunk;
  return JSON.parse(said) as Result;
}

const noKeychain = () => ({ PATH: process.env['PATH'], HOME: folder });

describe('without a choice', () => {
  it('uses the keychain if it answers, and the sign-ins are still there at the next start', async () => {
    expect(await choose('', service.env)).toMatchObject({ kind: 'keychain' });
    expect(await choose('', service.env)).toEqual({ kind: 'keychain', reason: 'the keychain answers', found: 'value' });
    expect(existsSync(file)).toBe(false);
  });

  it('stays with a locked keychain, and says so', async () => {
    await service.lock();
    const result = await choose('', service.env, 'a passphrase\n');
    await service.unlock();
    expect(result).toMatchObject({ kind: 'keychain', problem: 'vault_locked', found: 'vault_locked' });
    expect(existsSync(file)).toBe(false);
  });

  it('uses the file without a keychain if there is a passphrase', async () => {
    expect(await choose('', noKeychain(), 'pass ä\n')).toMatchObject({ kind: 'file' });
    expect(await choose('', noKeychain(), 'pass ä')).toMatchObject({ kind: 'file', found: 'value' });
  });

  it('inputs 4: desktops 9: uses the existing file, however the bus says that there is no keychain', async () => {
    await choose('file', noKeychain(), 'pass');
    const bus = await startBus();
    try {
      for (const address of [bus.address, 'disabled:', 'unix:path=/nonexistent', 'nonsense']) {
        const env = { ...noKeychain(), DBUS_SESSION_BUS_ADDRESS: address };
        expect(await choose('', env, 'pass'), address).toMatchObject({ kind: 'file', found: 'value' });
      }
    } finally {
      await bus.stop();
    }
  });

  it('desktops 10: a keyring that does not exist yet is fine on a desktop, but vault_missing where no one can be asked', async () => {
    const fresh = await startSecretService({ keyring: false });
    try {
      expect(await choose('', fresh.env)).toMatchObject({ problem: 'vault_missing' });
      const desktop = await choose('', { ...fresh.env, DISPLAY: ':99' });
      expect(desktop).toMatchObject({ kind: 'keychain' });
      expect(desktop.problem).toBeUndefined();
    } finally {
      await fresh.stop();
    }
  });

  it('never falls back to memory or plaintext: without any of these, it is vault_missing and names the choices', async () => {
    const result = await choose('', noKeychain());
    expect(result).toMatchObject({ problem: 'vault_missing', found: 'vault_missing' });
    for (const choice of ['Secret Service', '--vault file', '--vault memory']) expect(result.hint).toContain(choice);
    expect(existsSync(file)).toBe(false);
  });
});

describe('an explicit choice', () => {
  it('is obeyed', async () => {
    expect(await choose('memory', service.env)).toMatchObject({ kind: 'memory' });
    expect(await choose('file', service.env, 'x')).toMatchObject({ kind: 'file' });
    expect(await choose('', { ...service.env, LATCHKEY_VAULT: 'memory' })).toMatchObject({ kind: 'memory' });
    expect(await choose('keychain', noKeychain(), 'x')).toMatchObject({ kind: 'keychain', problem: 'vault_missing' });
  });

  it('that does not exist is a usage error', async () => {
    expect(await choose('plaintext', service.env)).toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('file'),
    });
  });

  it('of the file says what is wrong with the passphrase: missing, empty, wrong, no such descriptor', async () => {
    await choose('file', noKeychain(), 'right');
    const before = readFileSync(file, 'utf8');
    const withFd = (fd: string) => ({ ...noKeychain(), LATCHKEY_VAULT_PASSPHRASE_FD: fd });
    for (const [result, why] of [
      [await choose('file', noKeychain()), 'no terminal'],
      [await choose('file', noKeychain(), '\n'), 'empty'],
      [await choose('file', noKeychain(), 'wrong'), 'does not open'],
      [await choose('file', withFd('77')), 'descriptor 77'],
      [await choose('file', withFd('a secret')), 'cannot be read'],
    ] as const) {
      expect(result).toMatchObject({ code: 'vault_passphrase', message: expect.stringContaining(why) });
      expect(result.hint).toBeTruthy();
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

/** Resolves when the screen shows `text` so often. */
async function shownTimes(terminal: Terminal, text: string, times: number): Promise<void> {
  await terminal.shows(text);
  while (terminal.screen().split(text).length <= times) await new Promise(setImmediate);
}

describe('at a terminal', () => {
  const start = () => atTerminal([process.execPath, program, 'file'], { ...noKeychain(), LATCHKEY_VAULT_FILE: file });

  it('asks twice for a new passphrase and once for a known one, and shows neither', async () => {
    const first = start();
    await first.shows('New passphrase');
    first.type('wrongg\u007f\u007f\u0015hünter2 hünter3\r');
    await first.shows('Repeat the passphrase');
    first.type('hünter2 hünter3\r');
    await first.ended();
    expect(first.screen()).toContain('"kind":"file"');
    const second = start();
    await second.shows('Passphrase of');
    second.type('hünter2 hünter3\r');
    await second.ended();
    expect(second.screen()).toContain('"found":"value"');
    expect(first.screen() + second.screen()).not.toMatch(/nter2|wrong/);
  });

  it('newcomer A7: asks again if a new passphrase is weak or the two differ, and if a known one is wrong', async () => {
    const first = start();
    await first.shows('New passphrase');
    first.type('abc\r');
    await first.shows('Too weak: use at least 10 characters, 5 of them different.');
    first.type('aaaaaaaaaaaa\r');
    await shownTimes(first, 'Too weak', 2);
    first.type('long enough\r');
    await first.shows('Repeat the passphrase');
    first.type('another one\r');
    await first.shows('The two passphrases differ. Try again.');
    first.type('long enough\r');
    await shownTimes(first, 'Repeat the passphrase', 2);
    first.type('long enough\r');
    await first.ended();
    expect(first.screen()).toContain('"kind":"file"');
    const second = start();
    await second.shows('Passphrase of');
    second.type('not this one\r');
    await second.shows('Try again.');
    second.type('long enough\r');
    await second.ended();
    expect(second.screen()).toContain('"found":"value"');
  });

  it('creates no file on Ctrl-C', async () => {
    const terminal = start();
    await terminal.shows('New passphrase');
    terminal.type('one\u0003');
    await terminal.ended();
    expect(terminal.screen()).toContain('"code":"vault_passphrase"');
    expect(existsSync(file)).toBe(false);
  });
});
