/** `latchkey profile show NAME`: everything that may be shown about one profile, line by line. */

import type { ProfileView } from '../../src-main/api/types.ts';
import { plainJson } from '../../src-shared/plain-json.ts';
import { isSignedIn } from '../../src-shared/profile-facts.ts';
import { profilePath, request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION, PROFILE } from '../line/common-options.ts';
import { formatDuration } from '../line/duration.ts';
import { answer, answerJson, plain } from '../line/output.ts';
import { tableLines } from '../line/table.ts';
import { painter } from '../line/terminal.ts';
import { accountOf, roleTimeLeft } from '../roles/role-text.ts';
import { askRows } from './ask-options.ts';
import { hostRows } from './hosts.ts';
import { lookOf, problemLines, timeLeft, whoIs } from './text.ts';

export const PROFILE_SHOW: Command = {
  name: 'profile show',
  summary: 'Show one profile with its settings',
  args: PROFILE,
  options: [JSON_OPTION],
  examples: [['latchkey profile show work', "settings, state and expiry of 'work'"]],
  run,
};

async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const profile = asProfile(await request('GET', profilePath(name)));
  if (call.json) return answerJson(profile);
  const paint = painter();
  const rows = describe(profile, Date.now()).filter(([, value]) => value !== '');
  answer(tableLines(rows, () => (text, column) => (column === 0 ? paint('faint', text) : text)).join('\n'));
}

function describe(profile: ProfileView, nowMs: number): [string, string][] {
  const [problem = '', hint = ''] = profile.problem ? problemLines(profile.problem, profile.name) : [];
  return [
    ['name', profile.name],
    ['provider', plain(`${profile.provider} (${profile.provider_title})`)],
    ...Object.entries(profile.settings).flatMap(([key, value]) => settingRows(key, value)),
    ['state', lookOf(profile).words],
    ['problem', problem],
    ['', hint],
    ['signed in as', whoIs(profile)],
    ['signed in', ago(profile.signed_in_at, nowMs)],
    ['granted scopes', plain(profile.scope ?? '')],
    ['token', tokenText(profile, nowMs)],
    ['refresh', renewalText(profile, nowMs)],
    ['last refreshed', ago(profile.last_refresh_at, nowMs)],
    ...roleRows(profile, nowMs),
    ...hostRows(profile),
    ...askRows(profile),
  ];
}

/** The first line has the label. */
function roleRows({ roles = [] }: ProfileView, nowMs: number): [string, string][] {
  return roles.map((role, at) => {
    const left = roleTimeLeft(role, nowMs);
    const life = left === '' ? '' : `, credentials expire in ${left}`;
    return [at === 0 ? 'roles' : '', `${plain(role.name)}: ${plain(role.role_id)} in ${accountOf(role)}${life}`];
  });
}

/** A group of settings, such as `endpoints`, has a row for each of its own. */
function settingRows(key: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[plain(key), settingText(value)]];
  if (Array.isArray(value)) return [[plain(key), plain(value.map(settingText).join(' '))]];
  return Object.entries(value).flatMap(([part, inner]) => settingRows(`${key}.${part}`, inner));
}

function settingText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return plain(typeof value === 'string' ? value : plainJson(value));
}

function tokenText(profile: ProfileView, nowMs: number): string {
  const left = timeLeft(profile, nowMs);
  return profile.expires_at !== undefined && left !== 'expired' && left !== '' ? `expires in ${left}` : left;
}

function renewalText(profile: ProfileView, nowMs: number): string {
  if (!isSignedIn(profile)) return '';
  if (!profile.renewable) return 'none: sign in again when the token expires';
  if (profile.refresh_at === undefined) return 'automatic';
  const inS = profile.refresh_at - nowMs / 1000;
  return inS > 0 ? `automatic, in ${formatDuration(inS)}` : 'automatic, now';
}

function ago(atS: number | undefined, nowMs: number): string {
  return atS === undefined ? '' : `${formatDuration(nowMs / 1000 - atS)} ago`;
}
