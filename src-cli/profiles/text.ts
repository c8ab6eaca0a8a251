/** A profile in words: its state, who is signed in, and the time left. Shared by all commands that show profiles. */
import type { ErrorView, ProfileState, ProfileView } from '../../src-main/api/types.ts';
import { isLockedAway, isSignedIn } from '../../src-shared/profile-facts.ts';
import { type Call, optionValue } from '../line/command.ts';
import { formatDuration } from '../line/duration.ts';
import { plain, remark } from '../line/output.ts';
import { hasUnicode, type Tone } from '../line/terminal.ts';

interface Look {
  readonly words: string;
  readonly glyph: string;
  readonly ascii: string;
  readonly tone: Tone;
}

const LOOKS: Readonly<Record<ProfileState, Look>> = {
  active: { words: 'signed in', glyph: '●', ascii: '*', tone: 'good' },
  refreshing: { words: 'refreshing', glyph: '●', ascii: '*', tone: 'good' },
  'awaiting-user': { words: 'waiting for you', glyph: '◐', ascii: '?', tone: 'warn' },
  'needs-sign-in': { words: 'sign-in needed', glyph: '▲', ascii: '!', tone: 'bad' },
  'signed-out': { words: 'signed out', glyph: '○', ascii: 'o', tone: 'faint' },
};

const LOCKED: Look = { words: 'locked', glyph: '◌', ascii: '?', tone: 'warn' };

export function lookOf(profile: ProfileView): { glyph: string; words: string; tone: Tone } {
  const look = isLockedAway(profile) ? LOCKED : (LOOKS[profile.state] ?? LOOKS['signed-out']);
  const troubled = profile.state === 'active' && profile.problem !== undefined;
  return { glyph: hasUnicode() ? look.glyph : look.ascii, words: look.words, tone: troubled ? 'warn' : look.tone };
}

/** "Ada Lovelace (ada@example.com)", or what is known of it; empty when no one is signed in. */
export function whoIs(profile: ProfileView): string {
  const { name, username, email, subject } = profile.identity ?? {};
  const account = email ?? username;
  if (name && account) return plain(`${name} (${account})`);
  return plain(name ?? account ?? subject ?? '');
}

/** "42 min", "expired", "no known expiry", or empty when nothing can expire. */
export function timeLeft(profile: ProfileView, nowMs: number): string {
  if (profile.expires_at === undefined) return isSignedIn(profile) ? 'no known expiry' : '';
  const leftS = profile.expires_at - nowMs / 1000;
  if (leftS > 0) return formatDuration(leftS);
  return isSignedIn(profile) ? 'expired' : '';
}

/** Where a profile signs in: its address as configured, else the name of the provider. */
export function addressOf(profile: ProfileView): string {
  const { issuer, start_url: startUrl } = profile.settings;
  const address = typeof issuer === 'string' ? issuer : startUrl;
  return plain(typeof address === 'string' ? address : profile.provider_title);
}

/** A problem as two lines, with a hint that you can copy. */
export function problemLines(problem: ErrorView, profile?: string): string[] {
  const hint = profile === undefined ? problem.hint : problem.hint.replace(/\bNAME\b/g, profile);
  return [plain(problem.message), ...(hint === '' ? [] : [`hint: ${plain(hint)}`])];
}

/** What turning on the bridge to AWS's own cache means, if the call does. */
export function sayPlaintext(call: Call): void {
  if (optionValue(call, 'aws-cache-bridge') !== 'on') return;
  remark(
    'warning: From now on, the access token is also in ~/.aws/sso/cache, in plaintext. Any program of yours can read it.',
  );
}

export const NO_PROFILES: readonly string[] = [
  'There are no profiles yet.',
  '  hint: Add one: latchkey profile add work --issuer https://login.example.com',
  '        Or try it without an account: latchkey sandbox',
];
