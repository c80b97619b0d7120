import * as z from 'zod';

const MEBIBYTE = 1024 * 1024;

/** How much may lie in one workspace. */
export const WorkspaceLimits = z.object({
  fileBytes: z
    .int()
    .positive()
    .default(32 * MEBIBYTE),
  totalBytes: z
    .int()
    .positive()
    .default(1024 * MEBIBYTE),
  files: z.int().positive().default(100_000),
});
export type WorkspaceLimits = z.infer<typeof WorkspaceLimits>;
