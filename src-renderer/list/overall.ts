/** The header's sentence and icon, from a View. Pure. */

import { strings } from '../../src-languages/window.ts';
import type { ProfileView, View } from '../../src-main/api/types.ts';
import { endsForGoodAt, hasOpenSignIn, isSignedIn } from '../../src-shared/profile-facts.ts';
import { askingOf, waitingAsks } from '../model/waiting-asks.ts';
import type { IconName } from '../parts/icons.ts';
import { timeLeft } from '../parts/time-left.ts';

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';

export interface Summary {
  readonly text: string;
  readonly tone: Tone;
  readonly icon: IconName;
  /** The announced text, where the visible one counts minutes, or is announced by a dialog. */
  readonly spoken?: string;
}

export function summarise(view: View, nowMs: number): Summary {
  if (view.agent.locked) return { text: strings.overall.locked, tone: 'quiet', icon: 'lock' };
  const [ask] = waitingAsks(view);
  if (ask !== undefined) return { text: strings.ask.wants(askingOf(ask)), tone: 'warn', icon: 'key', spoken: '' };
  if (view.agent.vault_problem !== undefined) return { text: strings.overall.vault, tone: 'bad', icon: 'alert' };
  switch (view.overall) {
    case 'empty':
      return { text: strings.overall.empty, tone: 'quiet', icon: 'key' };
    case 'offline':
      return { text: strings.overall.offline, tone: 'warn', icon: 'offline' };
    case 'soon':
      return soon(view, nowMs);
    case 'needs-you':
      return needsYou(view);
    case 'fine':
      return fine(view);
  }
}

function needsYou(view: View): Summary {
  const names = (wanted: (profile: ProfileView) => boolean): string[] =>
    view.profiles.filter(wanted).map((profile) => profile.name);
  const needed = names((profile) => profile.state === 'needs-sign-in' && !hasOpenSignIn(profile));
  if (needed.length > 0) return { text: strings.overall.needs(needed), tone: 'bad', icon: 'alert' };
  const waiting = names(hasOpenSignIn);
  if (waiting.length > 0) return { text: strings.overall.waiting(waiting), tone: 'busy', icon: 'clock' };
  const out = names((profile) => !isSignedIn(profile));
  return { text: strings.overall.needs(out), tone: 'warn', icon: 'alert' };
}

function fine(view: View): Summary {
  const waiting = view.profiles.filter(hasOpenSignIn).map((profile) => profile.name);
  if (waiting.length > 0) return { text: strings.overall.waiting(waiting), tone: 'busy', icon: 'clock' };
  const fresh = view.profiles.filter(isSignedIn).length;
  if (fresh === 0) return { text: strings.overall.signedOut, tone: 'quiet', icon: 'key' };
  const text = fresh === view.profiles.length ? strings.overall.fresh(fresh) : strings.overall.freshAmong(fresh);
  return { text, tone: 'good', icon: 'check' };
}

function soon(view: View, nowMs: number): Summary {
  const ending = view.profiles
    .flatMap((profile) => {
      const endS = isSignedIn(profile) ? endsForGoodAt(profile) : undefined;
      return endS === undefined ? [] : [{ name: profile.name, endS }];
    })
    .sort((a, b) => a.endS - b.endS);
  const first = ending[0];
  const spoken = strings.overall.soonMany(ending.length);
  const look = { spoken, tone: 'warn', icon: 'clock' } as const;
  if (first === undefined) return { text: spoken, ...look };
  const left = timeLeft(first.endS, nowMs);
  return {
    text: left === undefined ? strings.overall.now(first.name) : strings.overall.soon(first.name, left),
    ...look,
  };
}
