/**
 * The routes for tokens and role credentials without the router, for the door that many programs ask often: a cached
 * answer costs a fraction of a Request, the router and a Response. Accepts only the plainest form of the request and
 * returns the very bytes that the route returns (a test compares them); everything else takes the usual way, with
 * checks and errors.
 */

import { PROFILE, ROLE } from '../../src-shared/names.ts';
import { plainJson } from '../../src-shared/plain-json.ts';
import type { Agent } from '../core/agent/agent.ts';
import type { Audit } from '../core/audit.ts';
import type { Caller } from '../core/caller.ts';
import type { Log } from '../core/ports.ts';
import { callerAt } from './frame/door.ts';
import { errorOf, logInternal, PLAIN_HEADERS, problemOf } from './frame/problem.ts';
import { recordRefusedSecret } from './frame/recorded.ts';
import { credentialsResponse } from './profiles/roles.ts';
import { tokenResponse } from './profiles/tokens.ts';

/** An answer as node:http wants it. */
export interface TextAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Undefined: not one for the shortcut. The door must have the right to tokens. `target` is path and query. */
export type TokenShortcut = (target: string, caller: Caller | undefined) => Promise<TextAnswer> | undefined;

/** As in schemas.ts, but narrower: at most six digits are below the greatest min_ttl. */
const PLAIN = new RegExp(
  `^/v1/profiles/(${PROFILE})/(?:token|roles/(${ROLE})/credentials)(?:[?]min_ttl=([0-9]{1,6}))?$`,
);

/** If the system does not say who asks. */
const UNKNOWN_CALLER = callerAt({ name: 'socket' });

const TOKEN_HEADERS = { ...PLAIN_HEADERS, 'Content-Type': 'application/json' };
const PROBLEM_HEADERS = { ...PLAIN_HEADERS, 'Content-Type': 'application/problem+json' };

export function tokenShortcut(agent: Agent, log?: Log, audit?: Pick<Audit, 'record'>): TokenShortcut {
  return (target, caller) => {
    const match = PLAIN.exec(target);
    if (match === null) return undefined;
    const [, name = '', role, minTtl] = match;
    const by = caller ?? UNKNOWN_CALLER;
    const options = { ...(minTtl !== undefined && { minTtlS: Number(minTtl) }), caller: by };
    const asked =
      role === undefined
        ? agent.token(name, options).then(tokenResponse)
        : agent.roleCredentials(name, role, options).then(credentialsResponse);
    return asked.then(goodAnswer, (thrown: unknown) => {
      const [path = ''] = target.split('?');
      if (audit) recordRefusedSecret(audit, path, by, errorOf(thrown).code);
      return problemAnswer(thrown, log);
    });
  };
}

function goodAnswer(body: object): TextAnswer {
  return { status: 200, headers: TOKEN_HEADERS, text: plainJson(body) };
}

function problemAnswer(thrown: unknown, log: Log | undefined): TextAnswer {
  const error = errorOf(thrown);
  if (error.code === 'internal') logInternal(thrown, 'socket', 'GET', log);
  const problem = problemOf(error);
  return { status: problem.status, headers: PROBLEM_HEADERS, text: plainJson(problem) };
}
