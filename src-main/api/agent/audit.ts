/** The route about the audit log: what was asked of the agent, by whom, and what came of it. It holds no secret. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Agent } from '../../core/agent/agent.ts';
import { AuditEntry as CoreEntry } from '../../core/audit.ts';
import type { App } from '../frame/app.ts';
import { json, problems } from '../frame/components.ts';
import { AuditQuery } from '../schemas/audit-schemas.ts';

const AuditEntry = z.object(CoreEntry.shape).openapi('AuditEntry');

const audit = createRoute({
  method: 'get',
  path: '/v1/audit',
  summary: 'The newest entries of the audit log, oldest first; with `after` those that follow an entry',
  request: { query: AuditQuery },
  responses: { 200: json(z.object({ entries: z.array(AuditEntry) }), 'The entries'), ...problems() },
});

export function addAuditRoutes(app: App, agent: Agent): void {
  app.openapi(audit, async (context) => {
    const { profile, limit, since, after, outcome } = context.req.valid('query');
    const entries = await agent.readAudit({
      ...(profile !== undefined && { profile }),
      ...(limit !== undefined && { limit }),
      ...(since !== undefined && { sinceMs: since }),
      ...(after !== undefined && { afterId: after }),
      ...(outcome !== undefined && { outcome }),
    });
    return context.json({ entries }, 200);
  });
}
