/**
 * Keeps the credentials of live runs' roles fresh in the background: the engine refreshes what was asked for lately,
 * and this asks for roles that were not asked for in a while, or that a restart of the agent has emptied. Dead runs are
 * noticed here as well.
 */
import { isSignedIn } from '../../../src-shared/profile-facts.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { ContainerRun } from '../../core/container-run.ts';
import { asLatchkeyError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { ContainerRuns } from './runs.ts';

const LOOK_EVERY_MS = 60_000;
/** The engine drops credentials that no one has asked for in 12 hours. */
const AGAIN_AFTER_MS = 6 * 3600_000;
const AFTER_FAILURE_MS = 5 * 60_000;

export interface WarmthOptions {
  readonly agent: Pick<Agent, 'roleCredentials' | 'view'>;
  readonly runs: ContainerRuns;
  readonly clock: Clock;
  readonly log: Log;
}

export class KeepWarm {
  readonly #options: WarmthOptions;
  /** By profile and role: when it was last asked for, monotonic milliseconds. */
  readonly #askedAtMs = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WarmthOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    const look = () => {
      this.look().catch((thrown) => this.#options.log.warn('keep_warm', { code: asLatchkeyError(thrown).code }));
    };
    this.#timer = setInterval(look, LOOK_EVERY_MS).unref();
    look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Another caller has asked for it. */
  used(run: ContainerRun): void {
    this.#askedAtMs.set(keyOf(run), this.#options.clock.monotonicMs());
  }

  async look(): Promise<void> {
    const { runs } = this.#options;
    await runs.prune();
    const roles = new Map([...runs.all].map((run) => [keyOf(run), run]));
    for (const key of this.#askedAtMs.keys()) if (!roles.has(key)) this.#askedAtMs.delete(key);
    await Promise.all([...roles.values()].filter((run) => this.#isDue(run)).map((run) => this.#ask(run)));
  }

  #isDue(run: ContainerRun): boolean {
    const { agent, profiles } = this.#options.agent.view();
    const profile = profiles.find(({ name }) => name === run.profile);
    if (agent.locked || profile === undefined || !isSignedIn(profile)) return false;
    const isHeld = profile.roles?.find(({ name }) => name === run.role)?.expires_at !== undefined;
    const idleMs = this.#options.clock.monotonicMs() - (this.#askedAtMs.get(keyOf(run)) ?? Number.NEGATIVE_INFINITY);
    return idleMs >= (isHeld ? AGAIN_AFTER_MS : AFTER_FAILURE_MS);
  }

  async #ask(run: ContainerRun): Promise<void> {
    const { agent, log } = this.#options;
    this.used(run);
    const { profile, role } = run;
    await agent
      .roleCredentials(profile, role)
      .catch((thrown) => log.warn('container_role_cold', { profile, role, code: asLatchkeyError(thrown).code }));
  }
}

function keyOf({ profile, role }: ContainerRun): string {
  return `${profile}/${role}`;
}
