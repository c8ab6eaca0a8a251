/** What the routes for container runs take and return. Shapes only, shared with the command line as types. */
import { z } from 'zod';

export const ContainerRunBody = z.strictObject({
  profile: z.string().min(1).max(64),
  role: z.string().min(1).max(128),
  owner: z.enum(['caller', 'shell']).default('caller').meta({
    description: 'The run ends with the process that asks, or with the shell that started it and evaluates its output.',
  }),
  pid: z.int().min(1).optional().meta({
    description: "The caller's process id, for systems that do not tell the agent.",
  }),
});
export type ContainerRunBody = z.infer<typeof ContainerRunBody>;

export const ContainerRunResponse = z
  .object({
    id: z.string(),
    url: z.string().meta({ description: 'AWS_CONTAINER_CREDENTIALS_FULL_URI.' }),
    authorization: z.string().meta({ description: 'AWS_CONTAINER_AUTHORIZATION_TOKEN, shown this once.' }),
    expires_at: z.int().meta({ description: 'Epoch seconds; the run ends earlier if its process ends.' }),
    owner_pid: z.int().optional().meta({ description: 'Absent: it ends when it is stopped, or when its time is up.' }),
  })
  .meta({ id: 'ContainerRun' });
export type ContainerRunResponse = z.infer<typeof ContainerRunResponse>;
