/**
 * Writes to the audit log what the engine does not record itself: commands, with their outcome, and requests for a
 * token that were refused before they reached it. Names and paths only: never a body, a query, or an unknown path.
 */
import { PROFILE, ROLE_NAME } from '../../../src-shared/names.ts';
import { present } from '../../../src-shared/present.ts';
import type { Audit, AuditFact } from '../../core/audit.ts';
import type { Caller } from '../../core/caller.ts';
import { asLatchkeyError, type ErrorCode } from '../../core/errors.ts';
import { Problem } from '../schemas/schemas.ts';
import { callerAt, type Handler } from './door.ts';
import { CHECK_PATH, SECRETS } from './paths.ts';

type Recorder = Pick<Audit, 'record'>;

const COMMANDS: ReadonlySet<string> = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);
/** The engine records the outcome of these, under the name of the server. */
const LOGINS = /^\/v1\/logins(?:\/|$)/;
const OF_PROFILE = new RegExp(`^/v1/profiles/(${PROFILE})(?:/|$)`);
/** Longer than any name of a profile, a role or a route; anything else may be private, so it is not kept. */
const SEGMENT = ROLE_NAME;
/** The codes of requests for a token that the engine never saw; it records all others. */
const BEFORE_THE_ENGINE: ReadonlySet<ErrorCode | undefined> = new Set<ErrorCode>([
  'not_allowed',
  'profile_unknown',
  'request_malformed',
]);

export function recorded(handler: Handler, audit: Recorder | undefined): Handler {
  if (audit === undefined) return handler;
  return async (request, door) => {
    const { method } = request;
    const path = new URL(request.url).pathname;
    // The check changes nothing, and runs at each pause in typing.
    const isCommand = COMMANDS.has(method) && path !== CHECK_PATH;
    if (!isCommand && !SECRETS.test(path)) return await handler(request, door);
    const note = (code: ErrorCode | undefined) => {
      const caller = callerAt(door);
      if (LOGINS.test(path) && !BEFORE_THE_ENGINE.has(code)) return;
      if (isCommand) audit.record(withCode(commandFact(method, path, code), caller, code));
      else recordRefusedSecret(audit, path, caller, code);
    };
    try {
      const response = await handler(request, door);
      note(response.ok ? undefined : await codeOf(response));
      return response;
    } catch (thrown) {
      note(asLatchkeyError(thrown).code);
      throw thrown;
    }
  };
}

/** For a door that answers a request for a token without the handler. `path` without a query. */
export function recordRefusedSecret(audit: Recorder, path: string, caller: Caller, code: ErrorCode | undefined): void {
  const match = BEFORE_THE_ENGINE.has(code) ? SECRETS.exec(path) : null;
  if (match === null) return;
  const [, name = '', role] = match;
  const known = (segment: string | undefined) => (segment !== undefined && SEGMENT.test(segment) ? segment : undefined);
  const event = role === undefined ? 'token' : 'role-credentials';
  audit.record(withCode({ event, ...present({ profile: known(name), role: known(role) }) }, caller, code));
}

type Bare = Omit<AuditFact, 'outcome' | 'code' | 'caller'>;

function commandFact(method: string, path: string, code: ErrorCode | undefined): Bare {
  const [, profile] = OF_PROFILE.exec(path) ?? [];
  const segments = path.split('/').slice(1);
  const shown = segments.map((segment) => (SEGMENT.test(segment) ? segment : '…')).join('/');
  const detail = code === 'not_found' ? `${method} of an unknown path` : `${method} /${shown}`;
  return { event: 'command', detail, ...present({ profile }) };
}

function withCode(fact: Bare, caller: Caller, code: ErrorCode | undefined): AuditFact {
  return code === undefined ? { ...fact, outcome: 'ok', caller } : { ...fact, outcome: 'refused', code, caller };
}

async function codeOf(response: Response): Promise<ErrorCode> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return Problem.pick({ code: true }).safeParse(body).data?.code ?? 'internal';
}
