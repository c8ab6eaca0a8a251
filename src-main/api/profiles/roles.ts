/** Routes for a profile's roles: list, add, remove, the available ones, the console, and their credentials. */
import { createRoute } from '@hono/zod-openapi';
import { present } from '../../../src-shared/present.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { RoleAnswer } from '../../core/answers.ts';
import type { ErrorCode } from '../../core/errors.ts';
import { Role } from '../../core/profile.ts';
import type { AvailableRoles } from '../../core/provider/role-source.ts';
import { ProfileView } from '../../core/view.ts';
import type { App } from '../frame/app.ts';
import {
  ASK_ERRORS,
  body,
  CONFIG_ERRORS,
  GUARD_ERRORS,
  json,
  PROVIDER_ERRORS,
  problems,
  VAULT_ERRORS,
} from '../frame/described.ts';
import { callerAt, demandTokenRight } from '../frame/door.ts';
import { noSuchProfile } from '../frame/problem.ts';
import { LinkResponse } from '../schemas/agent-schemas.ts';
import {
  AvailableRolesQuery,
  AvailableRolesResponse,
  NameParams,
  RoleCredentialsResponse,
  RoleParams,
  RolesResponse,
  TokenQuery,
} from '../schemas/schemas.ts';

/** What routes that use the sign-in at the portal may answer. */
const PORTAL_ERRORS: readonly ErrorCode[] = [
  'sign_in_needed',
  'refresh_uncertain',
  'access_token_rejected',
  'role_forbidden',
  'throttled',
  ...PROVIDER_ERRORS,
  ...VAULT_ERRORS,
];

const list = createRoute({
  method: 'get',
  path: '/v1/profiles/{name}/roles',
  summary: 'The roles of a profile',
  request: { params: NameParams },
  responses: { 200: json(RolesResponse, 'The roles'), ...problems('profile_unknown') },
});

const available = createRoute({
  method: 'get',
  path: '/v1/profiles/{name}/available-roles',
  summary: 'All accounts and roles that the sign-in may use; can take minutes, with progress in /v1/events',
  request: { params: NameParams, query: AvailableRolesQuery },
  responses: {
    200: json(AvailableRolesResponse, 'Accounts and roles'),
    ...problems('profile_unknown', 'roles_unsupported', ...PORTAL_ERRORS),
  },
});

const add = createRoute({
  method: 'post',
  path: '/v1/profiles/{name}/roles',
  summary: 'Adds a role to a profile',
  request: { params: NameParams, body: body(Role, true) },
  responses: {
    201: json(ProfileView, 'The profile with its new role'),
    ...problems(
      'request_too_large',
      'profile_unknown',
      'profile_invalid',
      'role_exists',
      'roles_unsupported',
      ...ASK_ERRORS,
      ...CONFIG_ERRORS,
    ),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/profiles/{name}/roles/{role}',
  summary: 'Removes a role from a profile',
  request: { params: RoleParams },
  responses: {
    200: json(ProfileView, 'The profile as it is now'),
    ...problems('profile_unknown', 'role_unknown', ...ASK_ERRORS, ...CONFIG_ERRORS),
  },
});

const credentials = createRoute({
  method: 'get',
  path: '/v1/profiles/{name}/roles/{role}/credentials',
  summary: "A role's credentials with at least `min_ttl` seconds left; on the socket only",
  request: { params: RoleParams, query: TokenQuery },
  responses: {
    200: json(RoleCredentialsResponse, 'The credentials'),
    ...problems(
      'profile_unknown',
      'role_unknown',
      'roles_unsupported',
      'min_ttl_unavailable',
      ...GUARD_ERRORS,
      ...PORTAL_ERRORS,
    ),
  },
});

const openConsole = createRoute({
  method: 'post',
  path: '/v1/profiles/{name}/roles/{role}/console',
  summary: "Opens the cloud's console in this role in the system browser",
  request: { params: RoleParams },
  responses: {
    204: { description: 'Opened' },
    ...problems('profile_unknown', 'role_unknown', 'roles_unsupported', 'browser_unavailable'),
  },
});

const consoleLink = createRoute({
  method: 'get',
  path: '/v1/profiles/{name}/roles/{role}/console',
  summary: "The address of the cloud's console in this role; it contains no secret",
  request: { params: RoleParams },
  responses: {
    200: json(LinkResponse, 'The address'),
    ...problems('profile_unknown', 'role_unknown', 'roles_unsupported'),
  },
});

/** Rounded down to the second: never promises more time than there is. */
export function credentialsResponse(answer: RoleAnswer): RoleCredentialsResponse {
  const expiresAt = Math.floor(answer.expiresAtMs / 1000);
  return {
    access_key_id: answer.accessKeyId,
    secret_access_key: answer.secretAccessKey.reveal(),
    session_token: answer.sessionToken.reveal(),
    expiration: new Date(expiresAt * 1000).toISOString().replace('.000Z', 'Z'),
    expires_at: expiresAt,
    account_id: answer.accountId,
  };
}

function listResponse(found: AvailableRoles): AvailableRolesResponse {
  return {
    accounts: found.accounts.map(({ id, name, email }) => present({ id, name, email })),
    roles: found.roles.map(({ accountId, id, name }) => ({ account_id: accountId, role_id: id, name })),
    listed_at: Math.floor(found.listedAtMs / 1000),
  };
}

export function addRoleRoutes(app: App, agent: Agent): void {
  app.openapi(list, (context) => {
    const { name } = context.req.valid('param');
    const profile = agent.view().profiles.find((candidate) => candidate.name === name);
    if (profile === undefined) throw noSuchProfile(name);
    return context.json({ roles: profile.roles ?? [] }, 200);
  });
  app.openapi(available, async (context) => {
    const anew = context.req.valid('query').anew === 'true';
    return context.json(listResponse(await agent.availableRoles(context.req.valid('param').name, { anew })), 200);
  });
  app.openapi(add, async (context) => {
    const role = present(context.req.valid('json'));
    return context.json(await agent.addRole(context.req.valid('param').name, role), 201);
  });
  app.openapi(remove, async (context) => {
    const { name, role } = context.req.valid('param');
    return context.json(await agent.removeRole(name, role), 200);
  });
  app.openapi(credentials, async (context) => {
    demandTokenRight(context.env.door);
    const { name, role } = context.req.valid('param');
    const { min_ttl: minTtlS } = context.req.valid('query');
    const by = present({ minTtlS, caller: callerAt(context.env.door) });
    const answer = await agent.roleCredentials(name, role, by);
    return context.json(credentialsResponse(answer), 200);
  });
  app.openapi(openConsole, async (context) => {
    const { name, role } = context.req.valid('param');
    await agent.openConsole(name, role);
    return context.body(null, 204);
  });
  app.openapi(consoleLink, (context) => {
    const { name, role } = context.req.valid('param');
    return context.json({ url: agent.consoleUrl(name, role) }, 200);
  });
}
