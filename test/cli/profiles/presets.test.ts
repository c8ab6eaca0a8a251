/** `latchkey profile add --preset`: a name and at most two answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRESET } from '../../../src-cli/profiles/preset.ts';
import { presets } from '../../../src-main/providers/presets.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { atTerminal } from '../../support/processes/pseudo-terminal.ts';
import { buildCommand, run } from '../latchkey.ts';

let command: string;
let agent: ServedAgent;
beforeAll(async () => {
  command = await buildCommand();
  agent = await startFakeAgent();
});
afterAll(() => agent.close());

const latchkey = (line: string, stdin?: string) =>
  run(command, line.split(' '), { env: { LATCHKEY_SOCKET: agent.socket }, ...(stdin !== undefined && { stdin }) });

/** What the engine was given. */
const added = () => {
  const [, profile] = agent.calls.findLast(([method]) => method === 'addProfile') ?? [];
  return profile as { provider: string; settings: Record<string, unknown> };
};

describe('a preset', () => {
  it('is named in the help, as are all the others', () => {
    expect(presets.filter(({ name }) => !PRESET.help.includes(name))).toEqual([]);
  });

  it.each([
    [
      'entra',
      '--tenant 810017af-c1d4-4a3b-9e18-0f6b6d1d1a2b',
      'https://login.microsoftonline.com/810017af-c1d4-4a3b-9e18-0f6b6d1d1a2b/v2.0',
    ],
    ['auth0', '--tenant my-company.eu.auth0.com', 'https://my-company.eu.auth0.com/'],
    ['keycloak', '--tenant https://id.example.com/realms/main', 'https://id.example.com/realms/main'],
    ['okta', '--tenant dev-12345.okta.com', 'https://dev-12345.okta.com'],
    ['okta', '--tenant HTTPS://dev-12345.okta.com/', 'https://dev-12345.okta.com'],
    ['gitlab', '', 'https://gitlab.com'],
    ['gitlab', '--tenant git.example.org', 'https://git.example.org'],
    ['github', '', 'https://github.com'],
  ])('%s %s', async (preset, tenant, issuer) => {
    const outcome = await latchkey(
      `profile add p-${preset}${tenant.length} --preset ${preset} ${tenant} --client-id app`.replace(/ +/g, ' '),
    );
    expect(outcome).toMatchObject({ exit: 0 });
    expect(added()).toMatchObject({ provider: 'oidc', settings: { issuer, client_id: 'app' } });
    // What you must know about it, with its source.
    expect(outcome.stderr).toContain('https://');
  });

  it('google asks for its secret, which does not go into the settings', async () => {
    await latchkey('profile add g --preset google --client-id app', 'the-google-secret\n');
    expect(added().settings).toMatchObject({ issuer: 'https://accounts.google.com', client_id: 'app' });
    expect(JSON.stringify(added().settings)).not.toContain('the-google-secret');
  });

  it('inputs 5, 29: prompt and endpoints are options of their own', async () => {
    const endpoints = '--token-endpoint https://a.example/t --device-authorization-endpoint https://a.example/d';
    const outcome = await latchkey(`profile add own --issuer https://a.example --prompt omit ${endpoints}`);
    expect(outcome).toMatchObject({ exit: 0 });
    expect(added().settings).toEqual({
      issuer: 'https://a.example',
      prompt: 'omit',
      token_endpoint: 'https://a.example/t',
      device_authorization_endpoint: 'https://a.example/d',
    });
    await latchkey('profile add ms --preset entra --tenant 810017AF-C1D4-4A3B-9E18-0F6B6D1D1A2B --client-id app');
    expect(added().settings).toMatchObject({ prompt: 'omit' });
  });

  it('newcomer A16: is shown with a row for each address, and no JSON', async () => {
    await latchkey('profile add shown --preset github --client-id app');
    const { stdout } = await latchkey('profile show shown');
    expect(stdout).toMatch(/^endpoints\.token_endpoint +https:\/\/github\.com\/login\/oauth\/access_token$/m);
    expect(stdout).not.toMatch(/[{}]/);
  });

  it('can be overridden by other settings', async () => {
    await latchkey('profile add over --preset github --client-id app --scope repo');
    expect(added().settings['scopes']).toEqual(['repo']);
  });

  it('asks at a terminal for what is missing: two answers', async () => {
    const env = { PATH: process.env['PATH'], TERM: 'xterm', LANG: 'C.UTF-8', LATCHKEY_SOCKET: agent.socket };
    const terminal = atTerminal([command, 'profile', 'add', 'typed', '--preset', 'okta'], env);
    await terminal.shows('Okta domain');
    terminal.type('dev-1.okta.com\r');
    await terminal.shows('Client ID');
    terminal.type('typed-app\r');
    await terminal.ended();
    expect(added().settings).toMatchObject({ issuer: 'https://dev-1.okta.com', client_id: 'typed-app' });
  });

  it.each([
    ['profile add x --preset githb', "There is no preset 'githb'.", 'Did you mean `github`?'],
    [
      'profile add x --preset entra --tenant common --client-id a',
      "--tenant cannot be 'common' for Microsoft Entra.",
      'Directory (tenant) ID',
    ],
    ['profile add x --preset okta --tenant evil.example/x?y --client-id a', '--tenant cannot be', 'Okta domain'],
    ['profile add x --preset github --tenant t --client-id a', '--tenant is not for GitHub.', 'only one'],
    ['profile add x --preset github', 'The preset needs --client-id.', 'at https://github.com/settings/developers'],
    [
      'profile add x --preset gitlab --tenant git.example.com',
      'The preset needs --client-id.',
      'Create a client for GitLab at https://git.example.com/-/user_settings/applications, and give its ID',
    ],
    ['profile add x --preset entra', 'The preset needs --tenant.', '--tenant'],
    [
      'profile add x --preset github --issuer https://a.example',
      '--issuer and --preset cannot be used together.',
      'Leave out one',
    ],
  ])('%s (newcomer A16)', async (line, message, hint) => {
    const outcome = await latchkey(line);
    expect(outcome.exit).toBe(2);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).toContain(hint);
  });
});
