/**
 * Debian's oidc-agent, to compare with ours: its own process with one account at the same provider, set up without a
 * person, with a refresh token from a device sign-in that the test approves.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OidcServer } from '../test/support/oidc/server.ts';

const execute = promisify(execFile);

/** The client for oidc-agent at the provider: it does not register one here. */
export const CLIENT = {
  client_id: 'bench',
  client_secret: 'of-a-provider-that-lives-for-a-minute',
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  redirect_uris: ['http://localhost:4242'],
  application_type: 'native',
};
const SCOPE = 'openid offline_access';

export function installedVersion(): string | undefined {
  const { status, stdout } = spawnSync('oidc-agent', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split('\n')[0] : undefined;
}

export class OidcAgentProcess {
  readonly #home = mkdtempSync(join(tmpdir(), 'bench-oidc-agent-'));
  readonly socket = join(this.#home, 'run', 'sock');
  readonly env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: this.#home,
    OIDC_CONFIG_DIR: join(this.#home, 'config'),
    OIDC_SOCK: this.socket,
    OIDC_ENCRYPTION_PW: 'bench',
  };
  #child: ChildProcess | undefined;

  get pid(): number {
    return this.#child?.pid ?? -1;
  }

  async start(): Promise<void> {
    mkdirSync(join(this.#home, 'config'), { recursive: true, mode: 0o700 });
    mkdirSync(join(this.#home, 'run'), { mode: 0o700 });
    const args = ['--console', '--no-autoreauthenticate', '-a', this.socket];
    this.#child = spawn('oidc-agent', args, { env: this.env, stdio: 'ignore' });
    for (let i = 0; !existsSync(this.socket); i += 1) {
      if (i > 500) throw new Error('oidc-agent did not start');
      await new Promise((later) => setTimeout(later, 10));
    }
  }

  async addAccount(name: string, provider: OidcServer): Promise<void> {
    const env = { ...this.env, OIDC_REFRESH_TOKEN: await refreshToken(provider) };
    const args = [
      name,
      '--manual',
      `--iss=${provider.issuer}`,
      `--client-id=${CLIENT.client_id}`,
      `--client-secret=${CLIENT.client_secret}`,
    ];
    const quiet = [
      '--rt-env',
      `--scope=${SCOPE}`,
      '--pw-env',
      '--prompt=none',
      '--confirm-default',
      '--redirect-uri=http://localhost:4242',
    ];
    await execute('oidc-gen', [...args, ...quiet], { env, timeout: 20_000 });
  }

  async dispose(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#home, { recursive: true, force: true });
  }
}

async function post(url: string, form: Record<string, string>): Promise<Record<string, unknown>> {
  const authorization = `Basic ${btoa(`${CLIENT.client_id}:${CLIENT.client_secret}`)}`;
  const body = new URLSearchParams({ client_id: CLIENT.client_id, ...form });
  return (await fetch(url, { method: 'POST', headers: { authorization }, body })).json() as Promise<
    Record<string, unknown>
  >;
}

/** Signs in with the device flow. */
export async function refreshToken(provider: OidcServer): Promise<string> {
  const begun = await post(`${provider.issuer}/device/auth`, { scope: SCOPE, prompt: 'consent' });
  await provider.approveDevice(String(begun['user_code']));
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
  const tokens = await post(`${provider.issuer}/token`, { grant_type, device_code: String(begun['device_code']) });
  if (typeof tokens['refresh_token'] !== 'string') throw new Error(`no refresh token: ${JSON.stringify(tokens)}`);
  return tokens['refresh_token'];
}
