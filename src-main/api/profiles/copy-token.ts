/**
 * Copies a token on the person's behalf, for a window without a tray. The answer has no token, so the page never holds one: it
 * goes from the agent to the clipboard within the main process.
 */
import { createRoute } from '@hono/zod-openapi';
import type { Agent } from '../../core/agent/agent.ts';
import { LatchkeyError } from '../../core/errors.ts';
import type { App } from '../frame/app.ts';
import { GUARD_ERRORS, PROVIDER_ERRORS, problems, VAULT_ERRORS } from '../frame/described.ts';
import type { ApiInfo } from '../frame/info.ts';
import { NameParams } from '../schemas/schemas.ts';

const copyToken = createRoute({
  method: 'post',
  path: '/v1/profiles/{name}/copy-token',
  summary: "Copies an access token to the clipboard; only in the desktop app's window",
  request: { params: NameParams },
  responses: {
    204: { description: 'Copied' },
    ...problems(
      'profile_unknown',
      'sign_in_needed',
      'refresh_uncertain',
      ...GUARD_ERRORS,
      ...PROVIDER_ERRORS,
      ...VAULT_ERRORS,
    ),
  },
});

export function addCopyTokenRoute(app: App, agent: Agent, { copyToken: copy }: ApiInfo): void {
  app.openapi(copyToken, async (context) => {
    // No one is asked about it, so no program may do it.
    if (!context.env.door.rights.answers || copy === undefined) {
      throw new LatchkeyError('not_allowed', 'Tokens are copied only in the window of the desktop app.', {
        hint: 'Run `latchkey token NAME` instead.',
      });
    }
    await copy((await agent.token(context.req.valid('param').name)).accessToken);
    return context.body(null, 204);
  });
}
