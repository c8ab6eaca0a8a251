/** The audit log on a real disk: it survives rotation, kills, and stalled or full disks, and no one else can read it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { pbkdf2 } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditFile, type AuditLimits, auditFile } from '../../../src-main/adapters/audit/file.ts';
import { pathOfAge, rotate } from '../../../src-main/adapters/audit/files.ts';
import { AuditThrift } from '../../../src-main/adapters/audit/thrift.ts';
import { systemClock } from '../../../src-main/adapters/system/clock.ts';
import { jsonLog } from '../../../src-main/adapters/system/log.ts';
import type { AuditEntry, AuditFact } from '../../../src-main/core/audit.ts';
import { childProgram } from '../../support/processes/child-program.ts';
import { smallDisk } from '../../support/processes/small-disk.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-audit-'));
  path = join(folder, 'state', 'audit.jsonl');
});
const opened: AuditFile[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((audit) => audit.close()));
  rmSync(folder, { recursive: true, force: true });
});

function open(limits?: Partial<AuditLimits>, clock = systemClock(), at = path) {
  const log = jsonLog({ write: () => true });
  const audit = auditFile(at, clock, log, { maxBytes: 5_000_000, maxWaiting: 10_000, ...limits });
  opened.push(audit);
  const events = () => log.recent().map((line) => JSON.parse(line).event as string);
  return { audit, events, details: async () => (await audit.read({ limit: 5_000 })).map(({ detail }) => detail) };
}

const fact = (detail: string, more: Partial<AuditFact> = {}): AuditFact => ({
  event: 'command',
  outcome: 'ok',
  profile: 'work',
  detail,
  ...more,
});
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
const files = () => readdirSync(join(folder, 'state')).sort();

describe('a record', () => {
  it('security 16: has no raw control or direction characters, and reads as it was', async () => {
    const { audit } = open();
    const caller = { door: 'oidc-agent', processes: [], claim: 'a\u009b2J\u202e' } as const;
    audit.record(fact('x', { caller }));
    expect(await audit.read({})).toMatchObject([{ claim: 'a\u009b2J\u202e' }]);
    expect(readFileSync(path, 'utf8')).toContain('"claim":"a\\u009b2J\\u202e"');
  });

  it('is a line of JSON with a number, the time and the caller, in a file that no one else can read', async () => {
    const { audit } = open();
    const caller = {
      door: 'socket',
      program: { pid: 7, name: 'curl' },
      processes: [{ pid: 7, name: 'curl' }],
    } as const;
    audit.record({ event: 'token', outcome: 'refused', code: 'sign_in_needed', profile: 'work', caller });
    await audit.close();
    const text = readFileSync(path, 'utf8');
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual({
      id: 1,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      event: 'token',
      outcome: 'refused',
      code: 'sign_in_needed',
      profile: 'work',
      ...caller,
    });
    expect([statSync(path).mode & 0o777, statSync(join(folder, 'state')).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it('continues the numbering after a restart, and changes nothing that was there', async () => {
    const first = open();
    first.audit.record(fact('a'));
    await first.audit.close();
    const before = readFileSync(path, 'utf8');
    const second = open();
    second.audit.record(fact('b'));
    second.audit.record(fact('c'));
    await second.audit.close();
    expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
    expect((await open().audit.read({})).map(({ id, detail }) => [id, detail])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
  });

  it('is accepted without waiting for the disk, even a thousand at once', async () => {
    const { audit, details } = open();
    for (const detail of numbers(1, 1_000)) audit.record(fact(detail));
    expect(() => statSync(path)).toThrow(/ENOENT/);
    expect(await details()).toEqual(numbers(1, 1_000));
  });

  it('goes to a file of mode 0600, even if someone had made it readable', async () => {
    mkdirSync(join(folder, 'state'));
    writeFileSync(path, '', { mode: 0o644 });
    chmodSync(path, 0o644);
    const { audit } = open();
    audit.record(fact('a'));
    await audit.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('goes to a new file if someone moved the old one away', async () => {
    const { audit, details } = open();
    audit.record(fact('a'));
    expect(await details()).toEqual(['a']);
    renameSync(path, join(folder, 'elsewhere'));
    audit.record(fact('b'));
    expect(await details()).toEqual(['b']);
    expect(readFileSync(path, 'utf8')).toContain('"id":2');
  });
});

describe('reading', () => {
  it('returns the newest records, oldest first, by profile, by outcome, or since a time', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const { audit } = open({}, { ...systemClock(), nowMs: () => nowMs });
    for (const detail of numbers(1, 6)) {
      audit.record(fact(detail, { profile: Number(detail) % 2 ? 'odd' : 'even', ...(detail === '3' && refused) }));
      nowMs += 1_000;
    }
    const details = async (query: object) => (await audit.read(query)).map(({ detail }) => detail);
    expect(await details({ limit: 2 })).toEqual(['5', '6']);
    expect(await details({ profile: 'odd' })).toEqual(['1', '3', '5']);
    expect(await details({ outcome: 'refused' })).toEqual(['3']);
    expect(await details({ sinceMs: Date.UTC(2026, 0, 1, 0, 0, 4) })).toEqual(['5', '6']);
    expect(await details({ afterId: 3 })).toEqual(['4', '5', '6']);
    expect(await details({ afterId: 1, limit: 2 }), 'the next ones, not the newest').toEqual(['2', '3']);
    expect(await details({ afterId: 6 })).toEqual([]);
  });

  it('skips lines that are damaged, of another version, or endless', async () => {
    const first = open();
    first.audit.record(fact('a'));
    await first.audit.close();
    appendFileSync(path, `{"broken\n\n[]\n{"time":"x","event":"unheard-of"}\n${'x'.repeat(1_000_000)}\n`);
    const { audit, details } = open();
    audit.record(fact('b'));
    expect(await details()).toEqual(['a', 'b']);
  });

  it('finds lines of any length across the chunks that it reads', async () => {
    const { audit, details } = open();
    const long = numbers(1, 60).map((number) => `${number}-${'é'.repeat(Number(number) * 331)}`);
    for (const detail of long) audit.record(fact(detail));
    expect(await details()).toEqual(long);
  });
});

const refused = { outcome: 'refused', code: 'not_allowed' } as const;

describe('a flood', () => {
  const from = (host: string, more: Partial<AuditFact> = {}): AuditFact =>
    fact('x', { event: 'token', caller: { door: 'forward', processes: [], host }, ...more });
  let nowMs = 0;
  const clock = { ...systemClock(), monotonicMs: () => nowMs };

  it('security 18: of equal records becomes a few lines and a count, and pushes out nothing', async () => {
    const { audit } = open({ maxBytes: 10_000 }, clock);
    audit.record(fact('what someone else did'));
    for (let n = 0; n < 20_000; n += 1)
      audit.record(from('build.example', { outcome: 'refused', code: 'not_allowed' }));
    await audit.close();
    const kept = await open({}, clock).audit.read({});
    expect(kept[0]).toMatchObject({ id: 1, detail: 'what someone else did' });
    expect(kept.slice(1).map(({ times }) => times)).toEqual([...Array(10).fill(undefined), 19_990]);
  });

  it('security 18: that goes on is a line in ten minutes', () => {
    nowMs = 0;
    const lines: AuditEntry[] = [];
    const thrift = new AuditThrift(
      clock,
      (entry) => lines.push(entry),
      () => undefined,
    );
    for (let minute = 0; minute < 31; minute += 1) {
      for (let n = 0; n < 100; n += 1) thrift.take({ time: String(minute), event: 'token', outcome: 'ok' });
      nowMs += 60_000;
      thrift.sweep();
    }
    expect(lines.map(({ time, times }) => [time, times]).slice(10)).toEqual([
      ['0', 90],
      ['10', 1000],
      ['20', 1000],
      ['30', 1000],
    ]);
    nowMs += 20 * 60_000;
    thrift.sweep();
    thrift.sweep();
    thrift.take({ time: 'later', event: 'token', outcome: 'ok' });
    expect(lines.at(-1)).toEqual({ time: 'later', event: 'token', outcome: 'ok' });
    thrift.close();
  });

  it('security 18: of records that differ is counted from a thousand on, for that machine only', () => {
    nowMs = 0;
    const lines: AuditEntry[] = [];
    const thrift = new AuditThrift(
      clock,
      (entry) => lines.push(entry),
      () => undefined,
    );
    const take = (host: string, profile: string) =>
      thrift.take({ time: '', event: 'token', outcome: 'refused', profile, door: 'forward', host });
    for (let n = 0; n < 5_000; n += 1) take('build.example', `p${n}`);
    take('other.example', 'work');
    expect([lines.length, lines.at(-1)?.host]).toEqual([1_001, 'other.example']);
    thrift.sweep();
    expect(lines.at(-1)).toMatchObject({
      event: 'lost',
      host: 'build.example',
      detail: expect.stringMatching(/^4000 /),
    });
    nowMs += 3600_000;
    for (let n = 0; n < 300; n += 1) take('build.example', `q${n}`);
    expect(lines.length).toBe(1_002 + 200);
    thrift.close();
  });
});

describe('rotation', () => {
  it('keeps five files and loses none of their lines', async () => {
    const { audit, details } = open({ maxBytes: 4_000 });
    for (const detail of numbers(1, 300)) {
      audit.record(fact(detail));
      if (Number(detail) % 10 === 0) await audit.read({ limit: 1 });
    }
    const kept = await details();
    expect(files()).toEqual(['audit.1.jsonl', 'audit.2.jsonl', 'audit.3.jsonl', 'audit.4.jsonl', 'audit.jsonl']);
    expect(kept).toEqual(numbers(301 - kept.length, 300));
    expect(kept.length).toBeGreaterThan(100);
    for (const name of files()) expect(statSync(join(folder, 'state', name)).mode & 0o777).toBe(0o600);
  });

  it.each([1, 2, 3, 4])('loses no line if killed before step %i, and the next rotation fills the gap', async (step) => {
    mkdirSync(join(folder, 'state'));
    const line = (id: number) => `${JSON.stringify({ id, time: '2026-01-01T00:00:00.000Z', ...fact(String(id)) })}\n`;
    for (const age of [0, 1, 2, 3]) writeFileSync(pathOfAge(path, age), line(4 - age));
    // As `rotate` does it, starting with the oldest.
    for (let age = 3; age > 3 - (step - 1); age -= 1) renameSync(pathOfAge(path, age), pathOfAge(path, age + 1));
    expect(await open().details()).toEqual(['1', '2', '3', '4']);
    await rotate(path);
    expect(await open().details()).toEqual(['1', '2', '3', '4']);
    expect(files()).not.toContain('audit.jsonl');
  });

  it('that fails makes the file longer, but loses no line', async () => {
    const { audit, details, events } = open({ maxBytes: 1_000 });
    audit.record(fact('x'.repeat(1_000)));
    await audit.read({});
    // A folder cannot be replaced by a file.
    mkdirSync(join(folder, 'state', 'audit.1.jsonl', 'full'), { recursive: true });
    for (const age of [2, 3, 4]) mkdirSync(join(pathOfAge(path, age), 'full'), { recursive: true });
    audit.record(fact('b'));
    expect(await details()).toEqual(['x'.repeat(1_000), 'b']);
    expect(events()).toEqual(['audit_not_rotated']);
  });
});

const WRITER = `
import { auditFile } from './src-main/adapters/audit/file.ts';
import { systemClock } from './src-main/adapters/system/clock.ts';
const audit = auditFile(process.argv[2], systemClock(), { info() {}, warn() {} }, { maxBytes: 60_000, maxWaiting: 10_000 });
let count = Number(process.argv[3]);
for (;;) {
  for (let at = 0; at < 7; at += 1) audit.record({ event: 'command', outcome: 'ok', detail: String((count += 1)) });
  // What this read returns is in the file.
  const newest = (await audit.read({ limit: 1 })).at(-1);
  process.stdout.write(newest.detail + '\\n');
}
`;

describe('killed in the middle of writing', () => {
  it('everything in the file stays readable and in order, time after time', async () => {
    const program = await childProgram(WRITER);
    let reported = 0;
    for (let life = 0; life < 4; life += 1) {
      const child: ChildProcess = spawn(process.execPath, [program, path, String(reported)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.split('\n').length > 40 + life * 7) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const before = reported;
      reported = Number(said.split('\n').at(-2));
      expect(reported - before).toBeGreaterThan(100);
      const kept = (await open().audit.read({ limit: 5_000 })).map(({ detail }) => Number(detail));
      expect(kept.at(-1)).toBeGreaterThanOrEqual(reported);
      // Later ones were written, but not yet reported.
      reported = kept.at(-1) ?? 0;
      expect(kept).toEqual(numbers(reported - kept.length + 1, reported).map(Number));
    }
    const ids = (await open().audit.read({ limit: 5_000 })).map(({ id }) => id ?? 0);
    expect(ids).toEqual(numbers(reported - ids.length + 1, reported).map(Number));
    expect(files().length).toBeGreaterThan(1);
  });

  it('starts a new line after one that was cut off', async () => {
    mkdirSync(join(folder, 'state'));
    writeFileSync(path, '{"id":41,"time":"2026-01-01T00:00:00.000Z","event":"stop","outcome":"ok"}\n{"id":42,"ti');
    const { audit } = open();
    audit.record(fact('after'));
    expect((await audit.read({})).map(({ id, event }) => [id, event])).toEqual([
      [41, 'stop'],
      [42, 'command'],
    ]);
  });
});

describe('a path that is not a regular file', () => {
  it.each([
    ['a symbolic link', (target: string) => symlinkSync(target, path)],
    ['a symbolic link to nothing', () => symlinkSync(join(folder, 'made'), path)],
    ['a folder', () => mkdirSync(path)],
  ])('is not written to: %s', async (_name, put) => {
    mkdirSync(join(folder, 'state'));
    const target = join(folder, 'target');
    writeFileSync(target, 'precious');
    put(target);
    const { audit, events } = open();
    for (const detail of numbers(1, 50)) audit.record(fact(detail));
    expect(await audit.read({})).toEqual([]);
    await audit.close();
    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect(() => statSync(join(folder, 'made'))).toThrow(/ENOENT/);
    expect(events(), 'logged once, not for each line').toEqual(['audit_unwritable']);
  });

  it('is not read: a symbolic link among the rotated files', async () => {
    const { audit, details } = open();
    audit.record(fact('a'));
    await audit.read({});
    const other = join(folder, 'other');
    linkSync(path, other);
    symlinkSync(other, pathOfAge(path, 1));
    expect(await details()).toEqual(['a']);
  });
});

describe('a disk', () => {
  it('that is full is logged once; records that fit in memory are written later, and the rest are counted', async () => {
    const disk = await smallDisk();
    try {
      const { audit, events } = open({ maxWaiting: 20 }, systemClock(), join(disk.folder, 'audit.jsonl'));
      audit.record(fact('before'));
      await audit.read({});
      disk.fill();
      for (const detail of numbers(1, 60)) {
        audit.record(fact(`${detail}-${'x'.repeat(500)}`));
        if (Number(detail) % 15 === 0) await audit.read({ limit: 1 });
      }
      expect(events()).toEqual(['audit_unwritable']);
      disk.drain();
      const read = (await audit.read({ limit: 500 })).map(({ event, detail }) =>
        event === 'lost' ? detail : detail?.split('-')[0],
      );
      const lost = Number(/^\d+/.exec(read.at(-1) ?? '')?.[0]);
      expect(read).toEqual(['before', ...numbers(1, 60 - lost), expect.stringMatching(/records were not kept/)]);
      expect(lost).toBeGreaterThan(30);
      expect(events()).toEqual(['audit_unwritable', 'audit_writable_again']);
      audit.record(fact('after'));
      expect((await audit.read({ limit: 1 })).map(({ detail }) => detail)).toEqual(['after']);
      await audit.close();
    } finally {
      disk.remove();
    }
  });

  it('that does not respond: recording continues without waiting, keeps a limited number, and reports the loss', async () => {
    const { audit } = open({ maxWaiting: 100 });
    audit.record(fact('before'));
    await audit.read({});
    // All of Node's file threads are busy for a while.
    const busy = promisify(pbkdf2);
    const stall = Promise.all(Array.from({ length: 4 }, () => busy('x', 'y', 250_000, 32, 'sha512')));
    let isStalled = true;
    void stall.then(() => {
      isStalled = false;
    });
    for (let round = 0; round < 10; round += 1) {
      for (let at = 0; at < 50; at += 1) audit.record(fact(String(round * 50 + at + 1)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(isStalled, 'nothing waited for the disk').toBe(true);
    await stall;
    const read = (await audit.read({ limit: 1_000 })).map(({ detail }) => detail ?? '');
    expect(read.slice(0, 101)).toEqual(['before', ...numbers(1, 100)]);
    expect(read.slice(101)).toEqual(['400 records were not kept: the disk was full or did not respond']);
  });
});
