/** `latchkey audit`: who asked for what. --follow reads on behind the last entry's id, so that none is missed or doubled. */
import { setTimeout as delay } from 'node:timers/promises';
import type { AuditEntry, AuditResponse } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import { type Call, optionValue } from '../line/command.ts';
import { answerBroken, usageError } from '../line/errors.ts';
import { answer, remark } from '../line/output.ts';
import { parseSince } from '../line/since.ts';
import { auditTable } from './audit-text.ts';

const MOST = 5_000;
const USUAL = 50;
const POLL_MS = 500;

export async function run(call: Call): Promise<void> {
  const follow = call.flags.has('follow');
  const show = shower(call);
  // Before the first reading: what comes between the two is then in one of them, and in one only.
  const newest = follow ? ((await read({ limit: '1' })).at(-1)?.id ?? 0) : 0;
  const entries = await read(firstQuery(call));
  show(entries);
  if (entries.length === 0 && !follow && !call.json) remark('Nothing of that kind is recorded.');
  if (follow) await readOn(Math.max(newest, entries.at(-1)?.id ?? 0), call, show);
}

function shower(call: Call): (entries: readonly AuditEntry[]) => void {
  if (call.json) {
    return (entries) => {
      for (const entry of entries) answer(JSON.stringify(entry));
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
  return {
    limit,
    ...(profile !== undefined && { profile }),
    ...(call.flags.has('denied') && { outcome: 'refused' }),
    ...(sinceS !== undefined && { since: sinceS }),
  };
}

function limitOf(text: string): string {
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST) return text;
  throw usageError(`--limit cannot be '${text}'.`, `Give a number from 1 to ${MOST}.`);
}

/** Everything is read and what is wanted is chosen here: else the log of a profile at rest were read again from its last entry on. */
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
  if (!Array.isArray(given?.entries)) throw answerBroken('The agent answered without a list of entries.');
  return given.entries;
}
