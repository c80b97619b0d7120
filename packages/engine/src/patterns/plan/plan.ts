/** What a lead hands out: sub-tasks, each with who does it, what it needs, and how it is told that it is done. */
import { AgentId } from '@tutti/protocol';
import * as z from 'zod';

export const MOST_TASKS = 20;
/** How many sub-tasks may follow one from the other. */
export const MOST_DEPTH = 10;
export const WHAT_LIMIT = 2_000;
export const TEST_LIMIT = 1_000;

/** As a lead may answer. What makes no sense is found afterwards, so that it can be told why. */
export const PlanAnswer = z.object({
  tasks: z
    .array(
      z.object({
        id: z.string().max(80).describe('A short name of your own, such as "survey"; no two are the same'),
        what: z.string().max(WHAT_LIMIT).describe('What is to be done, so that it can be done without asking back'),
        after: z.array(z.string().max(80)).max(MOST_TASKS).describe('Ids of the sub-tasks whose results it needs'),
        assignee: z.string().max(80).describe('Who does it: one of the workers'),
        instead: z.string().max(80).nullish().describe('Which other worker takes it over if that one fails'),
        test: z.string().max(TEST_LIMIT).describe('How you will see in the result that it is done'),
        share: z.number().min(0).max(100).describe('Its share of the whole effort, in per cent'),
        part: z
          .int()
          .min(1)
          .max(100)
          .nullish()
          .describe('The number of the part that it belongs to, where parts are listed'),
      }),
    )
    .max(100),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;

export interface SubTask {
  readonly id: string;
  readonly what: string;
  readonly after: readonly string[];
  readonly assignee: AgentId;
  readonly instead?: AgentId;
  readonly test: string;
  /** Of 1 for the whole plan. */
  readonly share: number;
}

/** Takes an answer that has no faults. */
export function toPlan({ tasks }: PlanAnswer, workers: readonly AgentId[]): readonly SubTask[] {
  const whole = tasks.reduce((sum, { share }) => sum + share, 0);
  return tasks.map(({ id, what, after, assignee, instead, test, share }) => {
    const other = workers.find((worker) => worker === instead && worker !== assignee);
    return {
      id,
      what: what.trim(),
      after: [...new Set(after)],
      assignee: AgentId.parse(assignee),
      ...(other !== undefined && { instead: other }),
      test: test.trim(),
      share: whole > 0 ? share / whole : 1 / tasks.length,
    };
  });
}
