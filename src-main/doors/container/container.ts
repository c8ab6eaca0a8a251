/**
 * The door for AWS's tools: an HTTP endpoint on loopback that serves one role for one bearer value (the container
 * credentials of AWS's SDKs). It answers from memory and waits no longer than the least patient SDK does.
 */
import type { IncomingMessage } from 'node:http';
import { present } from '../../../src-shared/present.ts';
import type { ContainerHost, WantedRun } from '../../api/frame/info.ts';
import type { ContainerRunResponse } from '../../api/schemas/container-run-schemas.ts';
import type { Agent } from '../../core/agent/agent.ts';
import { type ContainerRun, type ContainerRunStore, RUN_ID } from '../../core/container-run.ts';
import { asLatchkeyError, LatchkeyError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { Role } from '../../core/profile.ts';
import { RunCallers } from '../caller/run-caller.ts';
import { runOwner } from '../caller/run-owner.ts';
import { failureAnswer, keysAnswer } from './answer.ts';
import { KeepWarm } from './keep-warm.ts';
import { type OpenLoopback, openLoopback } from './loopback-server.ts';
import { withPatience } from './patience.ts';
import { ContainerRuns } from './runs.ts';

const PATH = new RegExp(`^/runs/(${RUN_ID})$`);

export interface ContainerDoorOptions {
  readonly agent: Pick<Agent, 'profile' | 'roleCredentials' | 'view'>;
  readonly store: ContainerRunStore;
  readonly clock: Clock;
  readonly log: Log;
}

export class ContainerDoor implements ContainerHost {
  readonly #agent: ContainerDoorOptions['agent'];
  readonly #log: Log;
  readonly #runs: ContainerRuns;
  readonly #callers = new RunCallers();
  readonly #warm: KeepWarm;
  #opening: Promise<OpenLoopback> | undefined;
  #started: Promise<void> | undefined;

  constructor({ agent, store, clock, log }: ContainerDoorOptions) {
    this.#agent = agent;
    this.#log = log;
    this.#runs = new ContainerRuns(store, clock);
    this.#warm = new KeepWarm({ agent, runs: this.#runs, clock, log });
  }

  /** Restores the runs of an earlier agent; if there are none, no port is opened. Never rejects. */
  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  async create({ profile, role: name, owner: kind, pid, caller }: WantedRun): Promise<ContainerRunResponse> {
    await this.start();
    const role = this.#roleOf(profile, name);
    const owner = await runOwner(caller, kind, pid);
    // First, so that whoever starts the run hears what is wrong, and later requests are answered from memory.
    await this.#agent.roleCredentials(profile, name, { caller });
    if (role === undefined) throw new LatchkeyError('role_unknown', `${profile} has no role named '${name}'.`);
    const { port } = await this.#open();
    const { run, value } = await this.#runs.add({ profile, role, owner });
    this.#warm.used(run);
    return present({
      id: run.id,
      url: `http://127.0.0.1:${port}/runs/${run.id}`,
      authorization: value,
      expires_at: Math.floor(run.ends_at_ms / 1000),
      owner_pid: owner?.pid,
    });
  }

  end(id: string): Promise<boolean> {
    return this.#runs.end(id);
  }

  async close(): Promise<void> {
    this.#warm.stop();
    const open = await this.#opening?.catch(() => undefined);
    await open?.close();
  }

  async #start(): Promise<void> {
    await this.#runs.load();
    if (this.#runs.size === 0) return;
    await this.#open().catch((thrown) => this.#log.warn('container_closed', { code: asLatchkeyError(thrown).code }));
  }

  #open(): Promise<OpenLoopback> {
    this.#opening ??= this.#listen().catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #listen(): Promise<OpenLoopback> {
    const former = this.#runs.port;
    const open = await openLoopback(former, (incoming) => this.#answer(incoming));
    if (former !== 0 && open.port !== former) this.#log.warn('container_port_taken', { former, port: open.port });
    await this.#runs.movedTo(open.port);
    this.#warm.start();
    return open;
  }

  async #answer(incoming: IncomingMessage): Promise<Response> {
    try {
      const run = await this.#runFor(incoming);
      if (run === undefined) return failureAnswer(notOpened(), 401);
      return await this.#keys(run, incoming);
    } catch (thrown) {
      return failureAnswer(asLatchkeyError(thrown));
    }
  }

  async #runFor({ method, url = '', headers }: IncomingMessage): Promise<ContainerRun | undefined> {
    if (method !== 'GET') throw new LatchkeyError('request_malformed', 'Only GET is served here.');
    const run = this.#runs.find(PATH.exec(url)?.[1] ?? '', headers.authorization ?? '');
    return run !== undefined && (await this.#runs.isLive(run)) ? run : undefined;
  }

  async #keys(run: ContainerRun, { socket }: IncomingMessage): Promise<Response> {
    const caller = await this.#callers.at(run, socket);
    if (!this.#isSameRole(run)) {
      await this.#runs.end(run.id);
      throw new LatchkeyError('role_unknown', `The role ${run.profile}/${run.role} has been removed or changed.`);
    }
    this.#warm.used(run);
    return keysAnswer(await withPatience(this.#agent.roleCredentials(run.profile, run.role, { caller })));
  }

  #isSameRole({ profile, role: name, account_id, role_id }: ContainerRun): boolean {
    const role = this.#roleOf(profile, name);
    return role?.account_id === account_id && role.role_id === role_id;
  }

  /** Also undefined if there is no such profile. */
  #roleOf(profile: string, name: string): Role | undefined {
    try {
      return this.#agent.profile(profile).roles?.find((role) => role.name === name);
    } catch {
      return undefined;
    }
  }
}

/** The same for an unknown path, an unknown run, a wrong value and a run that has ended. */
function notOpened(): LatchkeyError {
  return new LatchkeyError('not_allowed', 'This value is not valid here, or its run has ended.', {
    hint: 'Start the program again with `latchkey exec NAME -- PROGRAM`, or run `latchkey env NAME` again.',
  });
}
