/** The endpoint for AWS's tools as a script: it opens no port and tells what was asked of it. */
import type { ContainerHost } from '../../../src-main/api/frame/info.ts';
import type { Agent } from '../../../src-main/core/agent/agent.ts';

export const RUN_URL = 'http://127.0.0.1:4711/runs/';
export const RUN_VALUE = 'fake-run-value-4c1d';

/** Ids count from 1: `run-1-aaaaaaaaaa`. Fails as the role's credentials do. */
export function fakeRuns(engine: Agent, calls: unknown[][]): ContainerHost {
  let count = 0;
  return {
    async create({ profile, role, owner, caller }) {
      await engine.roleCredentials(profile, role, { caller });
      count += 1;
      const id = `run-${count}-aaaaaaaaaa`;
      calls.push(['createRun', `${profile}/${role}`, owner]);
      return { id, url: RUN_URL + id, authorization: RUN_VALUE, expires_at: 1_800_000_000 };
    },
    async end(id) {
      calls.push(['endRun', id]);
      return true;
    },
  };
}
