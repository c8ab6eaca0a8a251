/** One line on standard error that counts down while you approve; outside a terminal it is printed once. */
import type { SignInView } from '../../src-main/api/types.ts';
import { formatCountdown } from '../line/duration.ts';
import { remark } from '../line/output.ts';
import { isLive } from '../line/terminal.ts';

export interface Countdown {
  show(signIn: SignInView): void;
  /** Erases the line. */
  stop(): void;
}

export function countdown(): Countdown {
  return isLive(process.stderr) ? liveLine() : stillLine();
}

function liveLine(): Countdown {
  let current: SignInView | undefined;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => current && process.stderr.write(`\r\u001b[K${waitingText(current, Date.now())}`);
  return {
    show(signIn) {
      current = signIn;
      draw();
      timer ??= setInterval(draw, 1000);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      if (current) process.stderr.write('\r\u001b[K');
      current = undefined;
    },
  };
}

/** Printed once, and again only when the words change. */
function stillLine(): Countdown {
  let previous = '';
  return {
    show(signIn) {
      const { expires_at: _, ...timeless } = signIn;
      const text = waitingText(timeless, 0);
      if (text !== previous) remark(text);
      previous = text;
    },
    stop() {},
  };
}

export function waitingText(signIn: SignInView, nowMs: number): string {
  if (signIn.phase === 'preparing') return 'Contacting the provider…';
  if (signIn.phase === 'redeeming') return 'Approved; fetching the token…';
  const slow = signIn.phase === 'slowed-down' ? ' The provider asked Latchkey to check less often.' : '';
  if (signIn.expires_at === undefined) return `Waiting for your approval… (Ctrl-C cancels)${slow}`;
  const left = formatCountdown(signIn.expires_at - nowMs / 1000);
  return `Waiting for your approval… ${left} left (Ctrl-C cancels)${slow}`;
}
