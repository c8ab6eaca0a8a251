/** The endpoint for AWS tools: who gets in, what it answers, how long it waits, and what remains when a run is over. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { containerRunFile } from '../../../src-main/adapters/files/container-run-file.ts';
import type { WantedRun } from '../../../src-main/api/frame/info.ts';
import type { ContainerRunResponse } from '../../../src-main/api/schemas/container-run-schemas.ts';
import type { RoleAnswer } from '../../../src-main/core/answers.ts';
import type { Caller } from '../../../src-main/core/caller.ts';
import { ERRORS, type ErrorCode, LatchkeyError } from '../../../src-main/core/errors.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { processFacts } from '../../../src-main/doors/caller/process-facts.ts';
import { runOwner } from '../../../src-main/doors/caller/run-owner.ts';
import { ContainerDoor, type ContainerDoorOptions } from '../../../src-main/doors/container/container.ts';
import { FakeClock } from '../../support/engine/fake-clock.ts';
import { getAs, isRoot } from '../../support/processes/another-user.ts';
import { type Answer, ask, speak } from '../raw-http.ts';

const KEYS: RoleAnswer = {
  accessKeyId: 'ASIAFAKE',
  secretAccessKey: secret('the-secret'),
  sessionToken: secret('the-session'),
  expiresAtMs: Date.UTC(2027, 0, 15, 8, 0, 0, 700),
  accountId: '111122223333',
};
const DAY_MS = 24 * 3600_000;

let folder = '';
let clock: FakeClock;
let door: ContainerDoor;
let asked: { profile: string; role: string; caller: Caller | undefined }[];
let give: () => Promise<RoleAnswer>;
let roles: { name: string; account_id: string; role_id: string }[];
let owner: ChildProcess;
let logged: unknown[][];
let view: ReturnType<ContainerDoorOptions['agent']['view']>;

const agent: ContainerDoorOptions['agent'] = {
  profile: (name) => ({ name, provider: 'aws', settings: {}, roles }),
  roleCredentials(profile, role, by) {
    asked.push({ profile, role, caller: by?.caller });
    return give();
  },
  view: () => view,
};

function newDoor(): ContainerDoor {
  const log = { info: () => {}, warn: (...words: unknown[]) => void logged.push(words) };
  return new ContainerDoor({ agent, store: containerRunFile(join(folder, 'runs.json'), log), clock, log });
}

const create = (more: Partial<WantedRun> = {}): Promise<ContainerRunResponse> => {
  const processes = [{ pid: owner.pid ?? 0, name: 'owner' }];
  return door.create({
    profile: 'work',
    role: 'admin',
    owner: 'caller',
    caller: { door: 'socket', processes },
    ...more,
  });
};

function visit(
  run: ContainerRunResponse,
  headers: Record<string, string | undefined> = {},
  method = 'GET',
): Promise<Answer> {
  const { host, port, pathname, search } = new URL(run.url);
  const all = { host, authorization: run.authorization, accept: 'application/json', ...headers };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return ask({ host: '127.0.0.1', port, path: pathname + search, method, headers: present as Record<string, string> });
}
/** A separate program that asks twice and prints the second answer's status. */
function visitor(run: ContainerRunResponse, uid?: number): { pid: number | undefined; status: Promise<string> } {
  const script = `const ask = () => fetch(process.env.URL_, { headers: { authorization: process.env.VALUE, connection: 'close' } });
    ask().then(ask).then(({ status }) => console.log(status));`;
  const env = { PATH: process.env['PATH'], URL_: run.url, VALUE: run.authorization };
  const child = spawn(process.execPath, ['-e', script], { env, cwd: '/', ...(uid !== undefined && { uid, gid: uid }) });
  return { pid: child.pid, status: once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => text) };
}
const codeOf = ({ status, text }: Answer): unknown[] => [status, JSON.parse(text).Code];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-container-'));
  clock = new FakeClock();
  asked = [];
  logged = [];
  give = () => Promise.resolve(KEYS);
  roles = [{ name: 'admin', account_id: '111122223333', role_id: 'AdministratorAccess' }];
  view = { overall: 'fine', profiles: [], agent: { version: '1', vault: 'memory', started_at: 0 } };
  owner = spawn('sleep', ['600']);
  door = newDoor();
});
afterEach(async () => {
  owner.kill('SIGKILL');
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an answer', () => {
  it('has the members that all SDKs expect, and must not be cached', async () => {
    const answer = await visit(await create());
    expect(JSON.parse(answer.text)).toEqual({
      AccessKeyId: 'ASIAFAKE',
      SecretAccessKey: 'the-secret',
      Token: 'the-session',
      Expiration: '2027-01-15T08:00:00Z',
      AccountId: '111122223333',
    });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    });
  });

  it('security 7: is asked for as the program itself, from another address and with a borrowed value too', async () => {
    const run = await create();
    const headers = { authorization: run.authorization };
    const { pid, said } = getAs(run.url, { uid: process.getuid?.(), headers, from: '127.0.0.2' });
    expect(await said).toBe('200');
    expect(asked.at(-1)?.caller?.processes[0]?.pid).toBe(pid);
  });

  it('does not keep an SDK waiting: 503 within a second, and the late answer when it asks again', async () => {
    const run = await create();
    let come: (keys: RoleAnswer) => void = () => {};
    give = () =>
      new Promise((resolve) => {
        come = resolve;
      });
    const beganMs = performance.now();
    expect(codeOf(await visit(run))).toEqual([503, 'provider_unreachable']);
    // botocore would wait for 2 s; this machine may be busy.
    expect(performance.now() - beganMs).toBeLessThan(1_900);
    come(KEYS);
    give = async () => KEYS;
    expect((await visit(run)).status).toBe(200);
  });

  it('security 11: keeps no late answer: who asks again is asked about again, and a locked agent gives nothing', async () => {
    const run = await create();
    let come: (keys: RoleAnswer) => void = () => {};
    give = () =>
      new Promise((resolve) => {
        come = resolve;
      });
    expect(codeOf(await visit(run))).toEqual([503, 'provider_unreachable']);
    come(KEYS);
    give = () => Promise.reject(new LatchkeyError('agent_locked', 'The agent is locked.'));
    expect(codeOf(await visit(run))).toEqual([423, 'agent_locked']);
    expect(asked).toHaveLength(3);
  });

  it.each<[ErrorCode, number]>([
    ['sign_in_needed', 409],
    ['agent_locked', 423],
    ['vault_locked', 409],
    ['ask_denied', 403],
    ['role_forbidden', 403],
    ['profile_unknown', 409],
    ['provider_refused', 409],
    ['internal', 409],
    ['provider_unreachable', 503],
    ['throttled', 503],
  ])('%s is %i: Go and Java retry only after 5xx, so 5xx is for errors that pass with time', async (code, status) => {
    const run = await create();
    give = () => Promise.reject(new LatchkeyError(code, 'It is so.'));
    const answer = await visit(run);
    const message = `It is so. ${ERRORS[code].hint}`;
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { Code: code, Message: message, code, message }]);
  });
});

