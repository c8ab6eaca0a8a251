/** The whole View: all profiles as anyone may see them, and the state of the agent itself. */
import { present } from '../../../src-shared/present.ts';
import { overallState } from '../overall.ts';
import type { Ports } from '../ports.ts';
import type { Session } from '../session/session.ts';
import { vaultProblem } from '../session/session-view.ts';
import type { ProfileView, View } from '../view.ts';
import type { AgentOptions } from './agent.ts';

export interface AgentParts {
  readonly sessions: readonly Session[];
  readonly ports: Ports;
  readonly options: AgentOptions;
  readonly startedAtMs: number;
  viewOf(session: Session): ProfileView;
  readonly guard: { readonly asks?: View['asks']; readonly locked?: true };
}

export function agentView({ sessions, ports, options, startedAtMs, viewOf, guard }: AgentParts): View {
  const profiles = sessions.map(viewOf);
  const vault_problem = sessions.map(vaultProblem).find((problem) => problem !== undefined);
  return present({
    overall: overallState(profiles, vault_problem !== undefined, ports.clock.nowMs() / 1000),
    profiles,
    asks: guard.asks,
    agent: present({
      version: options.version,
      vault: ports.vault.kind,
      vault_problem,
      started_at: Math.floor(startedAtMs / 1000),
      desktop: options.desktop || undefined,
      locked: guard.locked,
    }),
  });
}
