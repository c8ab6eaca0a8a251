/**
 * Which sign-ins ended since they were last seen active. One that had ended before the start is not news: the tray shows it.
 * Pure.
 */
import { isSignedIn } from '../../../src-shared/profile-facts.ts';
import type { ProfileView } from '../../core/view.ts';
import { NEVER, type NoticeReason } from './reasons.ts';

export interface Ends {
  /** Call with the profiles of each new View. */
  seen(profiles: readonly ProfileView[]): void;
  failed(profile: ProfileView): NoticeReason | undefined;
}

export function watchEnds(): Ends {
  const alive = new Set<string>();
  let count = 0;
  const numbers = new Map<string, number>();
  return {
    seen(profiles) {
      for (const profile of profiles) {
        const { name, state } = profile;
        if (isSignedIn(profile)) alive.add(name);
        else if (state === 'signed-out') alive.delete(name);
        else if (state === 'needs-sign-in' && alive.delete(name)) numbers.set(name, ++count);
      }
      const names = new Set(profiles.map(({ name }) => name));
      for (const name of alive) if (!names.has(name)) alive.delete(name);
      for (const name of numbers.keys()) if (!names.has(name)) numbers.delete(name);
    },
    failed({ name, state }) {
      const number = numbers.get(name);
      if (state !== 'needs-sign-in' || number === undefined) return undefined;
      return { id: String(number), stage: 1, nextMs: NEVER };
    },
  };
}
