/** The route that starts the sandbox. */
import { createRoute } from '@hono/zod-openapi';
import { LatchkeyError } from '../../core/errors.ts';
import { ProfileView } from '../../core/view.ts';
import type { App } from '../frame/app.ts';
import { CONFIG_ERRORS, json, problems, VAULT_ERRORS } from '../frame/described.ts';
import type { ApiInfo } from '../frame/info.ts';

const start = createRoute({
  method: 'post',
  path: '/v1/sandbox',
  summary: 'Starts an OpenID provider on this machine to try Latchkey with, in memory only, and adds its profile',
  responses: {
    200: json(ProfileView, "The sandbox's profile, new or existing"),
    ...problems('loopback_unavailable', 'agent_locked', ...VAULT_ERRORS, ...CONFIG_ERRORS),
  },
});

export function addSandboxRoute(app: App, info: ApiInfo): void {
  app.openapi(start, async (context) => {
    if (info.sandbox === undefined) throw new LatchkeyError('not_allowed', 'This agent has no sandbox.');
    return context.json(await info.sandbox(), 200);
  });
}
