/** The agent's lock and the questions to the person, as routes. Decides no answer: a door's rights say who may give one. */
import { createRoute } from '@hono/zod-openapi';
import type { Agent } from '../../core/agent/agent.ts';
import { LatchkeyError } from '../../core/errors.ts';
import type { App } from '../frame/app.ts';
import { body, CONFIG_ERRORS, problems } from '../frame/described.ts';
import { callerAt } from '../frame/door.ts';
import { AnswerBody, AskParams, PassphraseBody } from '../schemas/schemas.ts';

const lock = createRoute({
  method: 'post',
  path: '/v1/lock',
  summary: 'Locks the agent: no token, no credentials and no change until it is unlocked; sign-ins stay alive',
  request: { body: body(PassphraseBody, true) },
  responses: { 204: { description: 'Locked' }, ...problems('agent_locked', 'lock_passphrase') },
});

const unlock = createRoute({
  method: 'post',
  path: '/v1/unlock',
  summary: 'Unlocks the agent; each wrong passphrase delays the next answer',
  request: { body: body(PassphraseBody, true) },
  responses: { 204: { description: 'Unlocked' }, ...problems('agent_not_locked', 'lock_passphrase') },
});

const answer = createRoute({
  method: 'post',
  path: '/v1/asks/{id}',
  summary: 'Answers a question; only in the window and its page',
  request: { params: AskParams, body: body(AnswerBody, true) },
  responses: { 204: { description: 'Answered' }, ...problems('ask_unknown', 'agent_locked', ...CONFIG_ERRORS) },
});

export function addLockAndAskRoutes(app: App, agent: Agent): void {
  app.openapi(lock, async (context) => {
    await agent.guard.lock(context.req.valid('json').passphrase, callerAt(context.env.door));
    return context.body(null, 204);
  });
  app.openapi(unlock, async (context) => {
    const { door } = context.env;
    const turn = door.rights.answers ? 'person' : 'program';
    await agent.guard.unlock(context.req.valid('json').passphrase, callerAt(door), turn);
    return context.body(null, 204);
  });
  app.openapi(answer, async (context) => {
    const { rights, name } = context.env.door;
    if (!rights.answers) {
      throw new LatchkeyError('not_allowed', `Questions are answered in the window, not at the ${name}.`, {
        hint: 'Answer it in the Latchkey window, or in the page that `latchkey agent --page` opens.',
      });
    }
    await agent.guard.answerAsk(context.req.valid('param').id, context.req.valid('json').answer);
    return context.body(null, 204);
  });
}
