/** Listing hundreds of accounts takes a while: at a terminal you see the progress, a program sees only the answer. */
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { AvailableRoles } from '../../../src-main/core/provider/role-source.ts';
import { awsProfile } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { atTerminal } from '../../support/processes/pseudo-terminal.ts';
import { buildCommand, start } from '../latchkey.ts';

let command: string;
let agent: ServedAgent;
let finish: (found: AvailableRoles) => void;
const FOUND: AvailableRoles = {
  accounts: [{ id: '111122223333', name: 'Production' }],
  roles: [{ accountId: '111122223333', id: 'ReadOnly', name: 'ReadOnly' }],
  listedAtMs: 1_700_000_000_000,
};
const far = (done: number) => awsProfile('work', { role_listing: { accounts_done: done, accounts_total: 500 } });

beforeAll(async () => {
  command = await buildCommand();
});
beforeEach(async () => {
  agent = await startFakeAgent();
  agent.profiles.clear();
  agent.profiles.set('work', far(0));
  agent.script.availableRoles = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
});
afterEach(() => agent.close());

it('at a terminal, a line shows the progress and makes room for the answer', async () => {
  const { PATH } = process.env;
  const env = { PATH, HOME: '/nonexistent', LANG: 'C.UTF-8', TERM: 'xterm', LATCHKEY_SOCKET: agent.socket };
  const terminal = atTerminal([command, 'roles', 'work', '--available'], env);
  await terminal.shows('Fetching your roles… 0 of 500 accounts');
  agent.put(far(120));
  await terminal.shows('120 of 500 accounts');
  finish(FOUND);
  await terminal.ended();
  const [, after = ''] = terminal.screen().split('120 of 500 accounts (Ctrl-C stops)');
  expect(after.startsWith('\r\u001b[K')).toBe(true);
  expect(after).toContain('Production  111122223333  ReadOnly');
});

it('without a terminal, only the answer appears', async () => {
  const running = start(command, ['roles', 'work', '--available', '--json'], {
    env: { LATCHKEY_SOCKET: agent.socket },
  });
  while (agent.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  agent.put(far(120));
  finish(FOUND);
  const { stdout, stderr, exit } = await running.ended;
  expect([stderr, exit, JSON.parse(stdout).roles.length]).toEqual(['', 0, 1]);
});
