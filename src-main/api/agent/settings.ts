/** The routes for the settings, the log in memory and the diagnosis. They contain no secret, so every door may read them. */
import { createRoute } from '@hono/zod-openapi';
import { present } from '../../../src-shared/present.ts';
import type { Agent } from '../../core/agent/agent.ts';
import { LatchkeyError } from '../../core/errors.ts';
import { SettingsPatch } from '../../core/settings.ts';
import { errorView } from '../../core/view.ts';
import type { App } from '../frame/app.ts';
import { ASK_ERRORS, body, CONFIG_ERRORS, json, problems } from '../frame/described.ts';
import type { Door } from '../frame/door.ts';
import type { ApiInfo, SettingsHost } from '../frame/info.ts';
import { Diagnosis, LogLine, LogQuery, LogResponse, SettingsResponse } from '../schemas/settings-schemas.ts';

const DEFAULT_LINES = 200;

const read = createRoute({
  method: 'get',
  path: '/v1/settings',
  summary: 'The settings for the whole program; an absent one has its default',
  responses: { 200: json(SettingsResponse, 'The settings'), ...problems('not_found') },
});

const change = createRoute({
  method: 'patch',
  path: '/v1/settings',
  summary: 'Changes the given settings; null resets one to its default',
  request: { body: body(SettingsPatch, true) },
  responses: {
    200: json(SettingsResponse, 'The settings'),
    ...problems('not_found', 'agent_locked', ...ASK_ERRORS, ...CONFIG_ERRORS),
  },
});

const log = createRoute({
  method: 'get',
  path: '/v1/log',
  summary: 'The newest lines of the log, oldest first; the log never holds a secret',
  request: { query: LogQuery },
  responses: {
    200: json(LogResponse, 'The lines'),
    ...problems(),
  },
});

const diagnosis = createRoute({
  method: 'get',
  path: '/v1/diagnosis',
  summary: 'What helps others to help you: versions, checks, log and outcomes, without names, people or secrets',
  responses: { 200: json(Diagnosis, 'The diagnosis'), ...problems('not_found') },
});

function hostOf({ settings }: ApiInfo): SettingsHost {
  if (settings === undefined) throw new LatchkeyError('not_found', 'This agent has no settings.');
  return settings;
}

function settingsView(host: SettingsHost, agent: Agent): SettingsResponse {
  const problem = host.problem();
  return {
    ...host.now(),
    about: present({
      file: host.file,
      problem: problem && errorView(problem),
      can_start_at_login: host.canStartAtLogin,
      vault: agent.view().agent.vault,
      environment: host.environment(),
    }),
  };
}

/**
 * A proxy or CA can read what the providers answer, bypassing every question. So while a profile asks about programs,
 * no program may change them; the person can, where questions are answered. Throws `not_allowed`.
 */
function demandMayRedirect(agent: Agent, door: Door, patch: SettingsPatch): void {
  if (door.rights.answers || (patch.proxy === undefined && patch.ca_file === undefined)) return;
  const asking = agent.view().profiles.find(({ ask = 'never' }) => ask !== 'never');
  if (asking === undefined) return;
  const message = `While ${asking.name} asks about programs, the proxy and CA file can only be changed in the window.`;
  throw new LatchkeyError('not_allowed', message, { hint: 'Open Settings in the Latchkey window.' });
}

/** Lines as the log wrote them; anything else is skipped. */
export function logLines(lines: readonly string[], limit: number): LogLine[] {
  return lines.slice(-limit).flatMap((line) => {
    const { time, level, event, ...fields } = JSON.parse(line) as Record<string, unknown>;
    const found = LogLine.safeParse({ time, level, event, fields });
    return found.success ? [found.data] : [];
  });
}

export function addSettingsRoutes(app: App, agent: Agent, info: ApiInfo): void {
  app.openapi(read, (context) => context.json(settingsView(hostOf(info), agent), 200));
  app.openapi(change, async (context) => {
    const host = hostOf(info);
    const patch = context.req.valid('json');
    demandMayRedirect(agent, context.env.door, patch);
    await host.change(patch);
    return context.json(settingsView(host, agent), 200);
  });
  app.openapi(log, (context) => {
    const { limit } = context.req.valid('query');
    const answer: LogResponse = { lines: logLines(info.recentLog?.() ?? [], limit ?? DEFAULT_LINES) };
    return context.json(answer, 200);
  });
  app.openapi(diagnosis, async (context) => {
    if (info.diagnosis === undefined) throw new LatchkeyError('not_found', 'This agent offers no diagnosis.');
    return context.json(await info.diagnosis(), 200);
  });
}
