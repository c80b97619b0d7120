/** What stands behind the `?` of an address. Whatever does not parse is left out: an old link still opens its page. */
import * as z from 'zod';

export const RunsSearch = z.object({
  /** Names of states with commas between them; the page leaves out what it does not know. */
  status: z.string().max(200).optional().catch(undefined),
  text: z.string().max(200).optional().catch(undefined),
});

export const RunSearch = z.object({
  tab: z.enum(['timeline', 'events', 'artefacts', 'details']).optional().catch(undefined),
  /** The path of the step that is looked at. */
  step: z.string().max(500).optional().catch(undefined),
});

export const NewTaskSearch = z.object({
  goal: z.string().max(4_000).optional().catch(undefined),
  /** An agent that is chosen already. */
  agent: z.string().max(200).optional().catch(undefined),
});

export const LoginSearch = z.object({
  /** Where to go afterwards: a page of this interface and nowhere else. */
  back: z
    .string()
    .regex(/^\/ui(?:[/?#][^\\]*)?$/)
    .optional()
    .catch(undefined),
});
