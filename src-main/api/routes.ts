/**
 * The agent's HTTP API as one web-standard handler that every door calls. It knows the agent, never a socket, a port or
 * a window; the OpenAPI document comes from the same schemas that validate.
 */
import { plainJson } from '../../src-shared/plain-json.ts';
import type { Agent } from '../core/agent/agent.ts';
import { addAuditRoutes } from './agent/audit.ts';
import { addLifeRoutes } from './agent/life.ts';
import { addLockAndAskRoutes } from './agent/lock-and-asks.ts';
import { addOverviewRoutes } from './agent/overview.ts';
import { addSandboxRoute } from './agent/sandbox.ts';
import { addSettingsRoutes } from './agent/settings.ts';
import { askFirst } from './changes/ask-first.ts';
import { addClientRoutes } from './clients/clients.ts';
import { type App, newApp } from './frame/app.ts';
import { bodyCap } from './frame/body-cap.ts';
import type { Handler } from './frame/door.ts';
import type { ApiInfo } from './frame/info.ts';
import { limited } from './frame/limited.ts';
import { whileUnlocked } from './frame/locked.ts';
import { noSuchRoute, PLAIN_HEADERS, problemResponse } from './frame/problem.ts';
import { recorded } from './frame/recorded.ts';
import { addCheckRoute } from './profiles/check.ts';
import { addCopyTokenRoute } from './profiles/copy-token.ts';
import { addHistoryRoutes } from './profiles/history.ts';
import { addProfileRoutes } from './profiles/profiles.ts';
import { addRoleRoutes } from './profiles/roles.ts';
import { addSignInRoutes } from './profiles/sign-in.ts';
import { addTokenRoutes } from './profiles/tokens.ts';
import { addContainerRunRoutes } from './tools/container-runs.ts';
import { addForwardRoutes } from './tools/forwards.ts';
import { addImportRoutes } from './tools/imports.ts';
import { addLoginRoutes } from './tools/logins.ts';

export function createHandler(agent: Agent, info: ApiInfo): Handler {
  const app = createApp(agent, info);
  const served = limited(async (request, door) => {
    // The router would run a GET and discard its body: for an event stream, one that no one can end.
    if (request.method === 'HEAD') return problemResponse(noSuchRoute('HEAD', new URL(request.url).pathname));
    return await app.fetch(request, { door });
  }, agent);
  return recorded(served, info.audit);
}

/** The router itself, so that a test can compare its routes with the document. */
export function createApp(agent: Agent, info: ApiInfo): App {
  const app = newApp(info.log);
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(PLAIN_HEADERS)) context.header(name, value);
    await next();
  });
  app.on(['POST', 'PATCH', 'PUT', 'DELETE'], '/v1/*', bodyCap);
  app.use('/v1/*', whileUnlocked(agent));
  askFirst(app, agent, info);
  addOverviewRoutes(app, agent, info);
  addProfileRoutes(app, agent);
  addCheckRoute(app, info);
  addImportRoutes(app, agent, info);
  addSandboxRoute(app, info);
  addSignInRoutes(app, agent);
  addTokenRoutes(app, agent);
  addCopyTokenRoute(app, agent, info);
  addRoleRoutes(app, agent);
  addClientRoutes(app, agent);
  addLoginRoutes(app, agent);
  addLockAndAskRoutes(app, agent);
  addForwardRoutes(app, agent, info);
  addContainerRunRoutes(app, info);
  addLifeRoutes(app, info);
  addAuditRoutes(app, agent);
  addSettingsRoutes(app, agent, info);
  addHistoryRoutes(app, agent);
  addOpenApiRoute(app, info);
  return app;
}

function addOpenApiRoute(app: App, info: ApiInfo): void {
  let document: string | undefined;
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/v1/openapi.json',
    summary: 'This document',
    responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } } },
  });
  app.get('/v1/openapi.json', (context) => {
    document ??= plainJson(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: 'Latchkey agent', version: info.version, license: { name: 'Apache-2.0' } },
        servers: [{ url: 'http://localhost', description: "over the agent's unix socket" }],
      }),
    );
    return context.body(document, 200, { 'Content-Type': 'application/json' });
  });
}
