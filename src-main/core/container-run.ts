/**
 * What is kept about runs that have their own endpoint for AWS's tools: enough to recognize them after a restart of the
 * agent, and no secret. Shapes only.
 */
import { z } from 'zod';

/** Also part of the run's address. */
export const RUN_ID = '[\\w-]{16}';

/**
 * A process that a run lives as long as. `startedAt` is the system's value for its start; absent: the system does not
 * say.
 */
export const RunOwner = z.strictObject({ pid: z.int().min(1), startedAt: z.string().max(100).optional() });
export type RunOwner = z.infer<typeof RunOwner>;

export const ContainerRun = z.strictObject({
  id: z.string().regex(new RegExp(`^${RUN_ID}$`)),
  profile: z.string().max(64),
  role: z.string().max(128),
  /** What the name meant when the run began: if another role gets the name later, the run does not get that role. */
  account_id: z.string().max(128),
  role_id: z.string().max(1024),
  /** SHA-256 of the bearer value, in hex. The value itself is not kept anywhere. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  owner: RunOwner.optional(),
  /** Epoch milliseconds. */
  ends_at_ms: z.number(),
});
export type ContainerRun = z.infer<typeof ContainerRun>;

export const KeptRuns = z.strictObject({
  version: z.literal(1),
  /** 0: none was ever opened. */
  port: z.int().min(0).max(65535),
  runs: z.array(ContainerRun).max(10_000),
});
export type KeptRuns = z.infer<typeof KeptRuns>;

export interface ContainerRunStore {
  /** What was saved last; undefined: nothing, or nothing readable (no loss: the runs end). */
  load(): Promise<KeptRuns | undefined>;
  /** Durable when it resolves. Rejects with `config_unwritable`. */
  save(kept: KeptRuns): Promise<void>;
}
