/** What route descriptions share: JSON in and out, and the errors of each route. Schemas name themselves, by `meta({ id })`. */
import type { z } from 'zod';
import { ERRORS, type ErrorCode } from '../../core/errors.ts';
import { Problem } from '../schemas/schemas.ts';

export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A request body: JSON, at most 64 KiB (256 KiB for logins). */
export function body<T extends z.ZodType>(schema: T, required: boolean) {
  return { required, content: { 'application/json': { schema } } };
}

/** What any route may answer. */
const ALWAYS: readonly ErrorCode[] = ['request_malformed', 'not_allowed', 'internal'];

/** What routes that ask the provider may answer. */
export const PROVIDER_ERRORS: readonly ErrorCode[] = [
  'provider_refused',
  'client_rejected',
  'issuer_mismatch',
  'discovery_failed',
  'provider_unreachable',
  'provider_error',
  'tls_untrusted',
];

/** What routes that ask the person may answer. */
export const ASK_ERRORS: readonly ErrorCode[] = ['ask_denied', 'ask_unanswered', 'ask_unavailable'];

/** What routes that hand out tokens, credentials or secrets may answer. */
export const GUARD_ERRORS: readonly ErrorCode[] = ['agent_locked', ...ASK_ERRORS];

/** What routes that write to the vault may answer. */
export const VAULT_ERRORS: readonly ErrorCode[] = ['vault_locked', 'vault_missing', 'vault_full', 'vault_failed'];

/** What routes that write the configuration may answer. */
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
