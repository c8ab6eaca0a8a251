/** Routes for a sign-in: start, open its link again, cancel, sign out. */
import { createRoute } from '@hono/zod-openapi';
import { present } from '../../../src-shared/present.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { ErrorCode } from '../../core/errors.ts';
import { ProfileView } from '../../core/view.ts';
import type { App } from '../frame/app.ts';
import { body, json, PROVIDER_ERRORS, problems, VAULT_ERRORS } from '../frame/described.ts';
import { NameParams, SignInBody, SignOutResponse } from '../schemas/schemas.ts';

const REGISTRATION_ERRORS: readonly ErrorCode[] = [
  'registration_disabled',
  'registration_refused',
  'registration_unauthorized',
  'invalid_scope',
  'invalid_redirect_uri',
  'invalid_client_metadata',
  'invalid_software_statement',
  'unapproved_software_statement',
];

const start = createRoute({
  method: 'post',
  path: '/v1/profiles/{name}/sign-in',
  summary: 'Starts a sign-in, or joins the one in progress; `sign_in` has the code and the link',
  request: { params: NameParams, body: body(SignInBody, false) },
  responses: {
    202: json(ProfileView, 'Waiting for the person, or already ended; follow it with /v1/events'),
    ...problems(
      'request_too_large',
      'profile_unknown',
      'flow_unsupported',
      'loopback_unavailable',
      ...REGISTRATION_ERRORS,
      ...PROVIDER_ERRORS,
      ...VAULT_ERRORS,
    ),
  },
});

const open = createRoute({
  method: 'post',
  path: '/v1/profiles/{name}/sign-in/open',
  summary: 'Opens the link of the current sign-in in the system browser again',
  request: { params: NameParams },
  responses: {
    204: { description: 'Opened' },
    ...problems('profile_unknown', 'sign_in_needed', 'sign_in_cancelled', 'code_expired', 'browser_unavailable'),
  },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/profiles/{name}/sign-in/cancel',
  summary: 'Ends the sign-in in progress; the former sign-in, if any, stays',
  request: { params: NameParams },
  responses: { 200: json(ProfileView, 'The profile as it is now'), ...problems('profile_unknown') },
});

const signOut = createRoute({
  method: 'delete',
  path: '/v1/profiles/{name}/sign-in',
  summary: 'Signs out: revokes the tokens where the provider allows it, and forgets them',
  request: { params: NameParams },
  responses: { 200: json(SignOutResponse, 'Signed out'), ...problems('profile_unknown', ...VAULT_ERRORS) },
});

export function addSignInRoutes(app: App, agent: Agent): void {
  app.openapi(start, async (context) => {
    const { flow, open_browser: openBrowser } = context.req.valid('json');
    return context.json(await agent.signIn(context.req.valid('param').name, present({ flow, openBrowser })), 202);
  });
  app.openapi(open, async (context) => {
    await agent.openSignInLink(context.req.valid('param').name);
    return context.body(null, 204);
  });
  app.openapi(cancel, async (context) => {
    return context.json(await agent.cancelSignIn(context.req.valid('param').name), 200);
  });
  app.openapi(signOut, async (context) => {
    return context.json(await agent.signOut(context.req.valid('param').name), 200);
  });
}