describe('F52: access', () => {
  it('needs the value of exactly this run, verbatim', async () => {
    const [run, other] = [await create(), await create()];
    expect(run.authorization).toMatch(/^[\w-]{43}$/);
    const wrong = [
      { authorization: undefined },
      { authorization: '' },
      { authorization: 'x' },
      { authorization: other.authorization },
      { authorization: `Bearer ${run.authorization}` },
      { authorization: `${run.authorization}x` },
      { authorization: run.authorization.slice(0, -1) },
    ];
    for (const headers of wrong) expect(codeOf(await visit(run, headers))).toEqual([401, 'not_allowed']);
    expect((await visit(run)).status).toBe(200);
  });

  it('refuses an unknown run and an unknown path with the same words as a wrong value', async () => {
    const run = await create();
    const wrong = await visit(run, { authorization: 'x' });
    const { port } = new URL(run.url);
    for (const path of [
      '/',
      '/runs/',
      '/runs/AAAAAAAAAAAAAAAA',
      '/v1/status',
      `/runs/${run.id}/`,
      `/runs/${run.id}?x`,
    ]) {
      const answer = await visit({ ...run, url: `http://127.0.0.1:${port}${path}` });
      expect([answer.status, answer.text]).toEqual([401, wrong.text]);
    }
  });

  it.each<[string, Record<string, string>]>([
    ['a name rebound to 127.0.0.1', { host: 'evil.example' }],
    ['a different port', { host: '127.0.0.1:1' }],
    ['no port', { host: '127.0.0.1' }],
    ['a web page', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a link on a page', { referer: 'https://evil.example/' }],
  ])('refuses %s, even with the value', async (_name, headers) => {
    expect(codeOf(await visit(await create(), headers))).toEqual([403, 'not_allowed']);
  });

  it.runIf(isRoot)('refuses another user, even with the value', async () => {
    expect(await visitor(await create(), 65_534).status).toBe('403\n');
    expect(asked.map(({ caller }) => caller?.door)).toEqual(['socket']);
  });

  it.runIf(isRoot).each(['127.0.0.1', '127.0.0.2'])('security 7: not another user from %s', async (from) => {
    const run = await create();
    expect(await getAs(run.url, { headers: { authorization: run.authorization }, from }).said).toBe('403');
    expect(asked.map(({ caller }) => caller?.door)).toEqual(['socket']);
  });

  it('accepts localhost, a name that botocore allows', async () => {
    const run = await create();
    expect((await visit(run, { host: `localhost:${new URL(run.url).port}` })).status).toBe(200);
  });

  it('accepts only GET, and no line feed inside a value', async () => {
    const run = await create();
    expect((await visit(run, {}, 'POST')).status).toBe(400);
    const { port, host, pathname } = new URL(run.url);
    const folded = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: x\r\n ${run.authorization}\r\nConnection: close\r\n\r\n`;
    expect(await speak({ host: '127.0.0.1', port: Number(port) }, folded)).toMatch(/^HTTP\/1\.1 40[01] /);
  });

  it('listens only on 127.0.0.1, and not before the first run', async () => {
    await door.start();
    const run = await create();
    const { port } = new URL(run.url);
    await expect(ask({ host: '127.0.0.2', port, path: '/' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await door.close();
    door = newDoor();
    await door.end(run.id);
  });
});

describe('a run', () => {
  it('is not created if there are no credentials, and says why', async () => {
    give = () => Promise.reject(new LatchkeyError('sign_in_needed', 'Signed out.'));
    await expect(create()).rejects.toMatchObject({ code: 'sign_in_needed' });
    expect(() => readFileSync(join(folder, 'runs.json'))).toThrow();
  });

  it('ends with its process, even if the pid is reused', async () => {
    const run = await create();
    expect(run.owner_pid).toBe(owner.pid);
    expect((await visit(run)).status).toBe(200);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await clock.advance(3_000);
    expect((await visit(run)).status).toBe(401);

    owner = spawn('sleep', ['600']);
    const second = await create();
    const path = join(folder, 'runs.json');
    const text = readFileSync(path, 'utf8');
    // As after a reboot: the same pid, another start time.
    await door.close();
    writeFileSync(path, text.replace(/"startedAt":"[^"]+"/, '"startedAt":"another"'));
    door = newDoor();
    await door.start();
    await expect(visit(second)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(JSON.parse(readFileSync(path, 'utf8')).runs).toEqual([]);
  });

  it('ends on request, and after 30 days', async () => {
    const [first, second] = [await create(), await create()];
    await door.end(first.id);
    expect([(await visit(first)).status, (await visit(second)).status]).toEqual([401, 200]);
    await clock.advance(30 * DAY_MS + 1);
    expect((await visit(second)).status).toBe(401);
  });

  it('ends if its name is given to another role', async () => {
    const run = await create();
    roles = [{ name: 'admin', account_id: '999999999999', role_id: 'AdministratorAccess' }];
    expect(codeOf(await visit(run))).toEqual([409, 'role_unknown']);
    roles = [{ name: 'admin', account_id: '111122223333', role_id: 'AdministratorAccess' }];
    expect((await visit(run)).status).toBe(401);
  });

  it('survives a restart on the same port, and stores only a digest', async () => {
    const run = await create();
    await door.close();
    const kept = readFileSync(join(folder, 'runs.json'), 'utf8');
    expect(kept).not.toContain(run.authorization);
    door = newDoor();
    await door.start();
    expect((await visit(run)).status).toBe(200);
  });

  it('is lost if the file is damaged, and nothing else is', async () => {
    const run = await create();
    await door.close();
    writeFileSync(join(folder, 'runs.json'), readFileSync(join(folder, 'runs.json'), 'utf8').slice(0, 50));
    door = newDoor();
    await door.start();
    expect(logged).toEqual([['container_runs_unreadable', { reason: 'not of the form' }]]);
    const next = await create();
    expect([
      (await visit(next)).status,
      (await visit({ ...next, id: run.id, authorization: run.authorization })).status,
    ]).toEqual([200, 401]);
  });

  it('is not created if its file cannot be written', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    await expect(create()).rejects.toMatchObject({ code: 'config_unwritable' });
  });
});

describe('the role of an active run', () => {
  it('is requested again in the background after a restart, once its profile is signed in', async () => {
    const run = await create();
    await door.close();
    asked = [];
    const role = { name: 'admin', account_id: '111122223333', role_id: 'AdministratorAccess' };
    const profile = {
      name: 'work',
      provider: 'aws',
      provider_title: 'AWS',
      display_name: 'AWS',
      settings: {},
      renewable: true,
    };
    view = { ...view, profiles: [{ ...profile, state: 'active', roles: [role] }] };
    door = newDoor();
    await door.start();
    await vi.waitFor(() => expect(asked).toEqual([{ profile: 'work', role: 'admin', caller: undefined }]));
    expect((await visit(run)).status).toBe(200);
  });
});

describe('the process that a run belongs to', () => {
  const printsParentPid = `process.stdout.write(process.ppid + ' ' + process.pid + ' ');process.stdin.resume()`;
  it.each([
    ['bash', ['--norc', '-c', 'echo $$; x="$($NODE -e "$SCRIPT" | cat >&2)"; :']],
    ['zsh', ['-f', '-c', 'echo $$; x="$($NODE -e "$SCRIPT" | cat >&2)"; :']],
  ])('is %s itself, not one of the copies that it forks', async (shell, words) => {
    const child = spawn(shell, words, {
      env: { PATH: process.env['PATH'], NODE: process.execPath, SCRIPT: printsParentPid },
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const [text] = (await once(child.stderr.setEncoding('utf8'), 'data')) as [string];
    const pid = Number(text.trim().split(' ')[1]);
    const found = await runOwner({ door: 'socket', processes: [{ pid, name: 'node' }] }, 'shell', undefined);
    expect(found?.pid).toBe(Number(out.trim()));
    expect(found?.startedAt).toBe((await processFacts(child.pid ?? 0))?.startedAt);
    child.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
  });

  it('is the pid the caller names if the system does not say, and none if that does not exist', async () => {
    const caller: Caller = { door: 'socket', processes: [] };
    expect((await runOwner(caller, 'caller', process.pid))?.pid).toBe(process.pid);
    expect((await runOwner(undefined, 'shell', process.pid))?.pid).toBe(process.ppid);
    expect(await runOwner(caller, 'caller', 2 ** 22 + 1)).toBeUndefined();
    expect(await runOwner(caller, 'caller', undefined)).toBeUndefined();
  });
});
