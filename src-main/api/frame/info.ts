/** What the routes need from the agent's host: each part is optional, and routes whose part is missing say so. */

import type { StartSandbox } from '../../core/agent/sandbox.ts';
import type { Audit } from '../../core/audit.ts';
import type { Caller } from '../../core/caller.ts';
import type { LatchkeyError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { CheckInput } from '../../core/provider/check.ts';
import type { Server } from '../../core/provider/exchange.ts';
import type { Secret } from '../../core/secret.ts';
import type { Settings, SettingsPatch } from '../../core/settings.ts';
import type { ContainerRunBody, ContainerRunResponse } from '../schemas/container-run-schemas.ts';
import type { ForwardBody, ForwardEntry } from '../schemas/forward-schemas.ts';
import type { DoctorReport, PresetEntry, ProviderEntry } from '../schemas/schemas.ts';
import type { Diagnosis } from '../schemas/settings-schemas.ts';

/** What the routes need to know that the agent does not. */
export interface ApiInfo {
  readonly version: string;
  readonly providers: readonly ProviderEntry[];
  readonly presets?: readonly PresetEntry[];
  doctor(): Promise<DoctorReport>;
  /** Asks a provider before there is a profile; absent: nothing can be checked. */
  readonly check?: Checker;
  /** Absent: nothing can be set. */
  readonly settings?: SettingsHost;
  /** The newest lines of the log, oldest first. */
  recentLog?(): readonly string[];
  diagnosis?(): Promise<Diagnosis>;
  /** Absent: none. */
  readonly sandbox?: StartSandbox;
  /** AWS's configuration file; absent: nothing can be imported. */
  readonly awsConfig?: AwsConfigReader;
  /** Absent: no limited sockets. */
  readonly forwards?: Forwards;
  /** Absent: no endpoint for AWS's tools. */
  readonly containerRuns?: ContainerHost;
  /** Ends the agent as a person's command; absent: it cannot be ended from here. */
  quit?(): void;
  /** A new link to the page that cannot answer questions; absent: no page. */
  pageLink?(): Promise<string>;
  /** To the person's clipboard, for a while; absent: there is none. */
  copyToken?(token: Secret): Promise<void>;
  /** Where commands are recorded; absent: nowhere. */
  readonly audit?: Pick<Audit, 'record'>;
  /** Aborted when the agent stops: event streams end. */
  readonly closing: AbortSignal;
  readonly log?: Log;
}

/** Rejects as `checkProvider` does. */
export type Checker = (input: CheckInput, signal: AbortSignal) => Promise<Server>;

/** What the routes for settings need from the agent's host. */
export interface SettingsHost {
  now(): Settings;
  problem(): LatchkeyError | undefined;
  /** Rejects as `SettingsStore.change`, and with `not_allowed` for anything that this agent cannot do. */
  change(patch: SettingsPatch): Promise<Settings>;
  readonly file: string;
  readonly canStartAtLogin: boolean;
  environment(): { proxy?: string; ca_file?: string };
}

/** Rejects with `config_broken`. `text` undefined: no such file. */
export type AwsConfigReader = () => Promise<{ readonly file: string; readonly text: string | undefined }>;

export interface NewForward extends Omit<ForwardBody, 'pid'> {
  /** The process that asked: the socket closes when it ends. Absent: unknown. */
  readonly owner?: number | undefined;
  /** The executable of the program that wants it; absent: unknown. */
  readonly openedBy?: string | undefined;
}

/** Opens and closes limited sockets; see doors/forwards.ts. */
export interface Forwards {
  /** Rejects with `forward_exists`, `forward_refused`, `folder_unsafe`. */
  open(wanted: NewForward): Promise<ForwardEntry>;
  list(): readonly ForwardEntry[];
  /** False: none has that id. */
  close(id: string): Promise<boolean>;
}

export interface WantedRun extends ContainerRunBody {
  readonly caller: Caller | undefined;
}

/** Opens and closes the endpoint for AWS's tools; see doors/container/container.ts. */
export interface ContainerHost {
  /** The credentials are there when it resolves. Rejects as `Agent.roleCredentials` does, and with `loopback_unavailable`, `config_unwritable`. */
  create(wanted: WantedRun): Promise<ContainerRunResponse>;
  /** False: none has that id. */
  end(id: string): Promise<boolean>;
}
