/**
 * What the routes for settings, log and diagnosis take and return, as zod; see schemas.ts. A shape taken out of its
 * schema (`z.object(LogLine.shape)`) is written out in the OpenAPI document instead of referenced, as it has always
 * been there.
 */
import { z } from 'zod';
import { AuditEntry } from '../../core/audit.ts';
import { Settings } from '../../core/settings.ts';
import { ErrorView } from '../../core/view.ts';
import { DoctorCheck } from './schemas.ts';

/** The current settings, and what surrounds them. */
export const SettingsResponse = z
  .object({
    ...Settings.shape,
    about: z.object({
      /** Where they are kept. */
      file: z.string(),
      /** Set while that file cannot be read: the defaults apply, and nothing can be changed. */
      problem: z.object(ErrorView.shape).optional(),
      /** True if the agent can be started when the person logs in to the desktop. */
      can_start_at_login: z.boolean(),
      vault: z.enum(['keychain', 'file', 'memory']),
      /** Environment variables that override `proxy` and `ca_file`; without any password. */
      environment: z.object({ proxy: z.string().optional(), ca_file: z.string().optional() }),
    }),
  })
  .meta({ id: 'Settings' });
export type SettingsResponse = z.infer<typeof SettingsResponse>;

const MAX_LINES = 500;

/** Strict, so that a misspelled name is refused and does not silently return other lines. */
export const LogQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number')
    .transform(Number)
    .refine((count) => count >= 1 && count <= MAX_LINES, `must be from 1 to ${MAX_LINES}`)
    .optional()
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: MAX_LINES,
      description: 'How many of the newest lines at most; default 200.',
    }),
});

export const LogLine = z
  .object({
    time: z.string().meta({ description: 'RFC 3339, UTC, with milliseconds.' }),
    level: z.enum(['info', 'warn']),
    event: z.string(),
    fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  })
  .meta({ id: 'LogLine' });
export type LogLine = z.infer<typeof LogLine>;
/** Oldest first. */
export const LogResponse = z.object({ lines: z.array(LogLine) });
export type LogResponse = z.infer<typeof LogResponse>;

const AuditOutcome = AuditEntry.pick({ time: true, event: true, outcome: true, code: true, door: true });

/** Names, accounts, people and paths of the person's home have been removed; see diagnosis.ts. */
export const Diagnosis = z
  .object({
    made_at: z.string(),
    version: z.string(),
    runtime: z.record(z.string(), z.string()),
    platform: z.object({ system: z.string(), release: z.string(), arch: z.string(), desktop: z.string().optional() }),
    vault: z.object({ kind: z.string(), problem: z.string().optional() }),
    settings: z.object({ ...Settings.shape, problem: z.string().optional() }),
    environment: z
      .array(z.string())
      .meta({ description: 'Names of the variables that are set, without their values.' }),
    profiles: z.array(
      z.object({
        name: z.string(),
        provider: z.string(),
        host: z.string().optional(),
        state: z.string(),
        renewable: z.boolean(),
        expires_at: z.number().optional(),
        roles: z.number(),
        ask: z.string(),
        problem: z.string().optional(),
      }),
    ),
    checks: z.array(DoctorCheck),
    log: z.array(z.object(LogLine.shape)),
    audit: z.array(AuditOutcome),
  })
  .meta({ id: 'Diagnosis' });
export type Diagnosis = z.infer<typeof Diagnosis>;
