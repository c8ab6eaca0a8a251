/** Transcripts of `latchkey settings` and of the exported diagnosis, with a whole agent. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../src-cli/upkeep/settings-values.ts';
import { jsonLog } from '../../../src-main/adapters/system/log.ts';
import { type Composed, compose } from '../../../src-main/compose.ts';
import { buildCommand, run } from '../latchkey.ts';

let command: string;
let base: string;
let agent: Composed;
const socket = () => join(base, 'run', 'agent.sock');
const latchkey = (line: string) => run(command, line.split(' '), { env: { LATCHKEY_SOCKET: socket() } });

async function start(more: NodeJS.ProcessEnv = {}): Promise<void> {
  const env = {
    LATCHKEY_CONFIG_DIR: join(base, 'config'),
    LATCHKEY_SOCKET: socket(),
    LATCHKEY_VAULT: 'memory',
    ...more,
  };
  agent = await compose({ log: jsonLog({ write: () => undefined }), env });
  await agent.agent.start();
  await agent.openSocket();
}

beforeAll(async () => {
  command = await buildCommand();
});
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'latchkey-settings-cli-'));
});
afterEach(async () => {
  await agent.close();
  rmSync(base, { recursive: true, force: true });
});

describe('latchkey settings', () => {
  it('shows all settings, including defaults', async () => {
    await start();
    const { stdout, exit } = await latchkey('settings');
    expect(exit).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "SETTING            VALUE
      language           system  default
      start_at_login     off     default
      start_when_needed  on      default
      notices.ending     on      default
      notices.failed     on      default
      notices.asked      on      default
      ask                never   default
      ask_logins         never   default
      logins_allowed     none    default
      proxy              none    default
      ca_file            none    default
      "
    `);
  });

  it('newcomer A10: prints all settings as JSON, each as it applies now', async () => {
    await start({ HTTPS_PROXY: 'http://proxy.example.test:3128' });
    await latchkey('settings set notices.failed off');
    const printed = JSON.parse((await latchkey('settings --json')).stdout);
    expect(printed).toMatchObject({
      language: 'system',
      start_at_login: false,
      notices: { ending: true, failed: false, asked: true },
      ask: 'never',
      logins_allowed: [],
      proxy: 'proxy.example.test:3128',
      ca_file: null,
      about: expect.objectContaining({ vault: 'memory' }),
    });
    const members = SETTINGS.map(({ name }) => name.split('.')[0]);
    expect(Object.keys(printed).sort()).toEqual([...new Set([...members, 'about'])].sort());
    expect(JSON.parse((await latchkey('settings reset notices.failed --json')).stdout)).toEqual({
      ...printed,
      notices: { ending: true, failed: true, asked: true },
    });
  });

  it('changes one, resets it, and says what applies now', async () => {
    await start();
    expect((await latchkey('settings set notices.ending off')).stdout).toBe('notices.ending is off.\n');
    expect((await latchkey('settings set language zh-CN')).stdout).toBe('language is zh-CN.\n');
    expect(agent.settings.now()).toEqual({ notices: { ending: false }, language: 'zh-CN' });
    expect((await latchkey('settings reset language')).stdout).toBe('language is system (the default).\n');
    expect(agent.settings.now()).toEqual({ notices: { ending: false } });
  });

  it("says if the agent's environment takes precedence", async () => {
    await start({ HTTPS_PROXY: 'http://ada:canary-pw@proxy.corporation.test:3128' });
    const { stdout, stderr } = await latchkey('settings set proxy http://proxy.example:8080');
    expect(stdout).toBe('proxy is http://proxy.example:8080.\n');
    expect(stderr).toBe("The agent's environment sets proxy.corporation.test:3128, which takes precedence.\n");
    expect((await latchkey('settings')).stdout).toContain('the environment sets proxy.corporation.test:3128');
  });

  it.each([
    ['settings set notices.ending maybe', /notices\.ending cannot be 'maybe'\.\n {2}hint: Choose one of: on, off\./, 2],
    ['settings set proxi x', /NAME cannot be 'proxi'/, 2],
    [
      'settings set proxy http://a:canary-pw@b:1',
      /must have no user or password; put such an address in HTTPS_PROXY/,
      2,
    ],
    ['settings set start_at_login on', /cannot start itself when you log in/, 8],
  ])('%s', async (line, says, code) => {
    await start();
    const { stdout, stderr, exit } = await latchkey(line);
    expect([stdout, exit]).toEqual(['', code]);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('canary-pw');
    expect(agent.settings.now()).toEqual({});
  });

  it('uses the defaults if the file is broken, and names the file', async () => {
    await start();
    await latchkey('settings set ask new');
    const file = join(base, 'config', 'settings.json');
    writeFileSync(file, '{');
    const { stderr, exit } = await latchkey('settings set ask always');
    expect([exit, readFileSync(file, 'utf8')]).toEqual([2, '{']);
    expect(stderr).toContain(file);
  });
});

describe('latchkey doctor --export', () => {
  it('writes the diagnosis to a new file for the user alone, or to standard output', async () => {
    await start();
    const file = join(base, 'diagnosis.json');
    const { stdout, stderr, exit } = await latchkey(`doctor --export ${file}`);
    expect([stdout, exit]).toEqual(['', 0]);
    expect(stderr).toContain('Read it before you pass it on.');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ vault: { kind: 'memory' }, profiles: [] });
    expect(JSON.parse((await latchkey('doctor --export -')).stdout)).toMatchObject({ vault: { kind: 'memory' } });
  });

  it('never overwrites a file', async () => {
    await start();
    const file = join(base, 'mine.txt');
    writeFileSync(file, 'mine');
    expect((await latchkey(`doctor --export ${file}`)).exit).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await latchkey(`doctor --export ${join(base, 'no', 'such', 'folder')}`)).stderr).toContain(
      'cannot be written',
    );
    expect(existsSync(join(base, 'no'))).toBe(false);
  });
});
