/**
 * In front of every route that is not a mere look: at a door where no one answers, the person is asked what the route's
 * rule says, after the request has been found valid and before anything is done.
 */
import type { Context } from 'hono';
import type { Agent } from '../../core/agent/agent.ts';
import type { Wish } from '../../core/view.ts';
import type { ApiEnv, App } from '../frame/app.ts';
import { callerAt, type Door } from '../frame/door.ts';
import type { ApiInfo } from '../frame/info.ts';
import { RULES, type Rule } from './rules.ts';

/** At a door where the person sits, a change is the person's own. Rejects as `Guard.mayChange` does. */
export async function askPerson(agent: Agent, door: Door, wishes: readonly Wish[]): Promise<void> {
  if (!door.rights.answers) await agent.guard.mayChange(wishes, callerAt(door));
}

type Check = (context: Context<ApiEnv>) => Promise<void>;
type Valid = (target: 'param' | 'query' | 'json') => unknown;

/** From now on, every route added to `app` has its rule in front of it, or is refused. */
export function askFirst(app: App, agent: Agent, info: ApiInfo): void {
  const { openapi } = app;
  app.openapi = (route, handler, hook) => {
    const check = checkOf(`${route.method.toUpperCase()} ${route.path}`, agent, info);
    if (check === undefined) return openapi(route, handler, hook);
    const asked = async (...[context, next]: Parameters<typeof handler>) => {
      await check(context);
      return handler(context, next);
    };
    return openapi(route, asked as typeof handler, hook);
  };
}

/** Undefined: a look. Throws if there is no rule for it. */
function checkOf(name: string, agent: Agent, info: ApiInfo): Check | undefined {
  const rule = RULES[name];
  if (rule === undefined && name.startsWith('GET ')) return undefined;
  if (rule === undefined) throw new Error(`${name} has no rule in api/changes/rules.ts`);
  return typeof rule === 'string' ? undefined : asking(rule, agent, info);
}

function asking(rule: Exclude<Rule, string>, agent: Agent, info: ApiInfo): Check {
  return async (context) => {
    const { door } = context.env;
    if (door.rights.answers) return;
    const valid: Valid = context.req.valid.bind(context.req) as Valid;
    const wishes = rule({
      agent,
      info,
      param: (valid('param') ?? {}) as Record<string, string>,
      query: (valid('query') ?? {}) as Record<string, unknown>,
      body: valid('json'),
    });
    await askPerson(agent, door, wishes);
  };
}
