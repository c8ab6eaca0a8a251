/** `latchkey audit`: who asked for what. --follow continues after the last entry's ID, so that none is missed or shown twice. */

import { setTimeout as delay } from 'node:timers/promises';
import type { AuditEntry, AuditResponse } from '../../src-main/api/types.ts';
import { plainJson } from '../../src-shared/plain-json.ts';
import { present } from '../../src-shared/present.ts';
import { request } from '../agent/client.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { answerBroken, usageError } from '../line/errors.ts';
import { answer, remark } from '../line/output.ts';
import { parseSince } from '../line/since.ts';
import { auditTable } from './audit-text.ts';

export const AUDIT: Command = {
  name: 'audit',
  summary: 'Show which programs asked for what, and what they got',
  details:
    'Latchkey records every token and credential that it gives out and every command that it receives, with the program ' +
    'behind it as far as the system can tell. The log holds no secrets. The newest entries come last.',
  args: [{ name: 'NAME', optional: true, isProfile: true }],
  options: [
    { name: 'limit', value: 'N', help: 'Show at most N entries, newest last (default: 50, or 5000 with --since)' },
    {
      name: 'since',
      value: 'TIME',
      help: 'Only entries since then: 30m, 2h or 7d (ago), 14:30, 2026-01-31, or RFC 3339',
    },
    { name: 'denied', help: 'Only refusals' },
    { name: 'follow', help: 'Keep showing new entries until Ctrl-C' },
    { name: 'json', help: 'Print JSON lines: one per entry, with all that is known' },
  ],
  examples: [
    ['latchkey audit', 'the newest entries'],
    ['latchkey audit work --since 2h', "who used the profile 'work' in the last two hours"],
    ['latchkey audit --denied --follow', 'watch for refusals'],
    ['latchkey audit --json --since 7d | jq -r .program.executable | sort | uniq -c', 'count by program'],
  ],
  run,
};

const MOST = 5_000;
const USUAL = 50;
const POLL_MS = 500;

async function run(call: Call): Promise<void> {
  const follow = call.flags.has('follow');
  const show = shower(call);
  // Before the first reading: an entry that arrives between the two is then in exactly one of them.
  const newest = follow ? ((await read({ limit: '1' })).at(-1)?.id ?? 0) : 0;
  const entries = await read(firstQuery(call));
  show(entries);
  if (entries.length === 0 && !follow && !call.json) remark('There are no matching entries.');
  if (follow) await readOn(Math.max(newest, entries.at(-1)?.id ?? 0), call, show);
}

function shower(call: Call): (entries: readonly AuditEntry[]) => void {
  if (call.json) {
    return (entries) => {
      for (const entry of entries) answer(plainJson(entry));
    };
  }
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  const lines = auditTable(columns, Date.now);
  return (entries) => {
    if (entries.length > 0) answer(lines(entries).join('\n'));
  };
}

type Query = Readonly<Record<string, string>>;

function firstQuery(call: Call): Query {
  const [profile] = call.words;
  const since = optionValue(call, 'since');
  const limit = limitOf(optionValue(call, 'limit') ?? String(since === undefined ? USUAL : MOST));
  const sinceS = since === undefined ? undefined : Math.max(0, parseSince(since, Date.now()) / 1000).toFixed(3);
  return present({
    limit,
    profile,
    outcome: call.flags.has('denied') ? 'refused' : undefined,
    since: sinceS,
  });
}

function limitOf(text: string): string {
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST) return text;
  throw usageError(`--limit cannot be '${text}'.`, `Give a number from 1 to ${MOST}.`);
}

/** Reads everything and filters here: otherwise an idle profile's log would be read again from its last entry each time. */
async function readOn(from: number, call: Call, show: (entries: readonly AuditEntry[]) => void): Promise<never> {
  const [name] = call.words;
  const isWanted = ({ profile, outcome }: AuditEntry) =>
    (name === undefined || profile === name) && (!call.flags.has('denied') || outcome === 'refused');
  for (let after = from; ; ) {
    const entries = await read({ after: String(after), limit: String(MOST) });
    show(entries.filter(isWanted));
    after = entries.at(-1)?.id ?? after;
    if (entries.length < MOST) await delay(POLL_MS);
  }
}

async function read(query: Query): Promise<readonly AuditEntry[]> {
  const given = (await request('GET', `/v1/audit?${new URLSearchParams(query)}`)) as AuditResponse | undefined;
  if (!Array.isArray(given?.entries)) throw answerBroken("The agent's answer has no list of entries.");
  return given.entries;
}
