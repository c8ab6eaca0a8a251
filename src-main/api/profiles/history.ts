/** The route for a profile's last refreshes: when, why and the outcome of each. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Agent } from '../../core/agent/agent.ts';
import { RefreshEntry } from '../../core/refreshes.ts';
import type { App } from '../frame/app.ts';
import { json, problems } from '../frame/described.ts';
import { NameParams } from '../schemas/schemas.ts';

const history = createRoute({
  method: 'get',
  path: '/v1/profiles/{name}/history',
  summary: "A profile's last refreshes since the agent started, newest first",
  request: { params: NameParams },
  responses: {
    200: json(z.object({ refreshes: z.array(RefreshEntry) }), 'At most 20 refreshes'),
    ...problems('profile_unknown'),
  },
});

export function addHistoryRoutes(app: App, agent: Agent): void {
  app.openapi(history, (context) => {
    const refreshes = agent.history(context.req.valid('param').name);
    return context.json({ refreshes: [...refreshes] }, 200);
  });
}
