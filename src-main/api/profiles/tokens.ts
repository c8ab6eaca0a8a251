/** The one place where a token leaves the agent, and the refresh on demand. A door without the right gets no token. */
import { createRoute } from '@hono/zod-openapi';
import { present } from '../../../src-shared/present.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { TokenAnswer } from '../../core/answers.ts';
import { ProfileView } from '../../core/view.ts';
import type { App } from '../frame/app.ts';
import { GUARD_ERRORS, json, PROVIDER_ERRORS, problems, VAULT_ERRORS } from '../frame/described.ts';
import { callerAt, demandTokenRight } from '../frame/door.ts';
import { NameParams, TokenQuery, TokenResponse } from '../schemas/schemas.ts';

const token = createRoute({
  method: 'get',
  path: '/v1/profiles/{name}/token',
  summary: 'An access token with at least `min_ttl` seconds left; on the socket only',
  request: { params: NameParams, query: TokenQuery },
  responses: {
    200: json(TokenResponse, 'The token'),
    ...problems(
      'profile_unknown',
      'sign_in_needed',
      'min_ttl_unavailable',
      'refresh_uncertain',
      ...GUARD_ERRORS,
      ...PROVIDER_ERRORS,
      ...VAULT_ERRORS,
    ),
  },
});

const refresh = createRoute({
  method: 'post',
  path: '/v1/profiles/{name}/refresh',
  summary: 'Refreshes now, however much time is left',
  request: { params: NameParams },
  responses: {
    200: json(ProfileView, 'The profile as it is now'),
    ...problems('profile_unknown', 'sign_in_needed', 'refresh_uncertain', ...PROVIDER_ERRORS, ...VAULT_ERRORS),
  },
});

/** RFC 6749 section 5.1's members, and whose token it is. */
export function tokenResponse(answer: TokenAnswer): TokenResponse {
  const { accessToken, expiresAt, expiresIn, scope, issuer } = answer;
  return {
    access_token: accessToken.reveal(),
    token_type: 'Bearer',
    ...present({ expires_at: expiresAt, expires_in: expiresIn, scope }),
    issuer,
  };
}

export function addTokenRoutes(app: App, agent: Agent): void {
  app.openapi(token, async (context) => {
    demandTokenRight(context.env.door);
    const { min_ttl: minTtlS } = context.req.valid('query');
    const by = present({ minTtlS, caller: callerAt(context.env.door) });
    const answer = await agent.token(context.req.valid('param').name, by);
    return context.json(tokenResponse(answer), 200);
  });
  app.openapi(refresh, async (context) => {
    return context.json(await agent.refresh(context.req.valid('param').name), 200);
  });
}
