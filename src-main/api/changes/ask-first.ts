/**
 * In front of every route that is not a mere look: at a door where no one answers, the person is asked what the route's
 * rule says, after the request has been found valid and before anything is done. Changes are made one at a time, and each
 * is checked once more when its turn comes: until then, the person may have changed what it depends on.
 */
import type { Context } from 'hono';
import { plainJson } from '../../../src-shared/plain-json.ts';
import type { Agent } from '../../core/agent/agent.ts';
import { createSerial, type Serial } from '../../core/time/serial.ts';
import type { Wish } from '../../core/view.ts';
import type { ApiEnv, App } from '../frame/app.ts';
import { callerAt, type Door } from '../frame/door.ts';
import type { ApiInfo } from '../frame/info.ts';
import { type Requested, RULES, type Rule } from './rules.ts';

/** At a door where the person sits, a change is the person's own. Rejects as `Guard.mayChange` does. */
export async function askPerson(agent: Agent, door: Door, wishes: readonly Wish[]): Promise<void> {
  if (!door.rights.answers) await agent.guard.mayChange(wishes, callerAt(door));
}

type Valid = (target: 'param' | 'query' | 'json') => unknown;
type Wishes = () => readonly Wish[];

/** From now on, every route added to `app` has its rule in front of it, or is refused. */
export function askFirst(app: App, agent: Agent, info: ApiInfo): void {
  const { openapi } = app;
  const oneByOne = createSerial();
  app.openapi = (route, handler, hook) => {
    const rule = ruleOf(`${route.method.toUpperCase()} ${route.path}`);
    if (typeof rule === 'string') return openapi(route, handler, hook);
    // A server elsewhere is asked about its clients; others do not wait for it.
    const inTurn: Serial = route.path.includes('/clients') ? (task) => task() : oneByOne;
    const asked = async (...[context, next]: Parameters<typeof handler>) => {
      const wishes = () => rule(requestedIn(context, agent, info));
      return await agreed({ agent, door: context.env.door, wishes, inTurn }, async () => handler(context, next));
    };
    return openapi(route, asked as typeof handler, hook);
  };
}

/** Throws if there is no rule for it. */
function ruleOf(name: string): Rule {
  const rule = RULES[name];
  if (rule !== undefined) return rule;
  if (name.startsWith('GET ')) return 'harmless';
  throw new Error(`${name} has no rule in api/changes/rules.ts`);
}

function requestedIn(context: Context<ApiEnv>, agent: Agent, info: ApiInfo): Requested {
  const valid: Valid = context.req.valid.bind(context.req) as Valid;
  return {
    agent,
    info,
    param: (valid('param') ?? {}) as Record<string, string>,
    query: (valid('query') ?? {}) as Record<string, unknown>,
    body: valid('json'),
  };
}

interface Asked {
  readonly agent: Agent;
  readonly door: Door;
  readonly wishes: Wishes;
  readonly inTurn: Serial;
}

/** Makes the change once the person has agreed to all that it would do at that moment. */
async function agreed<T>({ agent, door, wishes, inTurn }: Asked, change: () => Promise<T>): Promise<T> {
  const { guard } = agent;
  const now = () => (door.rights.answers ? [] : wishes());
  for (;;) {
    const before = now();
    const told = new Set(guard.questionable(before).map(asText));
    await askPerson(agent, door, before);
    const made = await inTurn(async () => {
      guard.demandUnlocked();
      const isMore = guard.questionable(now()).some((one) => !told.has(asText(one)));
      return isMore ? undefined : { answer: await change() };
    });
    if (made !== undefined) return made.answer;
  }
}

const asText = (change: object): string => plainJson(change);
