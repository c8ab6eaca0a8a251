/**
 * What each route that is not a mere look asks the person about, when it comes from a door where no one can answer. Every
 * such route has its row here, or the handler does not start. A row is harmless only if it gives no program anything: it
 * takes away, or does what asks the person in any case.
 */
import type { z } from 'zod';
import type { Agent } from '../../core/agent/agent.ts';
import type { Role } from '../../core/profile.ts';
import type { SettingsPatch } from '../../core/settings.ts';
import type { Change, Wish } from '../../core/view.ts';
import type { ApiInfo } from '../frame/info.ts';
import type { ForwardBody } from '../schemas/forward-schemas.ts';
import type { AddProfileBody, EditProfileBody } from '../schemas/schemas.ts';
import { asksLess, profileChanges, roleAdded } from './profile-changes.ts';
import { settingsWishes } from './settings-changes.ts';

/** A valid request, as its route gets it. */
export interface Requested {
  readonly agent: Agent;
  readonly info: ApiInfo;
  readonly param: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

type Wishes = (requested: Requested) => readonly Wish[];
/** `asks itself`: what would change is only known while it is done. */
export type Rule = Wishes | 'harmless' | 'asks itself';

const ofProfile =
  (changes: (requested: Requested) => readonly Change[]): Wishes =>
  (requested) => [{ profile: requested.param['name'] ?? '', changes: changes(requested) }];

const client = (kind: Change['kind']): Wishes =>
  ofProfile(({ param, query }) => {
    const at = query['admin_url'];
    return [{ kind, name: `${param['id'] ?? ''}${at === undefined ? '' : ` (${at})`}`.trim() }];
  });

const editing: Wishes = ofProfile(({ agent, param, body }) =>
  profileChanges(agent.profile(param['name'] ?? ''), body as z.output<typeof EditProfileBody>),
);

/** Only if it asks for less than a new profile would. */
const adding: Wishes = ({ info, body }) => {
  const { name, ask } = body as AddProfileBody;
  return ask !== undefined && asksLess(ask, info.settings?.now().ask)
    ? [{ changes: [{ kind: 'profile_new', name }] }]
    : [];
};

const forwarding: Wishes = ({ agent, body }) => {
  const { host, profiles } = body as ForwardBody;
  return profiles.map((named) => {
    const [profile = '', role] = named.split('/');
    if (role === undefined) return { profile, changes: [{ kind: 'forward', name: host }] };
    const isKnown = rolesOf(agent, profile).has(role);
    return { profile, changes: isKnown ? [{ kind: 'forward_role', name: host, value: role }] : [] };
  });
};

const rolesOf = (agent: Agent, profile = '') => new Set(agent.profile(profile).roles?.map(({ name }) => name));

/** No one is asked in vain about a name that is taken, or that no role has. */
const roleAdding = ofProfile(({ agent, param, body }) => {
  const role = body as Role;
  return rolesOf(agent, param['name']).has(role.name) ? [] : [roleAdded(role)];
});

const roleRemoving = ofProfile(({ agent, param: { name, role = '' } }) =>
  rolesOf(agent, name).has(role) ? [{ kind: 'role_gone', name: role }] : [],
);

export const RULES: Readonly<Record<string, Rule>> = {
  'POST /v1/profiles': adding,
  'PATCH /v1/profiles/{name}': editing,
  'DELETE /v1/profiles/{name}': ofProfile(() => [{ kind: 'profile_gone' }]),
  'POST /v1/profiles/{name}/roles': roleAdding,
  'DELETE /v1/profiles/{name}/roles/{role}': roleRemoving,
  'POST /v1/forwards': forwarding,
  'PATCH /v1/settings': ({ info, body }) => settingsWishes(info.settings?.now() ?? {}, body as SettingsPatch),
  // For each profile, before its roles are added.
  'POST /v1/import/aws': 'asks itself',

  'POST /v1/profiles/{name}/clients': client('client_new'),
  'PUT /v1/profiles/{name}/clients/{id}': client('client_changed'),
  'PATCH /v1/profiles/{name}/clients/{id}': client('client_changed'),
  'DELETE /v1/profiles/{name}/clients/{id}': client('client_gone'),
  'PUT /v1/profiles/{name}/clients/{id}/lifespans': client('client_changed'),
  'POST /v1/profiles/{name}/clients/{id}/rotate-secret': client('client_secret_new'),
  'DELETE /v1/profiles/{name}/clients/{id}/former-secrets': client('client_secret_gone'),
  // A look, but at a secret.
  'GET /v1/profiles/{name}/clients/{id}/secret': client('client_secret'),

  // The person signs in, or does not.
  'POST /v1/profiles/{name}/sign-in': 'harmless',
  'POST /v1/profiles/{name}/sign-in/open': 'harmless',
  'POST /v1/profiles/{name}/sign-in/cancel': 'harmless',
  'POST /v1/profiles/{name}/roles/{role}/console': 'harmless',
  // These take away, or keep alive.
  'DELETE /v1/profiles/{name}/sign-in': 'harmless',
  'POST /v1/profiles/{name}/refresh': 'harmless',
  'DELETE /v1/forwards/{id}': 'harmless',
  'DELETE /v1/container-runs/{id}': 'harmless',
  // Any program of the person can end the agent's process.
  'POST /v1/quit': 'harmless',
  'POST /v1/lock': 'harmless',
  'POST /v1/unlock': 'harmless',
  // The gate asks, as for every token and every stored login.
  'POST /v1/container-runs': 'harmless',
  'POST /v1/logins/find': 'harmless',
  // A tool hands in what it was given, or says that it was refused.
  'POST /v1/logins': 'harmless',
  'POST /v1/logins/erase': 'harmless',
  // Changes nothing.
  'POST /v1/check': 'harmless',
  // Its page has the rights of the door that asked.
  'POST /v1/page': 'harmless',
  // Refused there at such a door.
  'POST /v1/asks/{id}': 'harmless',
  'POST /v1/profiles/{name}/copy-token': 'harmless',
  // Its profile keeps its rules, and its tokens are worth nothing.
  'POST /v1/sandbox': 'harmless',
};
