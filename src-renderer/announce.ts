/** What a screen reader announces when something changes, once each: the overall state, and each step of a sign-in. */

import { strings } from '../src-languages/window.ts';
import type { ProfileView } from '../src-main/api/types.ts';
import { told } from './parts/hint.ts';
import { spellCode } from './parts/user-code.ts';
import type { Showing } from './sign-in/panel.ts';

export function announcePanel(profile: ProfileView, { phase, attempt, error }: Showing): string {
  const texts = strings.signIn;
  const provider = attempt?.display_name ?? profile.display_name;
  const { sentence, hint } = told(error ?? { message: '', hint: '' });
  switch (phase) {
    case 'waiting':
      if (attempt?.user_code === undefined) return texts.browserSpoken(provider);
      return texts.codeSpoken(spellCode(attempt.user_code), provider);
    case 'slowed-down':
      return texts.slowed;
    case 'preparing':
      return texts.preparing;
    case 'redeeming':
      return texts.redeeming;
    case 'approved':
      return texts.approved;
    case 'denied':
      return texts.denied;
    case 'expired':
      return attempt?.flow === 'browser' ? texts.expiredBrowser : texts.expired;
    case 'cancelled':
      return texts.cancelled;
    case 'failed':
      return texts.failedBecause(sentence, hint);
  }
}
