/** What precedes every route while the agent is locked. */
import type { MiddlewareHandler } from 'hono';
import type { Agent } from '../../core/agent/agent.ts';
import type { ApiEnv } from './app.ts';

/**
 * What may be seen of a locked agent. Everything not named here must wait, including anything added later. (Tokens and
 * credentials of roles are refused, and recorded, by the gate.)
 */
const SEEN_WHILE_LOCKED =
  /^\/v1\/(?:status|events|providers|doctor|audit|settings|log|diagnosis|openapi\.json|profiles(?:\/[^/]+(?:\/(?:token|roles(?:\/[^/]+\/credentials)?))?)?)$/;

/** Throws `agent_locked`. */
export function whileUnlocked({ guard }: Pick<Agent, 'guard'>): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const { method, path } = context.req;
    const free = method === 'GET' ? SEEN_WHILE_LOCKED.test(path) : path === '/v1/unlock';
    if (!free) guard.demandUnlocked();
    await next();
    // It may have been locked while the answer was made; a command that was carried out is not denied.
    if (method === 'GET' && !free) guard.demandUnlocked();
  };
}
