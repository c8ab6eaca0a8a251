/** Routes for profiles: list, add, show, edit, remove. */
import { createRoute } from '@hono/zod-openapi';
import { present } from '../../../src-shared/present.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { ProfileSecrets } from '../../core/provider/provider.ts';
import { ProfileView } from '../../core/view.ts';
import type { App } from '../frame/app.ts';
import { ASK_ERRORS, body, CONFIG_ERRORS, json, problems, VAULT_ERRORS } from '../frame/described.ts';
import { noSuchProfile } from '../frame/problem.ts';
import { AddProfileBody, EditProfileBody, NameParams, ProfilesResponse } from '../schemas/schemas.ts';

const list = createRoute({
  method: 'get',
  path: '/v1/profiles',
  summary: 'All profiles',
  responses: { 200: json(ProfilesResponse, 'The profiles'), ...problems() },
});

const add = createRoute({
  method: 'post',
  path: '/v1/profiles',
  summary: 'Adds a profile',
  request: { body: body(AddProfileBody, true) },
  responses: {
    201: json(ProfileView, 'The new profile'),
    ...problems(
      'request_too_large',
      'profile_exists',
      'profile_invalid',
      'provider_unknown',
      'issuer_invalid',
      ...ASK_ERRORS,
      ...VAULT_ERRORS,
      ...CONFIG_ERRORS,
    ),
  },
});

const show = createRoute({
  method: 'get',
  path: '/v1/profiles/{name}',
  summary: 'One profile',
  request: { params: NameParams },
  responses: { 200: json(ProfileView, 'The profile'), ...problems('profile_unknown') },
});

const edit = createRoute({
  method: 'patch',
  path: '/v1/profiles/{name}',
  summary: 'Changes settings or secrets; the sign-in stays unless the issuer, provider or client changed',
  request: { params: NameParams, body: body(EditProfileBody, true) },
  responses: {
    200: json(ProfileView, 'The profile as it is now'),
    ...problems(
      'request_too_large',
      'profile_unknown',
      'profile_invalid',
      'issuer_invalid',
      ...ASK_ERRORS,
      ...VAULT_ERRORS,
      ...CONFIG_ERRORS,
    ),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/profiles/{name}',
  summary: 'Signs out and forgets the profile and its registration',
  request: { params: NameParams },
  responses: {
    204: { description: 'Forgotten' },
    ...problems('profile_unknown', ...ASK_ERRORS, ...VAULT_ERRORS, ...CONFIG_ERRORS),
  },
});

type SecretsBody = ReturnType<typeof EditProfileBody.parse>['secrets'];

function profileSecrets(sent: SecretsBody): ProfileSecrets | undefined {
  if (sent === undefined) return undefined;
  return present({
    clientSecret: sent.client_secret,
    privateKey: sent.private_key,
    initialAccessToken: sent.initial_access_token,
  });
}

function viewOf(agent: Agent, name: string): ProfileView {
  const found = agent.view().profiles.find((profile) => profile.name === name);
  if (found === undefined) throw noSuchProfile(name);
  return found;
}

export function addProfileRoutes(app: App, agent: Agent): void {
  app.openapi(list, (context) => context.json({ profiles: agent.view().profiles }, 200));
  app.openapi(add, async (context) => {
    const { secrets, ...profile } = context.req.valid('json');
    return context.json(await agent.addProfile(profile, profileSecrets(secrets)), 201);
  });
  app.openapi(show, (context) => context.json(viewOf(agent, context.req.valid('param').name), 200));
  app.openapi(edit, async (context) => {
    const { settings, secrets, uses } = context.req.valid('json');
    const { name } = context.req.valid('param');
    if (uses) await agent.setUses(name, uses);
    if (uses && !settings && !secrets) return context.json(viewOf(agent, name), 200);
    return context.json(await agent.editProfile(name, settings ?? {}, profileSecrets(secrets)), 200);
  });
  app.openapi(remove, async (context) => {
    await agent.removeProfile(context.req.valid('param').name);
    return context.body(null, 204);
  });
}
