/**
 * Routes for git and container tools: the login for a server, and what they give us to store. Only at doors with the
 * right to tokens. POST, since the query may contain a password and must not be in a URL.
 */
import { createRoute, type z } from '@hono/zod-openapi';
import { present } from '../../../src-shared/present.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { ListedLogin, LoginAnswer } from '../../core/answers.ts';
import { loginPlace, serverName } from '../../core/logins/login-place.ts';
import type { App } from '../frame/app.ts';
import { body, json, PROVIDER_ERRORS, problems, VAULT_ERRORS } from '../frame/described.ts';
import { callerAt, demandTokenRight } from '../frame/door.ts';
import {
  ErasedResponse,
  EraseLoginBody,
  FindLoginBody,
  LoginResponse,
  LoginsResponse,
  StoredResponse,
  StoreLoginBody,
} from '../schemas/login-schemas.ts';

const list = createRoute({
  method: 'get',
  path: '/v1/logins',
  summary: 'Servers with a stored login, and servers mapped to profiles that are signed in; no passwords',
  responses: { 200: json(LoginsResponse, 'The logins'), ...problems('agent_locked', ...VAULT_ERRORS) },
});

const find = createRoute({
  method: 'post',
  path: '/v1/logins/find',
  summary: 'User name and password for a server: the token of the profile that serves it, else a stored login',
  request: { body: body(FindLoginBody, true) },
  responses: {
    200: json(LoginResponse, 'The login'),
    ...problems(
      'login_unknown',
      'login_ambiguous',
      'sign_in_needed',
      'min_ttl_unavailable',
      'refresh_uncertain',
      'agent_locked',
      'ask_denied',
      'ask_unanswered',
      'ask_unavailable',
      ...PROVIDER_ERRORS,
      ...VAULT_ERRORS,
    ),
  },
});

const store = createRoute({
  method: 'post',
  path: '/v1/logins',
  summary: 'Stores a login in the vault',
  request: { body: body(StoreLoginBody, true) },
  responses: {
    200: json(StoredResponse, "Stored, or recognized as a profile's token"),
    ...problems('request_too_large', 'agent_locked', ...VAULT_ERRORS),
  },
});

const erase = createRoute({
  method: 'post',
  path: '/v1/logins/erase',
  summary: "A server refused it: forgets a stored login, or refreshes a profile's current token",
  request: { body: body(EraseLoginBody, true) },
  responses: {
    200: json(ErasedResponse, 'What was done'),
    ...problems('sign_in_needed', 'refresh_uncertain', 'agent_locked', ...PROVIDER_ERRORS, ...VAULT_ERRORS),
  },
});

function placeOf({ kind, server, path }: Pick<z.output<typeof FindLoginBody>, 'kind' | 'server' | 'path'>) {
  return loginPlace(kind, server, path);
}

function loginResponse({ username, profile, bearer, ...given }: LoginAnswer): LoginResponse {
  const { password, refreshToken, expiresAt } = given;
  return {
    username,
    ...present({ password: password?.reveal(), refresh_token: refreshToken?.reveal(), expires_at: expiresAt }),
    source: profile === undefined ? 'stored' : 'profile',
    ...present({ profile, bearer: bearer || undefined }),
  };
}

function listed({ kind, host, path, username, profile }: ListedLogin): LoginsResponse['logins'][number] {
  return {
    kind,
    server: serverName(present({ kind, host, path })),
    ...(kind === 'git' && present({ path })),
    username,
    source: profile === undefined ? 'stored' : 'profile',
    ...present({ profile }),
  };
}

export function addLoginRoutes(app: App, agent: Agent): void {
  app.use('/v1/logins/*', async (context, next) => {
    demandTokenRight(context.env.door);
    await next();
  });
  app.openapi(list, async (context) => context.json({ logins: (await agent.logins.list()).map(listed) }, 200));
  app.openapi(find, async (context) => {
    const wanted = context.req.valid('json');
    const { username } = wanted;
    const { rights } = context.env.door;
    const caller = callerAt(context.env.door);
    const query = { ...placeOf(wanted), ...present({ username }) };
    return context.json(loginResponse(await agent.logins.find(query, { caller, only: rights.only })), 200);
  });
  app.openapi(store, async (context) => {
    const wanted = context.req.valid('json');
    const { username, password } = wanted;
    const { expires_at: expiresAt, refresh_token: refreshToken } = wanted.kind === 'git' ? wanted : {};
    const login = present({ username, password, expiresAt, refreshToken });
    const caller = callerAt(context.env.door);
    return context.json({ stored: await agent.logins.store(placeOf(wanted), login, { caller }) }, 200);
  });
  app.openapi(erase, async (context) => {
    const { username, password, refresh_token: refreshToken, beside, ...place } = context.req.valid('json');
    const query = { ...placeOf(place), ...present({ username, password, refreshToken, beside }) };
    return context.json(await agent.logins.erase(query, { caller: callerAt(context.env.door) }), 200);
  });
}
