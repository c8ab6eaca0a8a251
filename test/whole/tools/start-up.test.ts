/** What a command that tools call all the time costs before it asks: modules of Node and bytes of its bundle, counted. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const DIST = resolve(import.meta.dirname, '../../../dist');
const ANSWER = {
  access_token: 'from-the-agent',
  token_type: 'Bearer',
  issuer: 'https://login.example.com',
  username: 'u',
  password: 'p',
};
/** What a connection to a unix socket needs of Node. Another name here makes each call slower. */
const NEEDED = ['diagnostics_channel', 'net', 'stream', 'stream/promises', 'string_decoder'];

const folder = mkdtempSync(join(tmpdir(), 'latchkey-start-up-'));
const socket = join(folder, 'agent.sock');
const counter = join(folder, 'counter.cjs');
let agent: Server;

beforeAll(async () => {
  const note = "require('fs').writeFileSync(process.env.LOADED, JSON.stringify(process.moduleLoadList))";
  writeFileSync(counter, `process.on('exit', () => { ${note} });`);
  agent = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(ANSWER));
  });
  await new Promise<void>((done) => agent.listen(socket, done));
  chmodSync(socket, 0o600);
});

afterAll(() => {
  agent.close();
  rmSync(folder, { recursive: true });
});

/** The modules of Node, its own inner ones left out, that were loaded when the program ended. */
async function loaded(args: readonly string[], input = ''): Promise<{ modules: string[]; stdout: string }> {
  const list = join(folder, 'loaded.json');
  const env = { PATH: process.env['PATH'], LATCHKEY_SOCKET: socket, LOADED: list };
  const run = promisify(execFile)(process.execPath, ['--require', counter, ...args], { env });
  run.child.stdin?.end(input);
  const { stdout } = await run;
  const all = JSON.parse(readFileSync(list, 'utf8')) as string[];
  const modules = all.flatMap((name) => /^NativeModule (?!internal\/)(.+)$/.exec(name)?.[1] ?? []);
  return { modules, stdout };
}

describe('start-up', () => {
  it.each([
    ['latchkey.cjs', ['token', 'work'], '', 29_500],
    ['git-credential-latchkey.cjs', ['get'], 'protocol=https\nhost=git.example.com\n\n', 22_000],
    ['docker-credential-latchkey.cjs', ['get'], 'https://registry.example.com', 19_500],
  ] as const)('%s loads what a socket needs and no more, out of a small file', async (file, args, input, bytes) => {
    const { modules: before } = await loaded(['-e', '0']);
    const { modules, stdout } = await loaded([join(DIST, file), ...args], input);
    expect(stdout).not.toBe('');
    const more = modules.filter((name) => !before.includes(name));
    expect(more.filter((name) => !NEEDED.includes(name))).toEqual([]);
    expect(more).toContain('net');
    expect(statSync(join(DIST, file)).size).toBeLessThanOrEqual(bytes);
  });
});
