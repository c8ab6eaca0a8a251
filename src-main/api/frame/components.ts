/**
 * The schemas under the names that they have in the OpenAPI document, and the parts that route descriptions repeat.
 * Built from core's and the API's schemas by spreading their shapes, so that no member is written twice.
 */
import { z } from '@hono/zod-openapi';
import { ERRORS, type ErrorCode } from '../../core/errors.ts';
import * as core from '../../core/view.ts';
import * as api from '../schemas/schemas.ts';

export const Problem = z.object(api.Problem.shape).openapi('Problem');
export const ErrorView = z.object(core.ErrorView.shape).openapi('Error');
const SignInView = z.object({ ...core.SignInView.shape, error: ErrorView.optional() }).openapi('SignIn');

const RoleView = z.object({ ...core.RoleView.shape, problem: ErrorView.optional() }).openapi('Role');

export const ProfileView = z
  .object({
    ...core.ProfileView.shape,
    problem: ErrorView.optional(),
    sign_in: SignInView.optional(),
    roles: z.array(RoleView).optional(),
  })
  .openapi('Profile');

export const View = z
  .object({
    ...core.View.shape,
    profiles: z.array(ProfileView),
    agent: z.object({ ...core.View.shape.agent.shape, vault_problem: ErrorView.optional() }),
  })
  .openapi('View');

export const ProfilesResponse = z.object({ profiles: z.array(ProfileView) });
export const SignOutResponse = z.object({ ...api.SignOutResponse.shape, profile: ProfileView });
export const TokenResponse = z.object(api.TokenResponse.shape).openapi('Token');
export const RolesResponse = z.object({ roles: z.array(RoleView) });
export const AvailableRolesResponse = z.object(api.AvailableRolesResponse.shape).openapi('AvailableRoles');
export const RoleCredentialsResponse = z.object(api.RoleCredentialsResponse.shape).openapi('RoleCredentials');
export const DoctorReport = z.object(api.DoctorReport.shape).openapi('DoctorReport');

/** Path and query parameters take the name of the member. */
export const { NameParams, RoleParams } = api;

export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A request body: JSON, at most 64 KiB. */
export function body<T extends z.ZodType>(schema: T, required: boolean) {
  return { required, content: { 'application/json': { schema } } };
}

/** What any route may answer. */
const ALWAYS: readonly ErrorCode[] = ['request_malformed', 'not_allowed', 'internal'];

/** What the routes may answer that ask the provider. */
export const PROVIDER_ERRORS: readonly ErrorCode[] = [
  'provider_refused',
  'client_rejected',
  'issuer_mismatch',
  'discovery_failed',
  'provider_unreachable',
  'provider_error',
  'tls_untrusted',
];

/** What the routes may answer that hand out what opens something. */
export const GUARD_ERRORS: readonly ErrorCode[] = ['agent_locked', 'ask_denied', 'ask_unanswered', 'ask_unavailable'];

/** What the routes may answer that write to the vault. */
export const VAULT_ERRORS: readonly ErrorCode[] = ['vault_locked', 'vault_missing', 'vault_full', 'vault_failed'];

/** What the routes may answer that write the configuration. */
export const CONFIG_ERRORS: readonly ErrorCode[] = ['config_broken', 'config_newer', 'config_unwritable'];

/** Describes the errors of a route, by status, each with its codes. */
export function problems(...codes: readonly ErrorCode[]) {
  const byStatus: Record<string, { description: string; content: { 'application/problem+json': object } }> = {};
  for (const code of [...ALWAYS, ...codes]) {
    const status = String(ERRORS[code].status);
    const former = byStatus[status]?.description;
    const description = former === undefined ? code : `${former}, ${code}`;
    byStatus[status] = { description, content: { 'application/problem+json': { schema: Problem } } };
  }
  return byStatus;
}
