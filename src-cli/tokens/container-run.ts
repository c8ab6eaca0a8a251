/** Starts and ends a run at the agent: an endpoint for AWS tools with its own secret value; see docs/exec.md. */
import type { ContainerRunRequest, ContainerRunResponse } from '../../src-main/api/types.ts';
import { VISIBLE } from '../../src-shared/ascii.ts';
import { request } from '../agent/client.ts';
import { answerBroken } from '../line/errors.ts';

/** No one waits longer than this at the end of a program; the agent notices on its own that it is gone. */
const END_PATIENCE_MS = 1_000;

export type StartedRun = Pick<ContainerRunResponse, 'id' | 'url' | 'authorization'>;

/** Rejects with a CliError. */
export async function startRun(wanted: Omit<ContainerRunRequest, 'pid'>): Promise<StartedRun> {
  const body: ContainerRunRequest = { ...wanted, pid: process.pid };
  return runIn(await request('POST', '/v1/container-runs', { body }));
}

/** Never rejects: a run that cannot be ended now ends with its process. */
export async function endRun(id: string): Promise<void> {
  const signal = AbortSignal.timeout(END_PATIENCE_MS);
  await request('DELETE', `/v1/container-runs/${encodeURIComponent(id)}`, { signal }).catch(() => undefined);
}

function runIn(given: unknown): StartedRun {
  const members: Readonly<Record<string, unknown>> = typeof given === 'object' && given !== null ? { ...given } : {};
  const text = (name: string, pattern: RegExp): string => {
    const value = members[name];
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw answerBroken("The agent's answer has no usable endpoint.");
  };
  return {
    id: text('id', /^[\w-]{1,64}$/),
    // Debian's botocore accepts no other address.
    url: text('url', /^http:\/\/127\.0\.0\.1:\d{1,5}\/[\w/-]+$/),
    authorization: text('authorization', VISIBLE),
  };
}
