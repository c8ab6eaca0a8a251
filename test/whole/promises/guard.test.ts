/** Asking and the lock as a person and real programs meet them: the built agent, its page, its command line, and curl. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AskView, View } from '../../../src-main/core/view.ts';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { AgentProcess, type Answer } from '../agent-process.ts';

const CURL = realpathSync('/usr/bin/curl');

let provider: OidcServer;
let agent: AgentProcess;

async function signedIn(args: readonly string[], policy: string): Promise<void> {
  provider = await startOidcServer({ accessTokenTtlS: 600, deviceInterval: 1 });
  agent = new AgentProcess();
  await agent.start(args);
  await agent.addProfile('work', provider.issuer);
  await agent.signIn('work', (code) => provider.approveDevice(code));
  expect((await agent.cli(['profile', 'edit', 'work', '--ask', policy])).exit).toBe(0);
}

afterEach(async () => {
  await agent.dispose();
  await provider.close();
});

/** A program of its own that wants the token. */
function curl(): Promise<Answer> {
  const args = ['--silent', '--unix-socket', agent.socket, '--write-out', '\n%{http_code}'];
  return new Promise((resolve, reject) => {
    execFile(CURL, [...args, 'http://localhost/v1/profiles/work/token'], (error, stdout) => {
      if (error) return reject(error);
      const [body = '', status = ''] = stdout.split('\n');
      resolve({ status: Number(status), body: JSON.parse(body) });
    });
  });
}

