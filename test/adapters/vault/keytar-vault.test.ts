/** The keychain vault on a real Secret Service (gnome-keyring). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallDisk } from '../../support/processes/small-disk.ts';
import { startVaultProcess, type VaultProcess } from '../../support/processes/vault-process.ts';
import { type Prompter, startPrompter } from '../../support/session-bus/prompter.ts';
import { type SecretService, startBus, startSecretService } from '../../support/session-bus/secret-service.ts';

const LONG = `start ${'token-ä€😀-'.repeat(1_200)} end`;

describe('the keychain vault', () => {
  let service: SecretService;
  let vault: VaultProcess;
  beforeAll(async () => {
    service = await startSecretService();
    vault = await startVaultProcess(service.env);
  });
  afterAll(async () => {
    await vault.kill();
    await service.stop();
  });

  it('keeps a value of 12,000 characters, even across a restart', async () => {
    const value = 'abcdefghijklmnopqrstuvwx'.repeat(500);
    expect(value).toHaveLength(12_000);
    await vault.want('set', 'large', value);
    const next = await startVaultProcess(service.env);
    expect(await next.want('get', 'large')).toBe(value);
    await next.kill();
  });

  it('keeps non-ASCII text', async () => {
    await vault.want('set', 'unicode', LONG);
    expect(await vault.want('get', 'unicode')).toBe(LONG);
  });

  it('returns nothing for a missing account, and deletes it without an error', async () => {
    expect(await vault.want('get', 'nobody')).toBeUndefined();
    await vault.want('delete', 'nobody');
  });

  it('no longer has what was deleted', async () => {
    await vault.want('set', 'gone', LONG);
    await vault.want('delete', 'gone');
    expect(await vault.want('get', 'gone')).toBeUndefined();
  });

  it('accepts many concurrent writes to one account: the last one counts', async () => {
    const values = Array.from({ length: 12 }, (_, n) => `${n} `.repeat(n % 2 === 0 ? 3 : 2_000));
    await Promise.all(values.map((value) => vault.want('set', 'busy', value)));
    expect(await vault.want('get', 'busy')).toBe(values.at(-1));
  });

  it('leaves nothing in the clear on disk', async () => {
    await vault.want('set', 'canary', 'CANARY-IN-THE-KEYCHAIN');
    const folder = join(service.dataDir, 'keyrings');
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(files.join('').length).toBeGreaterThan(100);
    expect(files.join('')).not.toContain('CANARY');
  });

  it('F53: has the former or the new value, never half, after a kill during a long write', async () => {
    // Longer than one item, so that a write has several steps.
    const values = ['former ', 'next '].map((word) => word.repeat(30_000));
    let current = values[1] ?? '';
    await vault.want('set', 'killed', current);
    const start = performance.now();
    await vault.want('set', 'killed', values[0]);
    const wholeMs = performance.now() - start;
    current = values[0] ?? '';
    const outcomes = new Set<string>();
    for (const share of [0, 0.2, 0.4, 0.6, 0.8, 1, 'answered'] as const) {
      const doomed = await startVaultProcess(service.env);
      // The first answer shows that keytar is loaded, so that the kill hits the write.
      await doomed.want('get', 'killed');
      const next = values.find((value) => value !== current) ?? '';
      const written = doomed.ask('set', 'killed', next);
      await (share === 'answered' ? written : new Promise((resolve) => setTimeout(resolve, share * wholeMs)));
      await doomed.kill();
      await written;
      const found = await vault.want('get', 'killed');
      if (share === 'answered') expect(found).toBe(next);
      expect(values).toContain(found);
      outcomes.add(found === current ? 'former' : 'new');
      current = String(found);
    }
    expect(outcomes).toContain('former');
  }, 60_000);

  it('proves that it can be written', async () => {
    await vault.want('ensureWritable', '', 12_000);
  });
});

describe('a locked keychain', () => {
  let service: SecretService;
  let vault: VaultProcess;
  beforeAll(async () => {
    service = await startSecretService();
    vault = await startVaultProcess(service.env, 700);
    await vault.want('set', 'work', LONG);
    await service.lock();
  });
  afterAll(async () => {
    await vault.kill();
    await service.stop();
  });

  it('is vault_locked for every operation: an existing item is not reported as missing', async () => {
    for (const op of ['get', 'set', 'delete']) {
      expect(await vault.ask(op, 'work', 'x'), op).toMatchObject({ code: 'vault_locked' });
    }
    expect(await vault.ask('ensureWritable', '', 100)).toMatchObject({ code: 'vault_locked' });
    expect(await vault.ask('get', 'nobody')).toMatchObject({ code: 'vault_locked' });
  });

  it('works again in the same process once it is unlocked, with nothing lost', async () => {
    await service.unlock();
    expect(await vault.want('get', 'work')).toBe(LONG);
  });

  it('is vault_locked if it never answers: after the deadline, then at once for the next request; and works again later', async () => {
    process.kill(service.daemonPid, 'SIGSTOP');
    expect(await vault.ask('get', 'work')).toMatchObject({ code: 'vault_locked' });
    expect(await vault.want('isStuck')).toBe(true);
    const start = performance.now();
    expect(await vault.ask('set', 'other', 'x')).toMatchObject({ code: 'vault_locked' });
    expect(performance.now() - start).toBeLessThan(300);
    process.kill(service.daemonPid, 'SIGCONT');
    await expect.poll(() => vault.want('isStuck')).toBe(false);
    expect(await vault.want('get', 'work')).toBe(LONG);
  });
});

describe('a keychain whose prompt is dismissed', () => {
  let service: SecretService;
  let prompter: Prompter;
  let vault: VaultProcess;
  beforeAll(async () => {
    service = await startSecretService();
    prompter = await startPrompter(String(service.env['DBUS_SESSION_BUS_ADDRESS']));
    const before = await startVaultProcess(service.env);
    for (const account of ['work', 'home']) await before.want('set', account, LONG);
    await before.kill();
    await service.lock();
    vault = await startVaultProcess(service.env);
  });
  afterAll(async () => {
    await vault.kill();
    prompter.close();
    await service.stop();
  });

  it('desktops 3: opens no prompt when it is only inspected, at a start or by the doctor', async () => {
    for (const op of ['look', 'examine']) expect(await vault.ask(op), op).toMatchObject({ code: 'vault_locked' });
    expect(prompter.count()).toBe(0);
  });

  it('desktops 3: opens one prompt, whatever is requested afterwards, even by the doctor', async () => {
    for (const account of ['nobody', 'work']) {
      expect(await vault.ask('get', account)).toMatchObject({ code: 'vault_locked' });
    }
    for (const op of ['get', 'set', 'delete', 'ensureWritable', 'examine']) {
      expect(await vault.ask(op, 'home', 'x'), op).toMatchObject({ code: 'vault_locked' });
    }
    expect(prompter.count()).toBe(1);
  });

  it('desktops 3: opens one more prompt when you sign in', async () => {
    await vault.want('askAgain');
    for (const op of ['ensureWritable', 'set']) {
      expect(await vault.ask(op, 'work', 'x')).toMatchObject({ code: 'vault_locked' });
    }
    expect(prompter.count()).toBe(2);
  });

  it('desktops 3: works again without a prompt if it is unlocked elsewhere', async () => {
    await service.unlock();
    expect(await vault.want('get', 'work')).toBe(LONG);
    expect(await vault.want('examine')).toBe('writable');
    expect(prompter.count()).toBe(2);
  });
});

describe('a session whose keychain has no keyring yet', () => {
  it('desktops 10: reading and inspecting create none and open no prompt', async () => {
    const service = await startSecretService({ keyring: false });
    const prompter = await startPrompter(String(service.env['DBUS_SESSION_BUS_ADDRESS']));
    const vault = await startVaultProcess(service.env);
    try {
      expect(await vault.want('look')).toBe('empty');
      expect(await vault.want('get', 'work')).toBeUndefined();
      expect(await vault.want('examine')).toContain('no keyring yet');
      expect(prompter.count()).toBe(0);
      for (const op of ['ensureWritable', 'set']) {
        expect(await vault.ask(op, 'work', 'x'), op).toMatchObject({ code: 'vault_missing' });
      }
      expect(prompter.count()).toBe(1);
    } finally {
      await vault.kill();
      prompter.close();
      await service.stop();
    }
  });
});

describe('no keychain', () => {
  it("inputs 4: is vault_missing on a bus where no one owns the name, and for an unusable address; shows the bus's words", async () => {
    const bus = await startBus();
    try {
      for (const [address, words] of [
        [bus.address, /was not provided by any \.service files|not activatable/],
        ['disabled:', /disabled/],
        ['unix:path=/nonexistent/bus', /No such file/],
      ] as const) {
        const vault = await startVaultProcess({ PATH: process.env['PATH'], DBUS_SESSION_BUS_ADDRESS: address });
        for (const op of ['look', 'get', 'set', 'examine']) {
          const said = await vault.ask(op, 'work', 'x');
          expect(said, `${op} ${address}`).toMatchObject({ code: 'vault_missing' });
          expect(said.message, `${op} ${address}`).toMatch(words);
          expect(said.hint).not.toContain('doctor');
        }
        await vault.kill();
      }
    } finally {
      await bus.stop();
    }
  });

  it('is vault_missing without a session bus, with the alternative in the hint', async () => {
    const vault = await startVaultProcess({ PATH: process.env['PATH'], HOME: '/nonexistent' });
    for (const op of ['get', 'set', 'delete', 'ensureWritable']) {
      expect(await vault.ask(op, 'work', 100), op).toMatchObject({
        code: 'vault_missing',
        hint: expect.stringContaining('--vault file'),
      });
    }
    await vault.kill();
  });
});

describe('a keychain that cannot be started', () => {
  it.each([
    ['/bin/false', /exited with status 1/],
    ['/bin/sleep 1000', /does not start/],
  ])('inputs 4: is vault_missing, with the reported reason: %s', async (program, words) => {
    const bus = await startBus(program);
    const vault = await startVaultProcess({ PATH: process.env['PATH'], DBUS_SESSION_BUS_ADDRESS: bus.address }, 1_000);
    try {
      const said = await vault.ask('look');
      expect(said).toMatchObject({ code: 'vault_missing' });
      expect(said.message).toMatch(words);
    } finally {
      await vault.kill();
      await bus.stop();
    }
  });
});

describe('a keychain that restarts under a running agent', () => {
  it('says that Latchkey must be restarted, not that an item is missing; a new process finds everything', async () => {
    const service = await startSecretService();
    const vault = await startVaultProcess(service.env);
    try {
      await vault.want('set', 'work', LONG);
      await service.restart();
      for (const op of ['get', 'set']) {
        expect(await vault.ask(op, 'work', 'x'), op).toMatchObject({ code: 'vault_failed', hint: 'Restart Latchkey.' });
      }
      const next = await startVaultProcess(service.env);
      expect(await next.want('get', 'work')).toBe(LONG);
      await next.kill();
    } finally {
      await vault.kill();
      await service.stop();
    }
  });
});

describe('a keychain on a full disk', () => {
  it('is vault_full, keeps the former value readable, and works again when there is room', async () => {
    const disk = await smallDisk();
    const service = await startSecretService({ dataDir: disk.folder });
    const vault = await startVaultProcess(service.env);
    try {
      await vault.want('set', 'work', LONG);
      disk.fill();
      expect(await vault.ask('ensureWritable', '', 12_000)).toMatchObject({ code: 'vault_full' });
      expect(await vault.ask('set', 'work', 'next '.repeat(2_000))).toMatchObject({ code: 'vault_full' });
      expect(await vault.want('get', 'work')).toBe(LONG);
      expect(await vault.want('get', 'nobody')).toBeUndefined();
      disk.drain();
      await vault.want('set', 'work', 'after');
      expect(await vault.want('get', 'work')).toBe('after');
    } finally {
      await vault.kill();
      await service.stop();
      disk.remove();
    }
  });
});
