/**
 * The fake agent behind the real API and the real socket door: what the command line sends is checked by the schemas that
 * check it in use, and what it gets has the form that it gets in use.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Handler } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import type { DoctorReport } from '../../../src-main/api/schemas/schemas.ts';
import type { AskedBy, TokenAnswer } from '../../../src-main/core/answers.ts';
import type { ProfileSecrets } from '../../../src-main/core/provider/provider.ts';
import { forwardDoors } from '../../../src-main/doors/forwards.ts';
import { openSocketDoor } from '../../../src-main/doors/socket.ts';
import { presets } from '../../../src-main/providers/presets.ts';
import { type FakeAgent, fakeAgent, fakeInfo, type Script } from './fake-agent.ts';
import { fakeRuns } from './fake-runs.ts';
import { profileView, tokenAnswer } from './fake-views.ts';

/** `calls` are in plain values: without who asked, secrets readable. */
export interface ServedAgent extends FakeAgent {
  readonly socket: string;
  readonly script: Script & { doctor(): Promise<DoctorReport> };
  /** Resolves when someone reads the events. */
  readonly watched: Promise<void>;
  /** Ends all event streams and the door. */
  close(): Promise<void>;
}

export async function startFakeAgent(version = '0.1.0'): Promise<ServedAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-cli-'));
  const socket = join(folder, 'agent.sock');
  const closing = new AbortController();
  const agent = fakeAgent({ version, profiles: [profileView('work')], noted: plain });
  const script = Object.assign(agent.script, {
    token: async (_name: string, minTtlS?: number) => freshToken(minTtlS),
    signIn: agent.script.refresh,
    doctor: async () => ({ checks: [{ name: 'vault', ok: true, detail: 'the keychain answers' }] }),
  });
  const forwards = forwardDoors({
    handler: (request, door) => handler(request, door),
    beside: socket,
    nowMs: () => 1_700_000_000_000,
  });
  const handler: Handler = createHandler(agent, {
    ...fakeInfo(),
    forwards,
    presets,
    version,
    doctor: () => script.doctor(),
    containerRuns: fakeRuns(agent, agent.calls),
    closing: closing.signal,
  });
  const watched = subscribed(agent);
  const door = await openSocketDoor({ handler, path: socket });
  const close = async () => {
    closing.abort();
    await forwards.stop();
    await door.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return Object.assign(agent, { socket, script, watched, close });
}

function subscribed(agent: FakeAgent): Promise<void> {
  const { subscribe } = agent;
  return new Promise((resolve) => {
    agent.subscribe = (listener) => {
      resolve();
      return subscribe(listener);
    };
  });
}

function freshToken(minTtlS = 0): TokenAnswer {
  const expiresIn = Math.max(3600, minTtlS);
  return tokenAnswer({ expiresIn, expiresAt: Math.floor(Date.now() / 1000) + expiresIn });
}

function plain(call: unknown[]): unknown[] {
  const last = call.at(-1);
  const most = call.slice(0, -1);
  switch (call[0]) {
    case 'token':
    case 'roleCredentials':
      return [...most, (last as AskedBy | undefined)?.minTtlS];
    case 'availableRoles':
      return [...most, (last as { anew?: boolean } | undefined)?.anew];
    case 'addProfile':
    case 'editProfile':
      return [...most, ...readable(call[0], last as ProfileSecrets | undefined)];
    default:
      return call;
  }
}

function readable(command: 'addProfile' | 'editProfile', given: ProfileSecrets = {}): (string | undefined)[] {
  const { clientSecret, initialAccessToken, privateKey } = given;
  if (command === 'editProfile') return [clientSecret?.reveal()];
  return [clientSecret?.reveal(), initialAccessToken?.reveal(), ...(privateKey ? [privateKey.reveal()] : [])];
}