/** The person's browser: enters with the link that the agent printed, and from then on has the cookie. */
async function browser() {
  const link = await vi.waitFor(() => {
    const [found] = /http:\/\/127\.0\.0\.1:\d+\/\?code=\S+/.exec(agent.stderr) ?? [];
    if (found === undefined) throw new Error('no link yet');
    return found;
  });
  const { origin } = new URL(link);
  const entered = await fetch(link, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const view = async () => (await (await fetch(`${origin}/v1/status`, { headers: { cookie } })).json()) as View;
  return {
    question: () =>
      vi.waitFor(
        async (): Promise<AskView> => {
          const [ask] = (await view()).asks ?? [];
          if (!ask) throw new Error('no question yet');
          return ask;
        },
        { timeout: 5000 },
      ),
    questions: async () => (await view()).asks ?? [],
    answer: async ({ id }: AskView, answer: string) => {
      const headers = { cookie, origin, 'content-type': 'application/json' };
      const body = JSON.stringify({ answer });
      return (await fetch(`${origin}/v1/asks/${id}`, { method: 'POST', headers, body })).status;
    },
  };
}

describe('a profile that asks, with the page open', () => {
  it('a new program waits for the person, and is known from then on', async () => {
    await signedIn(['--page'], 'new');
    const person = await browser();
    const asked = curl();
    const question = await person.question();
    expect(question).toMatchObject({ profile: 'work', program: 'curl', executable: CURL, can_remember: true });
    expect(question.chain[0]).toBe('curl');
    expect((await agent.ask('POST', `/v1/asks/${question.id}`, { answer: 'always' })).body.code).toBe('not_allowed');
    expect(await person.answer(question, 'always')).toBe(204);
    const first = await asked;
    expect([first.status, (await curl()).status]).toEqual([200, 200]);
    expect(provider.secretsSeen()).toContain(first.body.access_token);
    expect((await agent.cli(['profile', 'show', 'work'])).stdout).toContain(`always allowed  ${CURL}`);
    const { body } = await agent.ask('GET', '/v1/audit');
    const said = body.entries.filter(({ event }: { event: string }) => event === 'ask');
    expect(said.map(({ detail, program }: { detail: string; program: unknown }) => [detail, program])).toMatchObject([
      ['asked', { executable: CURL }],
      ['always', { executable: CURL }],
    ]);
  });

  it('no is no, to the program, its exit code and its next try', async () => {
    await signedIn(['--page'], 'new');
    const person = await browser();
    const asked = agent.cli(['token', 'work']);
    expect(await person.answer(await person.question(), 'no')).toBe(204);
    const { exit, stdout, stderr } = await asked;
    expect([exit, stdout]).toEqual([8, '']);
    expect(stderr).toMatch(/^latchkey: \S+ was not allowed to use work\.\n {2}hint: /m);
    expect((await agent.cli(['token', 'work'])).exit).toBe(8);
    expect(await person.questions()).toEqual([]);
  });

  it('each run is asked about, where that is wanted', async () => {
    await signedIn(['--page'], 'always');
    const person = await browser();
    for (let run = 0; run < 2; run += 1) {
      const asked = curl();
      const question = await person.question();
      expect(question.can_remember).toBe(false);
      await person.answer(question, 'once');
      expect((await asked).status).toBe(200);
    }
  });

  it('a program cannot switch it off past the person', async () => {
    await signedIn(['--page'], 'new');
    const person = await browser();
    const edit = agent.cli(['profile', 'edit', 'work', '--ask', 'never']);
    const question = await person.question();
    expect(question.change).toBe('never ask again');
    await person.answer(question, 'no');
    expect((await edit).exit).toBe(8);
    expect((await agent.ask('GET', '/v1/profiles/work')).body.ask).toBe('new');
  });

  it('an agent that is stopped leaves no program waiting for an answer', async () => {
    await signedIn(['--page'], 'new');
    const person = await browser();
    const asked = agent.cli(['token', 'work']);
    await person.question();
    const startedMs = Date.now();
    expect(await agent.stop()).toBe(0);
    expect(Date.now() - startedMs).toBeLessThan(10_000);
    expect((await asked).exit).not.toBe(0);
  });
});

describe('a profile that asks, with no one to answer', () => {
  it('newcomer A15: denies at once while no one has opened the page, and asks afterwards', async () => {
    await signedIn(['--page'], 'new');
    expect((await curl()).body.code).toBe('ask_unavailable');
    expect(await agent.cli(['token', 'work'])).toMatchObject({
      exit: 8,
      stderr: expect.stringContaining('open its link'),
    });
    const person = await browser();
    const asked = curl();
    expect(await person.answer(await person.question(), 'once')).toBe(204);
    expect((await asked).status).toBe(200);
  });

  it('denies at once and says what to do', async () => {
    await signedIn([], 'new');
    expect(await agent.cli(['token', 'work'])).toEqual({
      stdout: '',
      stderr:
        'latchkey: Latchkey asks before a program uses work, and no one can answer here.\n' +
        '  hint: Use the desktop app, or start the agent with `latchkey agent --page` and open its link, where you can answer.\n',
      exit: 8,
    });
    expect((await curl()).body.code).toBe('ask_unavailable');
  });

  it('security 9: denies every change of it at once as well, and records that', async () => {
    await signedIn([], 'new');
    for (const change of [
      ['edit', 'work', '--ask', 'never'],
      ['edit', 'work', '--git-host', 'evil.example.com'],
      ['remove', 'work'],
    ]) {
      expect(await agent.cli(['profile', ...change])).toMatchObject({
        stderr: expect.stringContaining('start the agent with `latchkey agent --page`'),
        exit: 8,
      });
    }
    expect((await agent.ask('GET', '/v1/profiles/work')).body.ask).toBe('new');
    const { body } = await agent.ask('GET', '/v1/audit');
    expect(body.entries).toContainEqual(
      expect.objectContaining({ event: 'ask', outcome: 'refused', detail: 'no one to ask: never ask again' }),
    );
  });
});

describe('stored logins', () => {
  it('security 18: go to no program without a question, if you want that', async () => {
    await signedIn(['--page'], 'never');
    const place = { kind: 'git', server: 'git.example.com' };
    await agent.ask('POST', '/v1/logins', { ...place, username: 'ada', password: 'stored' });
    expect((await agent.ask('POST', '/v1/logins/find', place)).status).toBe(200);
    await agent.cli(['settings', 'set', 'ask_logins', 'new']);
    const person = await browser();
    const found = agent.ask('POST', '/v1/logins/find', place);
    const question = await person.question();
    expect(question).toMatchObject({ login: 'git.example.com' });
    await person.answer(question, 'no');
    expect((await found).body.code).toBe('ask_denied');
    const off = agent.cli(['settings', 'set', 'ask_logins', 'never']);
    const change = await person.question();
    expect(change.change).toBe('never ask about stored logins again');
    await person.answer(change, 'once');
    expect((await off).exit).toBe(0);
  });
});

describe('latchkey lock', () => {
  const PASSPHRASE = 'open canary sesame';

  it('no one gets a token and nothing changes until it is unlocked, with the right passphrase', async () => {
    await signedIn([], 'never');
    expect((await agent.cli(['lock', '--passphrase-stdin'], PASSPHRASE)).exit).toBe(0);
    expect((await agent.cli(['status'])).stdout).toContain('The agent is locked');
    expect(await agent.cli(['token', 'work'])).toEqual({
      stdout: '',
      stderr: 'latchkey: The agent is locked.\n  hint: Unlock it with `latchkey unlock`, or in the window.\n',
      exit: 8,
    });
    expect((await curl()).body.code).toBe('agent_locked');
    expect((await agent.cli(['profile', 'remove', 'work'])).exit).toBe(8);
    expect((await agent.cli(['logout', 'work'])).exit).toBe(8);
    const wrong = await agent.cli(['unlock', '--passphrase-stdin'], 'open barley');
    expect([wrong.exit, wrong.stderr.split('\n')[0]]).toEqual([
      8,
      'latchkey: The passphrase is not the one that the agent was locked with.',
    ]);
    expect((await agent.cli(['unlock', '--passphrase-stdin'], PASSPHRASE)).exit).toBe(0);
    const { stdout } = await agent.cli(['token', 'work']);
    expect(provider.secretsSeen()).toContain(stdout.trim());
  });

  it('the passphrase is in no file and no message', async () => {
    await signedIn(['--verbose'], 'never');
    await agent.cli(['lock', '--passphrase-stdin'], PASSPHRASE);
    await agent.cli(['unlock', '--passphrase-stdin'], PASSPHRASE);
    expect(await agent.stop()).toBe(0);
    const files = readdirSync(agent.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
    expect(texts.some((text) => text.includes('"event":"unlock"'))).toBe(true);
    expect([...texts, agent.stderr].filter((text) => text.includes('canary'))).toEqual([]);
  });
});
