/**
 * Routes for limited sockets, which bring some profiles to another machine or into a container. ApiInfo provides what
 * opens and closes them; only a door that may read every token may ask for one.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Agent } from '../../core/agent/agent.ts';
import { LatchkeyError } from '../../core/errors.ts';
import type { App } from '../frame/app.ts';
import { ASK_ERRORS, body, json, problems } from '../frame/described.ts';
import { demandTokenRight } from '../frame/door.ts';
import type { ApiInfo } from '../frame/info.ts';
import { noSuchProfile, noSuchRole } from '../frame/problem.ts';
import { ForwardBody, ForwardEntry, ForwardsResponse } from '../schemas/forward-schemas.ts';

const create = createRoute({
  method: 'post',
  path: '/v1/forwards',
  summary: 'Opens a socket that gives tokens and credentials of the given profiles and accepts no commands',
  request: { body: body(ForwardBody, true) },
  responses: {
    201: json(ForwardEntry, 'The socket; it closes when the process that asked ends'),
    ...problems(
      'request_too_large',
      'profile_unknown',
      'role_unknown',
      'forward_exists',
      'forward_refused',
      'folder_unsafe',
      ...ASK_ERRORS,
    ),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/forwards',
  summary: 'The limited sockets that are open',
  responses: { 200: json(ForwardsResponse, 'The sockets'), ...problems() },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/forwards/{id}',
  summary: 'Closes a limited socket',
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: { 204: { description: 'Closed' }, ...problems('forward_unknown') },
});

export function addForwardRoutes(app: App, agent: Agent, info: ApiInfo): void {
  app.openapi(create, async (context) => {
    const { door } = context.env;
    demandTokenRight(door);
    if (info.forwards === undefined) throw new LatchkeyError('forward_refused', 'This agent opens no limited sockets.');
    const { pid, ...wanted } = context.req.valid('json');
    for (const profile of wanted.profiles) demandKnown(agent, profile);
    const owner = door.caller?.processes[0]?.pid ?? pid;
    const { elsewhere, executable } = door.caller?.program ?? {};
    const openedBy = elsewhere ? undefined : executable;
    return context.json(await info.forwards.open({ ...wanted, owner, openedBy }), 201);
  });
  app.openapi(list, (context) => context.json({ forwards: [...(info.forwards?.list() ?? [])] }, 200));
  app.openapi(remove, async (context) => {
    demandTokenRight(context.env.door);
    const { id } = context.req.valid('param');
    if (!(await info.forwards?.close(id))) throw new LatchkeyError('forward_unknown', 'There is no such forward.');
    return context.body(null, 204);
  });
}

/** A mistyped name would be noticed only on the other machine. */
function demandKnown(agent: Agent, named: string): void {
  const [name = '', role] = named.split('/');
  const profile = agent.view().profiles.find((candidate) => candidate.name === name);
  if (profile === undefined) throw noSuchProfile(name);
  if (role !== undefined && !profile.roles?.some((candidate) => candidate.name === role)) throw noSuchRole(name, role);
}
