/** What a failing tray command does: the person is notified once, and the window is there. */
import { expect, it } from 'vitest';
import { LatchkeyError } from '../../src-main/core/errors.ts';
import type { ProfileState } from '../../src-main/core/view.ts';
import { carryOut, type Desk } from '../../src-main/desktop/actions.ts';
import { type FakeAgent, fakeAgent } from '../support/engine/fake-agent.ts';
import { profileView } from '../support/engine/fake-views.ts';

function desk(agent: FakeAgent) {
  const seen = { notices: [] as string[], windows: 0 };
  const nothing = () => undefined;
  const all: Desk = {
    agent,
    window: {
      show: () => void seen.windows++,
      note: () => false,
      ask: nothing,
      answered: nothing,
      isOpen: () => false,
      isComing: () => false,
      close: nothing,
    },
    clipboard: { copy: async () => {}, copyText: async () => {}, clear: async () => {} },
    notices: {
      failed: (what) => void seen.notices.push(what),
      due: () => nothing,
      stays: nothing,
      asks: nothing,
      answered: nothing,
      settled: async () => {},
    },
    snooze: nothing,
    quit: nothing,
  };
  return { all, seen };
}

const standing = (agent: FakeAgent, state: ProfileState) =>
  agent.emit({ ...agent.view(), profiles: [profileView('work', { state })] });

it('a failed refresh is shown in a notification, and the window has the details', async () => {
  const agent = fakeAgent();
  const { all, seen } = desk(agent);
  agent.failWith = new LatchkeyError('provider_unreachable', 'id.example.test cannot be reached.');
  await carryOut({ kind: 'refresh', profile: 'work' }, all);
  expect(seen).toEqual({ notices: ['work: could not refresh'], windows: 1 });
});

it('an end that it finds has its own notification, so it is not shown twice; pressed again, it is', async () => {
  const agent = fakeAgent();
  const { all, seen } = desk(agent);
  standing(agent, 'active');
  agent.failWith = new LatchkeyError('sign_in_needed', 'id.example.test has ended the sign-in.');
  agent.refresh = async () => {
    standing(agent, 'needs-sign-in');
    throw agent.failWith;
  };
  await carryOut({ kind: 'refresh', profile: 'work' }, all);
  expect(seen).toEqual({ notices: [], windows: 1 });
  await carryOut({ kind: 'refresh', profile: 'work' }, all);
  expect(seen).toEqual({ notices: ['work: could not refresh'], windows: 2 });
});
