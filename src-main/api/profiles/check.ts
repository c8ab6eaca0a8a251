/**
 * The live check of a provider while a person fills in a form: no change, so nothing is recorded. One at a time per
 * door: a new one ends the previous one, whose answer no one is waiting for any longer.
 */
import { createRoute } from '@hono/zod-openapi';
import { asLatchkeyError, LatchkeyError } from '../../core/errors.ts';
import type { CheckInput } from '../../core/provider/check.ts';
import { errorView } from '../../core/view.ts';
import type { App } from '../frame/app.ts';
import { body, json, problems } from '../frame/described.ts';
import type { ApiInfo } from '../frame/info.ts';
import { CHECK_PATH } from '../frame/paths.ts';
import { CheckBody, CheckResponse } from '../schemas/check-schemas.ts';

const check = createRoute({
  method: 'post',
  path: CHECK_PATH,
  summary: 'Checks the settings and whether the provider answers; changes nothing and registers nothing',
  request: { body: body(CheckBody, true) },
  responses: {
    200: json(CheckResponse, 'What was found, or the problem, within 8 s'),
    ...problems('request_too_large', 'agent_locked', 'sign_in_cancelled'),
  },
});

export function addCheckRoute(app: App, info: ApiInfo): void {
  const running = new Map<string, AbortController>();
  app.openapi(check, async (context) => {
    const { name } = context.env.door;
    const own = new AbortController();
    running.get(name)?.abort();
    running.set(name, own);
    const signal = AbortSignal.any([own.signal, context.req.raw.signal, info.closing]);
    try {
      return context.json(await outcome(info, context.req.valid('json'), signal), 200);
    } finally {
      if (running.get(name) === own) running.delete(name);
    }
  });
}

async function outcome(info: ApiInfo, input: CheckInput, signal: AbortSignal): Promise<CheckResponse> {
  try {
    if (info.check === undefined) throw new LatchkeyError('not_allowed', 'This agent cannot check providers.');
    const { displayName, flows, issuer } = await info.check(input, signal);
    return { ok: true, display_name: displayName, flows: [...flows], issuer };
  } catch (thrown) {
    if (signal.aborted) throw new LatchkeyError('sign_in_cancelled', 'A newer check replaced this one.');
    return { ok: false, problem: errorView(asLatchkeyError(thrown)) };
  }
}
