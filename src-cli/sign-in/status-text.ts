/** The table of `latchkey status` as lines. Pure except for asking whether the terminal supports color. */
import type { AskView, ProfileView, RoleView, View } from '../../src-main/api/types.ts';
import { formatDuration } from '../line/duration.ts';
import { plain } from '../line/output.ts';
import { tableLines } from '../line/table.ts';
import { painter } from '../line/terminal.ts';
import { lookOf, NO_PROFILES, problemLines, timeLeft, whoIs } from '../profiles/text.ts';
import { accountOf, rolesInStatus, roleTimeLeft } from '../roles/role-text.ts';

const HEAD = ['', 'NAME', 'STATE', 'WHO', 'TIME LEFT'];

export function statusLines(view: View, nowMs: number): string[] {
  const paint = painter();
  const vault = view.agent.vault_problem ? [...problemLines(view.agent.vault_problem).map(indentHint), ''] : [];
  const trouble = [...lockLines(view), ...askLines(view, nowMs), ...vault];
  if (view.profiles.length === 0) return [...trouble, ...NO_PROFILES];
  const rows = view.profiles.flatMap((profile) => rowsOf(profile, nowMs));
  const lines = tableLines([HEAD, ...rows.map(({ cells }) => cells)], (index) => (text, column) => {
    if (index === 0) return paint('faint', text);
    const look = rows[index - 1]?.look;
    return look && (column === 0 || column === 2) ? paint(look.tone, text) : text;
  });
  const [head = '', ...body] = lines;
  const shown = body.flatMap((line, index) => [line, ...(rows[index]?.below ?? []).map(indented)]);
  return [...trouble, head, ...shown];
}

function lockLines({ agent }: View): string[] {
  return agent.locked ? ['The agent is locked: no program gets a token.', '  hint: Run `latchkey unlock`.', ''] : [];
}

/** A program waits until you answer or the time is up. */
function askLines({ asks = [] }: View, nowMs: number): string[] {
  const lines = asks.map((ask) => {
    const { program, change, expires_at: expiresAt } = ask;
    const what = wantedOf(ask);
    const wish = change === undefined ? `to use ${what}` : `to change ${what}: ${plain(change)}`;
    return `${plain(program)} is waiting for permission ${wish} (${formatDuration(Math.max(0, expiresAt - nowMs / 1000))} left).`;
  });
  return lines.length === 0 ? [] : [...lines, '  hint: Answer in the Latchkey window.', ''];
}

function wantedOf({ profile, role, login }: AskView): string {
  if (login !== undefined) return `the login for ${plain(login)}`;
  if (profile === undefined) return 'the settings';
  return role === undefined ? profile : `${profile}/${role}`;
}

interface Row {
  readonly cells: readonly string[];
  readonly look?: ReturnType<typeof lookOf>;
  /** Shown below the row. */
  readonly below: readonly string[];
}

/** The profile's own row, then its roles: the sign-in and each role's credentials expire at different times. */
function rowsOf(profile: ProfileView, nowMs: number): Row[] {
  const look = lookOf(profile);
  const cells = [look.glyph, profile.name, look.words, whoIs(profile) || '-', timeLeft(profile, nowMs) || '-'];
  const { shown, others } = rolesInStatus(profile);
  const roles = shown.map((role) => roleRow(profile, role, nowMs));
  const more = { cells: ['', '', '', `and ${others} more: latchkey roles ${profile.name}`], below: [] };
  return [{ cells, look, below: belowRow(profile, nowMs) }, ...roles, ...(others === 0 ? [] : [more])];
}

function roleRow(profile: ProfileView, role: RoleView, nowMs: number): Row {
  const who = `${plain(role.role_id)} in ${accountOf(role)}`;
  const cells = ['', `${profile.name}/${plain(role.name)}`, 'role', who, roleTimeLeft(role, nowMs) || '-'];
  return { cells, below: role.problem ? problemLines(role.problem, profile.name) : [] };
}

function indentHint(line: string): string {
  return line.startsWith('hint: ') ? `  ${line}` : line;
}

/** What you should know about this profile, indented below its row. */
function belowRow(profile: ProfileView, nowMs: number): string[] {
  const waiting = profile.state === 'awaiting-user' ? waitingLines(profile, nowMs) : [];
  const skew = Math.abs(profile.clock_skew ?? 0);
  const clock =
    skew > 0 ? [`This machine's clock differs from the provider's by ${skew} s.`, 'hint: Set the clock.'] : [];
  const problem = profile.problem ? problemLines(profile.problem, profile.name) : [];
  return [...waiting, ...problem, ...clock];
}

function indented(line: string): string {
  return line.startsWith('hint: ') ? `     ${line}` : `   ${line}`;
}

function waitingLines({ sign_in: signIn }: ProfileView, nowMs: number): string[] {
  if (signIn?.expires_at !== undefined && signIn.expires_at * 1000 < nowMs) return [];
  if (signIn?.user_code && signIn.verification_uri) {
    return [`Enter the code ${plain(signIn.user_code)} at ${plain(signIn.verification_uri)}`];
  }
  return signIn?.flow === 'browser' ? ['Approve the sign-in in your browser.'] : [];
}
