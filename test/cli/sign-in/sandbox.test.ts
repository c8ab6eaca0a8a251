/** `latchkey sandbox` with a built agent: what it prints, and that it can be run twice. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AgentProcess } from '../../whole/agent-process.ts';

let agent: AgentProcess;
beforeAll(async () => {
  agent = new AgentProcess({ LATCHKEY_TEST_MODE: '' });
  await agent.start();
});
afterAll(() => agent.dispose());

it('starts the sandbox, says what to do next, and reuses it the second time', async () => {
  const first = await agent.cli(['sandbox']);
  expect(first).toMatchObject({ exit: 0, stderr: '' });
  expect(first.stdout).toContain('Sign in with: latchkey login sandbox\n');
  const again = JSON.parse((await agent.cli(['sandbox', '--json'])).stdout);
  expect(again).toMatchObject({ name: 'sandbox', provider: 'sandbox', state: 'signed-out' });
  expect(JSON.parse((await agent.cli(['profile', 'list', '--json'])).stdout).profiles).toHaveLength(1);
  const checks = JSON.parse((await agent.cli(['doctor', '--json'])).stdout).checks;
  const own = checks.find((check: { name: string }) => check.name === 'provider of sandbox');
  expect(own).toMatchObject({ ok: true });
});
