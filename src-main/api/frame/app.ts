/** The router that all routes are added to: how it handles a bad request, an unknown path and an error. */
import { type Hook, OpenAPIHono } from '@hono/zod-openapi';
import { LatchkeyError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Door } from './door.ts';
import { errorOf, logInternal, noSuchProfile, noSuchRole, noSuchRoute, problemResponse } from './problem.ts';

export interface ApiEnv {
  Bindings: { door: Door };
}

export type App = OpenAPIHono<ApiEnv>;

/** zod's messages name what was expected, never what came: a body may contain a secret. */
const onInvalid: Hook<unknown, ApiEnv, string, unknown> = (result, context) => {
  if (result.success) return;
  const [issue] = result.error.issues;
  if (result.target === 'param') throw nameless(issue?.path[0], context.req.param());
  const member = issue?.path.join('.') || (result.target === 'query' ? 'query' : 'body');
  const message = issue?.message ?? 'invalid';
  throw new LatchkeyError('request_malformed', `${member.slice(0, 100)}: ${message.slice(0, 300)}`);
};

/** A name that no profile, role or client can have: there is none with that name. */
function nameless(part: unknown, params: Record<string, string>): LatchkeyError {
  const { name = '', role = '' } = params;
  if (part === 'id') return new LatchkeyError('client_unknown', 'No client has this ID.');
  return part === 'role' ? noSuchRole(name, role) : noSuchProfile(name);
}

export function newApp(log: Log | undefined): App {
  const app: App = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid });
  app.notFound((context) => problemResponse(noSuchRoute(context.req.method, context.req.path)));
  app.onError((thrown, context) => {
    const error = errorOf(thrown);
    if (error.code === 'internal') logInternal(thrown, context.env.door.name, context.req.method, log);
    return problemResponse(error);
  });
  return app;
}
