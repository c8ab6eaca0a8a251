/** A whole agent with the real provider in front of the stand-in for Hydra, asked through the API's handler. */
import type { Door, Handler } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import type { Agent } from '../../../src-main/core/agent/agent.ts';
import { createAgent } from '../../../src-main/core/agent/desk-agent.ts';
import type { Ports } from '../../../src-main/core/ports.ts';
import type { Profile } from '../../../src-main/core/profile.ts';
import { hydra } from '../../../src-main/providers/hydra/provider.ts';
import { FaultyVault } from '../engine/desk.ts';
import { FakeClock } from '../engine/fake-clock.ts';
import { keptAudit } from '../engine/kept-audit.ts';
import { quickStretch } from '../engine/quick-stretch.ts';
import { type HydraServer, type HydraServerOptions, startHydraServer } from './server.ts';

const SOCKET: Door = { name: 'socket', rights: { tokens: true } };
const WINDOW: Door = { name: 'window', rights: { tokens: false } };

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  readonly body: any;
}

export interface HydraDesk {
  readonly hydra: HydraServer;
  readonly vault: FaultyVault;
  readonly agent: Agent;
  /** Everything that was logged and opened. */
  readonly logged: string[];
  ask(method: string, path: string, body?: unknown, door?: 'socket' | 'window'): Promise<Reply>;
  readonly handler: Handler;
  /** A new agent from what was durable. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

function portsOf(
  vault: FaultyVault,
  logged: string[],
  profiles: Profile[],
  onResponse: (response: Response) => void,
): Ports {
  const note = (event: string, fields?: unknown) => void logged.push(`${event} ${JSON.stringify(fields)}`);
  return {
    clock: new FakeClock(),
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      onResponse(response);
      return response;
    },
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
    stretch: quickStretch,
    vault,
    profiles: {
      load: async () => [...profiles],
      save: async (now) => void profiles.splice(0, profiles.length, ...now),
    },
    opener: { open: async (url) => note('opened', { url }) },
    audit: keptAudit(),
    loopback: { listen: () => Promise.reject(new Error('no browser here')) },
    log: { info: note, warn: note },
  };
}

/** With a profile `work` of this Hydra. `onResponse` sees each answer that the agent gets. */
export async function startHydraDesk(
  options: HydraServerOptions = {},
  onResponse: (response: Response) => void = () => {},
): Promise<HydraDesk> {
  const server = await startHydraServer(options);
  const [vault, logged, profiles]: [FaultyVault, string[], Profile[]] = [new FaultyVault(), [], []];
  const closing = new AbortController();
  const begin = async () => {
    const agent = createAgent(portsOf(vault, logged, profiles, onResponse), [hydra as never], {
      version: '0.0.0',
      allowLoopbackHttp: true,
    });
    await agent.start();
    const info = { version: '0.0.0', providers: [], doctor: async () => ({ checks: [] }), closing: closing.signal };
    return { agent, handler: createHandler(agent, info) };
  };
  let now = await begin();
  const settings = { issuer: server.issuer, admin_url: server.adminUrl };
  await now.agent.addProfile({ name: 'work', provider: 'hydra', settings });
  return {
    hydra: server,
    vault,
    logged,
    handler: (request, door) => now.handler(request, door),
    get agent() {
      return now.agent;
    },
    async ask(method, path, body, door = 'socket') {
      const headers = { 'content-type': 'application/json' };
      const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
      const request = new Request(`http://localhost${path}`, init);
      const response = await now.handler(request, door === 'socket' ? SOCKET : WINDOW);
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    async restart() {
      await now.agent.stop();
      now = await begin();
    },
    async close() {
      closing.abort();
      await now.agent.stop();
      await server.close();
    },
  };
}
