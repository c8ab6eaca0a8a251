/** `latchkey audit` for people and for programs, with a real log behind the real API. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { localClock, localDate, parseSince } from '../../../src-cli/line/since.ts';
import { auditTable } from '../../../src-cli/upkeep/audit-text.ts';
import { type AuditFile, auditFile } from '../../../src-main/adapters/audit/file.ts';
import { systemClock } from '../../../src-main/adapters/system/clock.ts';
import { jsonLog } from '../../../src-main/adapters/system/log.ts';
import type { AuditEntry } from '../../../src-main/core/audit.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { atTerminal } from '../../support/processes/pseudo-terminal.ts';
import { buildCommand, run, start } from '../latchkey.ts';

let command: string;
let agent: ServedAgent;
let folder: string;
let path: string;
let audit: AuditFile;

const env = () => ({ LATCHKEY_SOCKET: agent.socket });
const latchkey = (...args: string[]) => run(command, args, { env: env() });

beforeAll(async () => {
  command = await buildCommand();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-cli-audit-'));
  path = join(folder, 'audit.jsonl');
  audit = auditFile(path, systemClock(), jsonLog({ write: () => true }));
  agent = await startFakeAgent();
  agent.script.readAudit = (query) => audit.read(query);
});
afterEach(async () => {
  await agent.close();
  await audit.close();
  rmSync(folder, { recursive: true, force: true });
});

const todayMs = new Date().setHours(0, 0, 0, 0);
const time = (ms: number) => new Date(ms).toISOString();

const ENTRIES: readonly AuditEntry[] = [
  { id: 1, time: time(todayMs - 86_400_000), event: 'start', outcome: 'ok', detail: '0.1.0' },
  {
    id: 2,
    time: time(todayMs),
    event: 'token',
    outcome: 'ok',
    profile: 'work',
    door: 'socket',
    program: { pid: 7, name: 'deploy.sh', executable: '/usr/bin/bash' },
    processes: [{ pid: 8, name: 'node' }],
  },
  {
    id: 3,
    time: time(todayMs + 1),
    event: 'role-credentials',
    outcome: 'refused',
    code: 'sign_in_needed',
    profile: 'work',
    role: 'prod-admin',
    door: 'socket',
    program: { pid: 9, name: 'terraform-provi', executable: '/opt/terraform-provider-aws' },
  },
  {
    id: 4,
    time: time(todayMs + 2),
    event: 'command',
    outcome: 'ok',
    profile: 'other',
    detail: 'POST /v1/profiles/other/sign-in',
    door: 'window',
  },
  {
    id: 5,
    time: time(todayMs + 3),
    event: 'token',
    outcome: 'refused',
    code: 'ask_denied',
    profile: 'other',
    door: 'forward',
    host: 'build-1',
    claim: 'gitlab\u001b[31m',
  },
];

function put(entries: readonly AuditEntry[]): void {
  appendFileSync(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}

const newEntry = (detail: string) => ({ event: 'command', outcome: 'ok', profile: 'work', detail }) as const;

describe('latchkey audit', () => {
  it('shows the time, the program, the request and the outcome, newest last', async () => {
    put(ENTRIES);
    const { stdout, stderr, exit } = await latchkey('audit');
    expect([stderr, exit]).toEqual(['', 0]);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['TIME', 'PROGRAM', 'WHAT', 'OUTCOME', 'WHY'],
      [`${localDate(todayMs - 86_400_000)} 00:00:00`, '-', 'agent 0.1.0 started', 'ok'],
      ['00:00:00', 'deploy.sh (/usr/bin/bash)', 'token of work', 'ok'],
      ['00:00:00', 'terraform-provider-aws', 'credentials of work/prod-admin', 'refused', 'sign in needed'],
      ['00:00:00', "Latchkey's window", 'POST /v1/profiles/other/sign-in', 'ok'],
      ['00:00:00', 'unknown on build-1 (says: gitlab [31m)', 'token of other', 'refused', 'ask denied'],
      [''],
    ]);
  });

  it('security 18: says how many equal requests a line stands for', async () => {
    put([{ ...newEntry('x'), event: 'token', time: time(todayMs), times: 4990 }]);
    expect((await latchkey('audit')).stdout).toContain('token of work (4990 more)');
  });

  it('filters by profile, number, time and refusals', async () => {
    put(ENTRIES);
    const ids = async (...args: string[]) => {
      const { stdout } = await latchkey('audit', '--json', ...args);
      return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).id]));
    };
    expect(await ids()).toEqual([1, 2, 3, 4, 5]);
    expect(await ids('work')).toEqual([2, 3]);
    expect(await ids('--limit', '2')).toEqual([4, 5]);
    expect(await ids('--since', localDate(todayMs))).toEqual([2, 3, 4, 5]);
    expect(await ids('--denied')).toEqual([3, 5]);
    expect(await ids('other', '--denied', '--since=3d', '--limit=1')).toEqual([5]);
  });

  it('prints one JSON line per entry for programs, with all that is known', async () => {
    put(ENTRIES);
    const { stdout } = await latchkey('audit', '--json');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(ENTRIES);
  });

  it('says so if there is nothing', async () => {
    const nothing = { stdout: '', stderr: 'There are no matching entries.\n', exit: 0 };
    expect(await latchkey('audit', 'work')).toEqual(nothing);
    expect(await latchkey('audit', '--json')).toEqual({ ...nothing, stderr: '' });
  });

  it.each([
    [['--limit', '0'], "--limit cannot be '0'."],
    [['--limit', '5001'], "--limit cannot be '5001'."],
    [['--since', 'tomorrow'], "--since cannot be 'tomorrow'."],
  ])('refuses %j', async (args, message) => {
    const { stderr, exit } = await latchkey('audit', ...args);
    expect([stderr.split('\n')[0], exit]).toEqual([`latchkey: ${message}`, 2]);
  });

  it('uses two lines per entry on a narrow terminal instead of breaking the columns', async () => {
    put(ENTRIES.slice(2, 3));
    const terminal = atTerminal(['sh', '-c', `stty cols 60; exec ${command} audit`], {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      TERM: 'xterm',
      NO_COLOR: '1',
      ...env(),
    });
    await terminal.ended();
    expect(terminal.screen().replaceAll('\r', '').trimEnd().split('\n')).toEqual([
      '00:00:00  terraform-provider-aws',
      '    credentials of work/prod-admin  refused: sign in needed',
    ]);
  });
});

describe('latchkey audit --follow', () => {
  it('shows existing and then new entries of the requested profile, each once and in order', async () => {
    put(ENTRIES);
    const following = start(command, ['audit', 'work', '--follow', '--json', '--limit', '1'], { env: env() });
    await following.saw('"id":3');
    const wanted: string[] = [];
    for (let number = 1; number <= 300; number += 1) {
      audit.record(newEntry(`n${number}`));
      audit.record({ ...newEntry('not wanted'), profile: 'other' });
      wanted.push(`n${number}`);
      if (number % 50 === 0) await following.saw(`"n${number - 20}"`);
    }
    await following.saw('"n300"');
    following.child.kill();
    const { stdout } = await following.ended;
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ detail, role }) => detail ?? role)).toEqual(['prod-admin', ...wanted]);
  });

  it('continues if there was nothing, with one header above everything', async () => {
    const readingOn = new Promise<void>((resolve) => {
      agent.script.readAudit = (query) => {
        if (query.afterId !== undefined) resolve();
        return audit.read(query);
      };
    });
    const following = start(command, ['audit', '--follow'], { env: env() });
    await readingOn;
    audit.record(newEntry('first'));
    await following.saw('first');
    audit.record(newEntry('second'));
    await following.saw('second');
    following.child.kill();
    const { stdout } = await following.ended;
    expect(stdout.match(/TIME/g)).toHaveLength(1);
    expect(stdout.indexOf('first')).toBeLessThan(stdout.indexOf('second'));
  });

  it('ends with the agent', async () => {
    const following = start(command, ['audit', '--follow'], { env: env() });
    audit.record(newEntry('first'));
    await following.saw('first');
    await agent.close();
    const { stderr, exit } = await following.ended;
    expect([exit, stderr]).toEqual([4, expect.stringContaining('agent')]);
  });
});

describe('the table', () => {
  it('keeps its columns as entries arrive', () => {
    const table = auditTable(undefined, () => todayMs);
    const [head, ...first] = table(ENTRIES.slice(1, 2));
    const more = table(ENTRIES.slice(3, 4));
    expect(head?.indexOf('WHAT')).toBe(first[0]?.indexOf('token of'));
    expect(more[0]?.indexOf('POST')).toBe(first[0]?.indexOf('token of'));
    expect(more).toHaveLength(1);
  });

  it('says what was lost', () => {
    const detail = '12 records were not kept: the disk was full or did not respond';
    const [, line] = auditTable(
      undefined,
      () => todayMs,
    )([{ time: time(todayMs), event: 'lost', outcome: 'refused', detail }]);
    expect(line).toContain(detail);
  });
});

describe('--since', () => {
  const noonMs = new Date(2026, 5, 15, 12).getTime();
  it.each([
    ['90s', noonMs - 90_000],
    ['2h', noonMs - 7_200_000],
    ['7d', noonMs - 604_800_000],
    ['1w', noonMs - 604_800_000],
    ['9:30', new Date(2026, 5, 15, 9, 30).getTime()],
    ['09:30:05', new Date(2026, 5, 15, 9, 30, 5).getTime()],
    ['2026-01-31', new Date(2026, 0, 31).getTime()],
    ['2026-01-31 14:30', new Date(2026, 0, 31, 14, 30).getTime()],
    ['2026-01-31T14:30:00Z', Date.UTC(2026, 0, 31, 14, 30)],
    ['2026-01-31T14:30:00+02:00', Date.UTC(2026, 0, 31, 12, 30)],
  ])('%s', (text, atMs) => {
    expect(parseSince(text, noonMs)).toBe(atMs);
  });

  it.each(['', 'soon', '2', '25:00', '2026-13-01', '-2h', '2026-01-31T14'])('not %j', (text) => {
    expect(() => parseSince(text, noonMs)).toThrow(/--since cannot be/);
  });

  it('is shown in local time', () => {
    expect([localDate(noonMs), localClock(noonMs)]).toEqual(['2026-06-15', '12:00:00']);
  });
});
