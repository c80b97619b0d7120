import * as z from 'zod';

export const CodeRunSettings = z.strictObject({
  /** Off: there is no such tool. */
  enabled: z.boolean().default(false),
  limitSeconds: z.int().min(1).max(600).default(30),
  memoryMebibytes: z.int().min(64).max(16_384).default(256),
  outputBytes: z.int().min(1_000).max(1_000_000).default(64_000),
});
export type CodeRunSettings = z.infer<typeof CodeRunSettings>;
