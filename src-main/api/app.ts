/** What all routes share: the router's type, the door that a request came through, and what the agent's host tells. */
import { type Hook, OpenAPIHono } from '@hono/zod-openapi';
import type { StartSandbox } from '../core/agent/sandbox.ts';
import type { Audit } from '../core/audit.ts';
import type { Caller, CallerDoor } from '../core/caller.ts';
import { LatchkeyError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { SettingsHost } from './agent/settings.ts';
import { errorOf, logInternal, noSuchProfile, noSuchRole, noSuchRoute, problemResponse } from './frame/problem.ts';
import type { Checker } from './profiles/check.ts';
import type { DoctorReport, PresetEntry, ProviderEntry } from './schemas/schemas.ts';
import type { Diagnosis } from './schemas/settings-schemas.ts';
import type { ContainerHost } from './tools/container-runs.ts';
import type { Forwards } from './tools/forwards.ts';
import type { AwsConfigReader } from './tools/imports.ts';

/** Where a request came in and what may be asked there. A door authenticates before it calls the handler. */
export interface Door {
  readonly name: CallerDoor;
  readonly rights: Rights;
  /** Who is at the door; absent: nobody can tell. */
  readonly caller?: Caller | undefined;
}

export interface Rights {
  readonly tokens: boolean;
  /** May answer the questions that the person is asked: only where a person sits, or a program would allow itself. */
  readonly answers?: true;
  /** Only tokens and credentials of these, each NAME or NAME/ROLE, and no command at all; see limited.ts. */
  readonly only?: ReadonlySet<string>;
}

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
  /** Absent: there is none. */
  readonly sandbox?: StartSandbox;
  /** AWS's configuration file; absent: nothing can be imported. */
  readonly awsConfig?: AwsConfigReader;
  /** Absent: no further sockets. */
  readonly forwards?: Forwards;
  /** Absent: no endpoint for AWS's tools. */
  readonly containerRuns?: ContainerHost;
  /** Where commands are recorded; absent: nowhere. */
  readonly audit?: Pick<Audit, 'record'>;
  /** Aborted when the agent stops: event streams end. */
  readonly closing: AbortSignal;
  readonly log?: Log;
}

export interface ApiEnv {
  Bindings: { door: Door };
}

export type App = OpenAPIHono<ApiEnv>;

/** zod's messages name what was expected, never what came: a body may hold a secret. */
const onInvalid: Hook<unknown, ApiEnv, string, unknown> = (result, context) => {
  if (result.success) return;
  const [issue] = result.error.issues;
  if (result.target === 'param') throw nameless(issue?.path[0], context.req.param());
  const member = issue?.path.join('.') || (result.target === 'query' ? 'query' : 'body');
  const message = issue?.message ?? 'invalid';
  throw new LatchkeyError('request_malformed', `${member.slice(0, 100)}: ${message.slice(0, 300)}`);
};

/** A name that no profile, role or client can have: there is none of that name. */
function nameless(part: unknown, params: Record<string, string>): LatchkeyError {
  const { name = '', role = '' } = params;
  if (part === 'id') return new LatchkeyError('client_unknown', 'No client has such an id.');
  return part === 'role' ? noSuchRole(name, role) : noSuchProfile(name);
}

export function newApp(info: ApiInfo): App {
  const app: App = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid });
  app.notFound((context) => problemResponse(noSuchRoute(context.req.method, context.req.path)));
  app.onError((thrown, context) => {
    const error = errorOf(thrown);
    if (error.code === 'internal') logInternal(thrown, context.env.door.name, context.req.method, info.log);
    return problemResponse(error);
  });
  return app;
}
