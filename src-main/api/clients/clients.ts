/** Routes for the OAuth clients of an admin API. Only one of them gives out secrets, at a door that may hand them out. */
import { present } from '../../../src-shared/present.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { ClientAnswer } from '../../core/answers.ts';
import type { PatchOperation } from '../../core/provider/client-admin.ts';
import type { App } from '../frame/app.ts';
import { demandTokenRight } from '../frame/door.ts';
import type { ClientBody, ClientResponse, PatchBody } from '../schemas/client-schemas.ts';
import * as routes from './routes.ts';

function clientResponse({ fields, secretHeld }: ClientAnswer): ClientResponse {
  return { client: { ...fields }, secret_held: secretHeld };
}

/** The client's members, and its secret separately. */
function parted({ client_secret, ...fields }: ReturnType<typeof ClientBody.parse>) {
  return [fields, client_secret ?? undefined] as const;
}

function operationsOf(sent: ReturnType<typeof PatchBody.parse>): PatchOperation[] {
  return sent.map(present);
}

export function addClientRoutes(app: App, agent: Agent): void {
  app.openapi(routes.list, async (context) => {
    const { admin_url: adminUrl, client_name: name, owner, page_size: pageSize, page } = context.req.valid('query');
    const clients = agent.clients(context.req.valid('param').name, adminUrl);
    const { items, next } = await clients.list(present({ name, owner, pageSize, page }));
    return context.json(present({ clients: items.map(clientResponse), next }), 200);
  });
  app.openapi(routes.create, async (context) => {
    const clients = agent.clients(context.req.valid('param').name, context.req.valid('query').admin_url);
    return context.json(clientResponse(await clients.create(...parted(context.req.valid('json')))), 201);
  });
  app.openapi(routes.get, async (context) => {
    const { name, id } = context.req.valid('param');
    const clients = agent.clients(name, context.req.valid('query').admin_url);
    return context.json(clientResponse(await clients.get(id)), 200);
  });
  app.openapi(routes.set, async (context) => {
    const { name, id } = context.req.valid('param');
    const clients = agent.clients(name, context.req.valid('query').admin_url);
    return context.json(clientResponse(await clients.set(id, ...parted(context.req.valid('json')))), 200);
  });
  app.openapi(routes.patch, async (context) => {
    const { name, id } = context.req.valid('param');
    const clients = agent.clients(name, context.req.valid('query').admin_url);
    return context.json(clientResponse(await clients.patch(id, operationsOf(context.req.valid('json')))), 200);
  });
  app.openapi(routes.remove, async (context) => {
    const { name, id } = context.req.valid('param');
    await agent.clients(name, context.req.valid('query').admin_url).delete(id);
    return context.body(null, 204);
  });
  addSecretRoutes(app, agent);
}

function addSecretRoutes(app: App, agent: Agent): void {
  app.openapi(routes.lifespans, async (context) => {
    const { name, id } = context.req.valid('param');
    const clients = agent.clients(name, context.req.valid('query').admin_url);
    return context.json(clientResponse(await clients.setLifespans(id, context.req.valid('json'))), 200);
  });
  app.openapi(routes.rotate, async (context) => {
    const { name, id } = context.req.valid('param');
    const clients = agent.clients(name, context.req.valid('query').admin_url);
    return context.json(clientResponse(await clients.rotateSecret(id)), 200);
  });
  app.openapi(routes.dropFormer, async (context) => {
    const { name, id } = context.req.valid('param');
    await agent.clients(name, context.req.valid('query').admin_url).dropFormerSecrets(id);
    return context.body(null, 204);
  });
  app.openapi(routes.secret, async (context) => {
    demandTokenRight(context.env.door);
    const { name, id } = context.req.valid('param');
    const held = await agent.clients(name, context.req.valid('query').admin_url).secrets(id);
    return context.json(
      present({
        client_id: held.clientId,
        client_secret: held.clientSecret?.reveal(),
        registration_access_token: held.registrationAccessToken?.reveal(),
      }),
      200,
    );
  });
}
