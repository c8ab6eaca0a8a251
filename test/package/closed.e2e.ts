/** What gets into the packaged command from its environment, its arguments or a signal: none of Node's own ways in. */
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { run, start } from '../cli/latchkey.ts';
import { type Desk, test } from '../e2e/support/desk.ts';
import { portsOf } from '../support/processes/listening.ts';
import { CLI, pack } from './packaged.ts';

test.beforeAll(() => {
  test.setTimeout(300_000);
  pack();
});

/** An environment that has plain Node run a hook, open a debugger or fail; and the file that the hook writes. */
function hostile(desk: Desk): { env: NodeJS.ProcessEnv; trace: string } {
  const home = String(desk.env['HOME']);
  const [hook, trace, conf] = ['hook.cjs', 'trace', 'openssl.cnf'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(hook, `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '');`);
  writeFileSync(conf, 'this is no configuration');
  const NODE_OPTIONS = `--require ${hook} --inspect=0 --no-such-option`;
  return { env: { ...desk.env, PATH: '/nonexistent', NODE_OPTIONS, OPENSSL_CONF: conf }, trace };
}

test('inputs 28: NODE_OPTIONS and OPENSSL_CONF have no effect on the command and the helpers', async ({ desk }) => {
  const { env, trace } = hostile(desk);
  const folder = join(String(desk.env['HOME']), 'links');
  mkdirSync(folder);
  const [git, docker] = ['git-credential-latchkey', 'docker-credential-latchkey'].map((name) => {
    symlinkSync(CLI, join(folder, name));
    return join(folder, name);
  }) as [string, string];
  const outcomes = [
    await run(CLI, ['version'], { env }),
    await run(git, ['capability'], { env }),
    await run(docker, ['version'], { env }),
  ];
  expect(outcomes.map(({ exit, stderr }) => [exit, stderr])).toEqual(outcomes.map(() => [0, '']));
  // Not options of Node either.
  expect((await run(CLI, ['--inspect=0', 'version'], { env })).exit).toBe(2);
  expect(existsSync(trace)).toBe(false);
});

test('security 2, inputs 28: no debugger in the agent and in exec, which passes SIGUSR1 and NODE_OPTIONS on', async ({
  desk,
}) => {
  test.setTimeout(60_000);
  const { env, trace } = hostile(desk);
  const agent = start(CLI, ['agent'], { env });
  try {
    await agent.saw('listening at');
    agent.child.kill('SIGUSR1');
    await desk.addProfile('work');
    const { body } = await desk.ask('POST', '/v1/profiles/work/sign-in', { flow: 'device', open_browser: false });
    await desk.provider.approveDevice((body as { sign_in: { user_code: string } }).sign_in.user_code);
    await expect.poll(async () => (await run(CLI, ['token', 'work'], { env })).exit).toBe(0);
    const script = 'trap "echo $NODE_OPTIONS; exit 5" USR1; kill -USR1 $PPID; while :; do /bin/sleep 0.1; done';
    const outcome = await run(CLI, ['exec', 'work', '--', '/bin/sh', '-c', script], { env });
    expect(outcome).toEqual({ exit: 5, stdout: `${env['NODE_OPTIONS']}\n`, stderr: '' });
    expect(portsOf(agent.child.pid ?? 0)).toEqual([]);
    expect(existsSync(trace)).toBe(false);
  } finally {
    agent.child.kill('SIGTERM');
    expect((await agent.ended).stderr).not.toContain('Debugger');
  }
});
