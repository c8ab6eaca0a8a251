/** What the routes about the running agent return: a link to open, and who is about to end. */
import { z } from 'zod';

/** A link that the person opens in a browser. */
export const LinkResponse = z.object({ url: z.string() }).meta({ id: 'Link' });
export type LinkResponse = z.infer<typeof LinkResponse>;

export const QuitResponse = z
  .object({ pid: z.number().int().meta({ description: 'The process that ends once it has answered.' }) })
  .meta({ id: 'Quit' });
export type QuitResponse = z.infer<typeof QuitResponse>;
