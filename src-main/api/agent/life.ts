/** Routes about the agent's own life: ending it, and a new link to its page. */
import { createRoute } from '@hono/zod-openapi';
import { LatchkeyError } from '../../core/errors.ts';
import type { App } from '../frame/app.ts';
import { json, problems } from '../frame/described.ts';
import type { ApiInfo } from '../frame/info.ts';
import { LinkResponse, QuitResponse } from '../schemas/agent-schemas.ts';

const quit = createRoute({
  method: 'post',
  path: '/v1/quit',
  summary: 'Ends the agent; until a person starts it again, no helper does in this session',
  responses: { 202: json(QuitResponse, 'It ends now'), ...problems('agent_locked') },
});

const page = createRoute({
  method: 'post',
  path: '/v1/page',
  summary: "A new link to the headless agent's page, which works once; that page cannot answer questions",
  responses: { 200: json(LinkResponse, 'The link'), ...problems('agent_locked') },
});

export function addLifeRoutes(app: App, info: ApiInfo): void {
  app.openapi(quit, (context) => {
    const { quit: end } = info;
    if (end === undefined) throw new LatchkeyError('not_allowed', 'This agent cannot be ended from here.');
    // The answer first.
    setImmediate(end);
    return context.json({ pid: process.pid }, 202);
  });
  app.openapi(page, async (context) => {
    if (info.pageLink === undefined) {
      const hint = 'Open it from the tray icon, or start Latchkey once more.';
      throw new LatchkeyError('not_allowed', 'The desktop app has a window instead of a page.', { hint });
    }
    return context.json({ url: await info.pageLink() }, 200);
  });
}
