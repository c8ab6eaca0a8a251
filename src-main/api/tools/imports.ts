/**
 * Routes that import another tool's configuration: AWS's sign-ins with IAM Identity Center become profiles. The file is
 * read for each request and never written; src-shared/ decides what it means.
 */
import { createRoute } from '@hono/zod-openapi';
import { parseAwsConfig } from '../../../src-shared/aws-config.ts';
import { type ImportPlan, type PlannedProfile, planImport } from '../../../src-shared/aws-import.ts';
import { signInsOf } from '../../../src-shared/aws-sign-ins.ts';
import type { Agent } from '../../core/agent/agent.ts';
import { ERRORS, LatchkeyError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';
import type { Wish } from '../../core/view.ts';
import { askPerson } from '../changes/ask-first.ts';
import { roleAdded } from '../changes/profile-changes.ts';
import type { App } from '../frame/app.ts';
import { ASK_ERRORS, body, CONFIG_ERRORS, json, problems, VAULT_ERRORS } from '../frame/described.ts';
import type { ApiInfo } from '../frame/info.ts';
import { AwsImportBody, AwsImportedResponse, AwsImportResponse } from '../schemas/import-schemas.ts';

const look = createRoute({
  method: 'get',
  path: '/v1/import/aws',
  summary: "The sign-ins in AWS's configuration file, and which of them are already profiles",
  responses: {
    200: json(AwsImportResponse, 'What could be added'),
    ...problems('config_broken', 'agent_locked'),
  },
});

const take = createRoute({
  method: 'post',
  path: '/v1/import/aws',
  summary: 'Adds the given sign-ins as profiles, with their roles; existing ones are left alone',
  request: { body: body(AwsImportBody, true) },
  responses: {
    200: json(AwsImportedResponse, 'What was added, and what the agent refused'),
    ...problems('request_too_large', 'agent_locked', ...ASK_ERRORS, ...VAULT_ERRORS, ...CONFIG_ERRORS),
  },
});

type Imported = AwsImportedResponse;

export function addImportRoutes(app: App, agent: Agent, info: ApiInfo): void {
  app.openapi(look, async (context) => {
    const { file, found, plan } = await planned(agent, info);
    const signIns = plan.profiles.map(shown);
    return context.json({ file, found, sign_ins: signIns, problems: [...plan.problems] }, 200);
  });
  app.openapi(take, async (context) => {
    const names = new Set(context.req.valid('json').names);
    const { plan } = await planned(agent, info);
    const done: Imported = { added: [], problems: [] };
    for (const profile of plan.profiles.filter(({ name }) => names.has(name))) {
      const ask = () => askPerson(agent, context.env.door, [wishOf(profile)]);
      if (!profile.isThere || (await noting(profile.line, done, ask))) await add(agent, profile, done);
    }
    return context.json(done, 200);
  });
}

async function planned(agent: Agent, info: ApiInfo): Promise<{ file: string; found: boolean; plan: ImportPlan }> {
  if (info.awsConfig === undefined) throw new LatchkeyError('not_allowed', 'This agent cannot import sign-ins.');
  const { file, text } = await info.awsConfig();
  const { signIns, problems: own } = signInsOf(parseAwsConfig(text ?? ''));
  const plan = planImport(signIns, agent.view().profiles);
  const all = [...own, ...plan.problems].sort((a, b) => a.line - b.line);
  const problems = all.map(({ line, message }) => ({ line, message: plainText(message) }));
  return { file, found: text !== undefined, plan: { profiles: plan.profiles, problems } };
}

function shown({
  name,
  from,
  startUrl,
  settings,
  isThere,
  roles,
}: PlannedProfile): AwsImportResponse['sign_ins'][number] {
  const { region, scopes } = settings;
  return {
    name,
    ...(from !== undefined && { sso_session: plainText(from) }),
    start_url: plainText(startUrl),
    ...(typeof region === 'string' && { region }),
    scopes: Array.isArray(scopes) ? scopes.map(String) : [],
    roles: roles.map(({ role, from: awsProfile, isThere: exists }) => ({
      ...role,
      aws_profile: plainText(awsProfile),
      role_id: plainText(role.role_id),
      exists,
    })),
    exists: isThere,
  };
}

const freshRoles = ({ roles }: PlannedProfile) => roles.filter((role) => !role.isThere);

/** What changes about a profile that is there already. */
function wishOf(profile: PlannedProfile): Wish {
  return { profile: profile.name, changes: freshRoles(profile).map(({ role }) => roleAdded(role)) };
}

async function add(agent: Agent, profile: PlannedProfile, done: Imported): Promise<void> {
  const { name, settings, isThere } = profile;
  const isIn =
    isThere || (await noting(profile.line, done, () => agent.addProfile({ name, provider: 'aws', settings })));
  if (!isIn) return;
  let count = isThere ? 0 : 1;
  for (const { role, line } of freshRoles(profile))
    if (await noting(line, done, () => agent.addRole(name, role))) count += 1;
  if (count > 0) done.added.push(name);
}

/** Each refused sign-in is noted with its line, and the others continue; a locked vault ends it all. */
async function noting(line: number, done: Imported, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (thrown) {
    if (!(thrown instanceof LatchkeyError) || ERRORS[thrown.code].status >= 500) throw thrown;
    done.problems.push({ line, message: thrown.message });
    return false;
  }
}
