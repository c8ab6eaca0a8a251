/** What most topics need: a real OpenID provider, our built agent and Debian's oidc-agent, both signed in to it as `work`. */
import { type OidcServer, type OidcServerOptions, startOidcServer } from '../test/support/oidc/server.ts';
import { AgentProcess } from '../test/whole/agent-process.ts';
import type { Load } from './load.ts';
import { CLIENT, installedVersion, OidcAgentProcess } from './oidc-agent-process.ts';

export interface Scene {
  readonly provider: OidcServer;
  readonly ours: AgentProcess;
  /** Undefined: not installed. */
  readonly theirs: OidcAgentProcess | undefined;
  dispose(): Promise<void>;
}

export const NOT_INSTALLED = 'not installed';

export const startProvider = (options: OidcServerOptions = {}): Promise<OidcServer> =>
  startOidcServer({ accessTokenTtlS: 3600, deviceInterval: 1, clients: [CLIENT], ...options });

export async function signIn(ours: AgentProcess, name: string, provider: OidcServer): Promise<void> {
  await ours.addProfile(name, provider.issuer);
  await ours.signIn(name, (code) => provider.approveDevice(code));
}

export async function startScene(options: OidcServerOptions = {}): Promise<Scene> {
  const provider = await startProvider(options);
  const ours = new AgentProcess();
  const theirs = installedVersion() === undefined ? undefined : new OidcAgentProcess();
  const dispose = async () => {
    await ours.dispose();
    await theirs?.dispose();
    await provider.close();
  };
  try {
    await ours.start();
    await signIn(ours, 'work', provider);
    await theirs?.start();
    await theirs?.addAccount('work', provider);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { provider, ours, theirs, dispose };
}

type Where = Pick<Load, 'socket' | 'form' | 'message'>;

export function overHttp(ours: AgentProcess, target = '/v1/profiles/work/token', method = 'GET'): Where {
  const message = `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`;
  return { socket: ours.socket, form: 'http', message };
}

/** oidc-agent's own unencrypted protocol, which both agents speak. */
export function overJson(socket: string, minValidS = 0, account = 'work'): Where {
  const message = JSON.stringify({ request: 'access_token', account, min_valid_period: minValidS });
  return { socket, form: 'json', message };
}

export const ourJsonSocket = ({ socket }: AgentProcess): string => socket.replace(/[^/]+$/, 'oidc-agent.sock');
