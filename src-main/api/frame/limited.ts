/**
 * What a door that is limited to some profiles may do: the one place that decides this, in front of the router. It lets
 * four requests through, rebuilt from their parts, and refuses every other one, known or unknown to the router.
 */

import { PROFILE_NAME, ROLE_NAME } from '../../../src-shared/names.ts';
import { plainJson } from '../../../src-shared/plain-json.ts';
import type { Agent } from '../../core/agent/agent.ts';
import { LatchkeyError } from '../../core/errors.ts';
import type { Handler } from './door.ts';
import { limitedView } from './limited-view.ts';
import { SECRETS } from './paths.ts';
import { noSuchProfile, noSuchRole, PLAIN_HEADERS, problemResponse } from './problem.ts';

/** Doors without such a limit go straight to `handler`. `agent` provides what there is to show. */
export function limited(handler: Handler, agent: Pick<Agent, 'view'>): Handler {
  return async (request, door) => {
    const { only } = door.rights;
    if (only === undefined) return await handler(request, door);
    try {
      return viewAnswer(request, agent, only) ?? (await handler(permitted(request, only), door));
    } catch (thrown) {
      if (thrown instanceof LatchkeyError) return problemResponse(thrown);
      throw thrown;
    }
  };
}

function viewAnswer(request: Request, agent: Pick<Agent, 'view'>, only: ReadonlySet<string>): Response | undefined {
  const { pathname, search } = new URL(request.url);
  if (request.method !== 'GET' || search !== '') return undefined;
  if (pathname === '/v1/status') return json(limitedView(agent.view(), only));
  if (pathname === '/v1/profiles') return json({ profiles: limitedView(agent.view(), only).profiles });
  return undefined;
}

function json(value: unknown): Response {
  return new Response(plainJson(value), { headers: { ...PLAIN_HEADERS, 'Content-Type': 'application/json' } });
}

/** The request for a token or for credentials that `only` covers, rebuilt; throws the caller's error otherwise. */
function permitted(request: Request, only: ReadonlySet<string>): Request {
  const { pathname, search } = new URL(request.url);
  const match = request.method === 'GET' ? SECRETS.exec(pathname) : null;
  if (match === null) throw notHere(only);
  const [, name = '', role] = match;
  if (!PROFILE_NAME.test(name) || !isNamed(name, only)) throw noSuchProfile(name);
  if (role === undefined) {
    if (!only.has(name)) throw rolesOnly(name, only);
    return new Request(`http://localhost/v1/profiles/${name}/token${search}`);
  }
  if (!ROLE_NAME.test(role) || !(only.has(name) || only.has(`${name}/${role}`))) throw noSuchRole(name, role);
  return new Request(`http://localhost/v1/profiles/${name}/roles/${role}/credentials${search}`);
}

/** `only` has the profile itself, or one of its roles as `work/prod-admin`. */
export function isNamed(profile: string, only: ReadonlySet<string>): boolean {
  return [...only].some((named) => named === profile || named.startsWith(`${profile}/`));
}

const HINT = 'Run it on the machine where the agent runs, or forward what you need from there.';

function notHere(only: ReadonlySet<string>): LatchkeyError {
  const names = [...only].join(', ');
  const message = `This socket only gives tokens and credentials of ${names}; it accepts no commands.`;
  return new LatchkeyError('not_allowed', message, { hint: HINT });
}

function rolesOnly(profile: string, only: ReadonlySet<string>): LatchkeyError {
  const names = [...only].filter((named) => named.startsWith(`${profile}/`)).join(', ');
  const message = `This socket gives credentials of ${names}, but not the token of ${profile} itself.`;
  return new LatchkeyError('not_allowed', message, { hint: HINT });
}
