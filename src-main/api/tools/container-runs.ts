/**
 * Routes for runs: while a process lives, a loopback address and a value with which AWS's tools get the credentials of
 * one role. ApiInfo provides what opens the address; only a door that may read every token may ask.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { type ErrorCode, LatchkeyError } from '../../core/errors.ts';
import type { App } from '../frame/app.ts';
import { body, CONFIG_ERRORS, json, PROVIDER_ERRORS, problems, VAULT_ERRORS } from '../frame/described.ts';
import { demandTokenRight } from '../frame/door.ts';
import type { ApiInfo } from '../frame/info.ts';
import { ContainerRunBody, ContainerRunResponse } from '../schemas/container-run-schemas.ts';

/** As those of a role's credentials, which are fetched first. */
const CREATE_ERRORS: readonly ErrorCode[] = [
  'request_too_large',
  'profile_unknown',
  'role_unknown',
  'roles_unsupported',
  'sign_in_needed',
  'refresh_uncertain',
  'access_token_rejected',
  'role_forbidden',
  'throttled',
  'loopback_unavailable',
  ...PROVIDER_ERRORS,
  ...VAULT_ERRORS,
  ...CONFIG_ERRORS,
];

const create = createRoute({
  method: 'post',
  path: '/v1/container-runs',
  summary: "Opens an endpoint where AWS's tools get a role's credentials for as long as a process lives",
  request: { body: body(ContainerRunBody, true) },
  responses: { 201: json(ContainerRunResponse, 'The address, and the value for it'), ...problems(...CREATE_ERRORS) },
});

const end = createRoute({
  method: 'delete',
  path: '/v1/container-runs/{id}',
  summary: 'Ends a run: its value no longer works',
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: { 204: { description: 'Ended, now or before' }, ...problems() },
});

export function addContainerRunRoutes(app: App, info: ApiInfo): void {
  app.openapi(create, async (context) => {
    const { door } = context.env;
    demandTokenRight(door);
    const { containerRuns } = info;
    if (containerRuns === undefined) throw new LatchkeyError('loopback_unavailable', 'This agent has no endpoint.');
    const wanted = context.req.valid('json');
    return context.json(await containerRuns.create({ ...wanted, caller: door.caller }), 201);
  });
  app.openapi(end, async (context) => {
    demandTokenRight(context.env.door);
    await info.containerRuns?.end(context.req.valid('param').id);
    return context.body(null, 204);
  });
}
