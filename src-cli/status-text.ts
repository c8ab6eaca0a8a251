/** The table of `latchkey status` as lines. Pure but for the question whether the terminal takes colour. */
import type { ProfileView, View } from '../src-main/api/types.ts';
import { plain } from './output.ts';
import { lookOf, problemLines, timeLeft, whoIs } from './profile-text.ts';
import { tableLines } from './table.ts';
import { painter } from './terminal.ts';

const HEAD = ['', 'NAME', 'STATE', 'WHO', 'TIME LEFT'];

export function statusLines(view: View, nowMs: number): string[] {
  const paint = painter();
  const trouble = view.agent.vault_problem ? [...problemLines(view.agent.vault_problem).map(indentHint), ''] : [];
  if (view.profiles.length === 0) return [...trouble, ...NO_PROFILES];
  const rows = view.profiles.map((profile) => row(profile, nowMs));
  const lines = tableLines([HEAD, ...rows], (index) => (text, column) => {
    if (index === 0) return paint('faint', text);
    const profile = view.profiles[index - 1];
    return profile && (column === 0 || column === 2) ? paint(lookOf(profile).tone, text) : text;
  });
  const [head = '', ...body] = lines;
  const shown = body.flatMap((line, index) => [line, ...belowRow(view.profiles[index], nowMs)]);
  return [...trouble, head, ...shown];
}

const NO_PROFILES = [
  'There is no profile yet.',
  '  hint: Add one: latchkey profile add work --provider oidc --issuer https://login.example.com',
];

function row(profile: ProfileView, nowMs: number): string[] {
  const { glyph, words } = lookOf(profile);
  return [glyph, profile.name, words, whoIs(profile) || '-', timeLeft(profile, nowMs) || '-'];
}

function indentHint(line: string): string {
  return line.startsWith('hint: ') ? `  ${line}` : line;
}

/** What a person should know of this profile, indented below its row. */
function belowRow(profile: ProfileView | undefined, nowMs: number): string[] {
  if (!profile) return [];
  const waiting = profile.state === 'awaiting-user' ? waitingLines(profile, nowMs) : [];
  const skew = Math.abs(profile.clock_skew ?? 0);
  const clock =
    skew > 0 ? [`The clock of this machine differs by ${skew} s from the provider's.`, 'hint: Set the clock.'] : [];
  const problem = profile.problem ? problemLines(profile.problem, profile.name) : [];
  return [...waiting, ...problem, ...clock].map((line) => (line.startsWith('hint: ') ? `     ${line}` : `   ${line}`));
}

function waitingLines({ sign_in: signIn }: ProfileView, nowMs: number): string[] {
  if (signIn?.expires_at !== undefined && signIn.expires_at * 1000 < nowMs) return [];
  if (signIn?.user_code && signIn.verification_uri) {
    return [`Type the code ${plain(signIn.user_code)} at ${plain(signIn.verification_uri)}`];
  }
  return signIn?.flow === 'browser' ? ['Approve the sign-in in your browser.'] : [];
}
