import * as z from 'zod';
import { findOpenProblem } from './find-open-problem.ts';

/**
 * One word of a command. `{text}` stands for any one word that is no option, `{file}` for a path inside the workspace,
 * `{number}` for a whole number; everything else for exactly itself.
 */
const Word = z
  .string()
  .min(1)
  .max(1_000)
  .refine((word) => !/[\p{Cc}]/u.test(word), { error: 'has a control character' });

const Program = Word.refine((word) => !/[{}]/u.test(word), { error: 'the program is named exactly, not by a pattern' });

export const AllowedCommand = z
  .array(Word)
  .min(1)
  .max(64)
  .superRefine((words, context) => {
    const program = Program.safeParse(words[0]);
    if (!program.success)
      context.addIssue({ code: 'custom', message: program.error.issues[0]?.message ?? 'is no program' });
    const problem = findOpenProblem(words);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

export const ShellSettings = z.strictObject({
  /** Whole commands, word by word. None: there is no shell. */
  commands: z.array(AllowedCommand).max(200).default([]),
  /** Where programs are looked for. */
  path: z
    .array(z.string().regex(/^\/[^:]*$/u, { error: 'is not an absolute folder' }))
    .default(['/usr/local/bin', '/usr/bin', '/bin']),
  /** Given to every command; nothing else of this process's environment is. */
  environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u), z.string().max(4_000)).default({}),
  limitSeconds: z.int().min(1).max(3_600).default(120),
  outputBytes: z.int().min(1_000).max(1_000_000).default(64_000),
});
export type ShellSettings = z.infer<typeof ShellSettings>;
