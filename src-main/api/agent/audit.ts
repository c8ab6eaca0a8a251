/** The route for the audit log: what was asked of the agent, by whom, and the outcome. It contains no secret. */
import { createRoute } from '@hono/zod-openapi';
import { present } from '../../../src-shared/present.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { App } from '../frame/app.ts';
import { json, problems } from '../frame/described.ts';
import { AuditQuery, AuditResponse } from '../schemas/audit-schemas.ts';

const audit = createRoute({
  method: 'get',
  path: '/v1/audit',
  summary: 'The newest entries of the audit log, oldest first; with `after`, the entries that follow that one',
  request: { query: AuditQuery },
  responses: { 200: json(AuditResponse, 'The entries'), ...problems() },
});

export function addAuditRoutes(app: App, agent: Agent): void {
  app.openapi(audit, async (context) => {
    const { profile, limit, since, after, outcome } = context.req.valid('query');
    const entries = await agent.readAudit(present({ profile, limit, sinceMs: since, afterId: after, outcome }));
    return context.json({ entries }, 200);
  });
}
