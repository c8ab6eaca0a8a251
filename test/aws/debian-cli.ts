/**
 * Debian's `aws` in a home of its own, pointed at the stand-in: `aws sso login` ignores endpoint options, but takes a rule set
 * from the person's model folder, so one rule there leads every call to the stand-in.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsServer } from '../support/aws/server.ts';

/** Debian's own; another `aws` may come first in PATH. */
export const AWS = '/usr/bin/aws';
export const hasAws = (): boolean => existsSync(AWS);

/** From 2.22 on it prefers the browser flow, and has an option for this one. */
function deviceFlow(): string[] {
  const { stdout } = spawnSync(AWS, ['--version'], { encoding: 'utf8', env: {} });
  const [, major = 0, minor = 0] = /^aws-cli\/(\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
  return major > 2 || minor >= 22 ? ['--use-device-code'] : [];
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface DebianCli {
  readonly home: string;
  run(...args: string[]): Promise<Ran>;
  /** Starts `aws sso login` and gives the code that it shows to the person, and the end of it. */
  login(profile?: 'work' | 'old'): Promise<{ userCode: string; ended: Promise<Ran> }>;
  /** The parsed file of ~/.aws/sso/cache that holds a token; undefined when there is none. */
  tokenFile(): Readonly<Record<string, unknown>> | undefined;
  remove(): void;
}

const PROFILE = (server: AwsServer): string => `[sso-session corp]
sso_start_url = ${server.startUrl}
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile work]
sso_session = corp
sso_account_id = 111122220000
sso_role_name = AdministratorAccess
region = us-east-1

[profile old]
sso_start_url = ${server.startUrl}
sso_region = us-east-1
sso_account_id = 111122220000
sso_role_name = ReadOnlyAccess
region = us-east-1
`;

function oneRule(url: string): string {
  const text = { type: 'String', required: false, documentation: '' };
  const flag = { type: 'Boolean', required: true, default: false, documentation: '' };
  const parameters = {
    Region: { ...text, builtIn: 'AWS::Region' },
    UseDualStack: { ...flag, builtIn: 'AWS::UseDualStack' },
    UseFIPS: { ...flag, builtIn: 'AWS::UseFIPS' },
    Endpoint: { ...text, builtIn: 'SDK::Endpoint' },
  };
  const endpoint = { url, properties: {}, headers: {} };
  return JSON.stringify({ version: '1.0', parameters, rules: [{ conditions: [], endpoint, type: 'endpoint' }] });
}

function prepare(home: string, server: AwsServer): void {
  const services = { 'sso-oidc': server.oidcUrl, sso: server.portalUrl };
  for (const [service, url] of Object.entries(services)) {
    const folder = join(home, '.aws/models', service, '2019-06-10');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'endpoint-rule-set-1.json'), oneRule(url));
  }
  writeFileSync(join(home, '.aws/config'), PROFILE(server));
}

function collect(child: ChildProcess): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  return once(child, 'close').then(([code]) => ({ code: Number(code ?? 1), stdout, stderr }));
}

/** Resolves with the code as soon as the program has printed it. */
function shownCode(child: ChildProcess, ended: Promise<Ran>): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk;
      const code = /^[A-Z]{4}-[A-Z]{4}$/m.exec(seen)?.[0];
      if (code !== undefined) resolve(code);
    });
    ended.then(({ stdout, stderr }) => reject(new Error(`No code was shown. ${stdout}${stderr}`)), reject);
  });
}

export function debianCli(server: AwsServer): DebianCli {
  const home = mkdtempSync(join(tmpdir(), 'latchkey-aws-'));
  prepare(home, server);
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: home,
    LANG: 'C.UTF-8',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
    PYTHONUNBUFFERED: '1',
  };
  const start = (args: readonly string[]): ChildProcess => spawn(AWS, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const folder = join(home, '.aws/sso/cache');
  return {
    home,
    run: (...args) => collect(start(args)),
    async login(profile = 'work') {
      const child = start(['sso', 'login', '--profile', profile, '--no-browser', ...deviceFlow()]);
      const ended = collect(child);
      return { userCode: await shownCode(child, ended), ended };
    },
    tokenFile() {
      const files = existsSync(folder) ? readdirSync(folder) : [];
      return files
        .map((file): Readonly<Record<string, unknown>> => JSON.parse(readFileSync(join(folder, file), 'utf8')))
        .find((content) => 'accessToken' in content);
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
