import * as z from 'zod';
import { FilePath } from '../filesystem/parse-path.ts';

const MOST_FILES = 50;

export const CodeInput = z.object({
  code: z
    .string()
    .min(1)
    .max(200_000)
    .describe(
      'A JavaScript module for Node. Its answer is what it prints with console.log. Files lie in /work, its working folder.',
    ),
  input: z.json().exactOptional().describe('Data for the program, as the global `input`.'),
  reads: z
    .array(FilePath)
    .max(MOST_FILES)
    .default([])
    .describe('Files of the workspace that it gets a copy of, under the same paths.'),
  writes: z
    .array(FilePath)
    .max(MOST_FILES)
    .default([])
    .describe('Files that it makes and that are taken over into the workspace when it has ended well.'),
});
export type CodeInput = z.infer<typeof CodeInput>;
