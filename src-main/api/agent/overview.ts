/** Routes about the agent as a whole: status, events, providers, doctor. */
import { createRoute } from '@hono/zod-openapi';
import type { Agent } from '../../core/agent/agent.ts';
import { View } from '../../core/view.ts';
import type { App } from '../frame/app.ts';
import { json, problems } from '../frame/described.ts';
import type { ApiInfo } from '../frame/info.ts';
import { PLAIN_HEADERS } from '../frame/problem.ts';
import { DoctorReport, ProvidersResponse } from '../schemas/schemas.ts';
import { viewEvents } from './events.ts';

const status = createRoute({
  method: 'get',
  path: '/v1/status',
  summary: 'Everything that anyone may see, in one answer',
  responses: { 200: json(View, 'The View'), ...problems() },
});

const events = createRoute({
  method: 'get',
  path: '/v1/events',
  summary: 'The View now and after each change, as server-sent events',
  responses: {
    200: {
      description: 'Events named `view`, each with a View as its data; a comment every 15 seconds',
      content: { 'text/event-stream': { schema: View } },
    },
    ...problems(),
  },
});

const providers = createRoute({
  method: 'get',
  path: '/v1/providers',
  summary: 'The kinds of provider that a profile can have, and well-known providers',
  responses: { 200: json(ProvidersResponse, 'The kinds'), ...problems() },
});

const doctor = createRoute({
  method: 'get',
  path: '/v1/doctor',
  summary: 'Checks this machine and the connection to the providers',
  responses: { 200: json(DoctorReport, 'One entry per check'), ...problems() },
});

export function addOverviewRoutes(app: App, agent: Agent, info: ApiInfo): void {
  app.openapi(status, (context) => context.json(agent.view(), 200));
  app.openapi(events, (context) => {
    const stream = viewEvents(agent, { gone: context.req.raw.signal, closing: info.closing });
    return new Response(stream, { headers: { ...PLAIN_HEADERS, 'Content-Type': 'text/event-stream' } });
  });
  app.openapi(providers, (context) =>
    context.json({ providers: [...info.providers], presets: [...(info.presets ?? [])] }, 200),
  );
  app.openapi(doctor, async (context) => context.json(await info.doctor(), 200));
}
