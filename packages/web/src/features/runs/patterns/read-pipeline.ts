/** From what a pipeline has recorded to its stages, with how many items have come to each and what became of them. */
import * as z from 'zod';
import { findFact, listFacts, type Recorded } from './recorded.ts';

const Begun = z.object({
  items: z.number(),
  from: z.string(),
  stages: z.array(z.string()),
  buffer: z.number(),
  order: z.string(),
  atOnce: z.number(),
});
const Passed = z.object({ item: z.number(), stage: z.number(), by: z.string(), tries: z.number() });
const SetAside = Passed.extend({ reason: z.string() });

export interface Stage {
  /** Counted from 1. */
  readonly stage: number;
  readonly by: string;
  readonly passed: number;
  readonly setAside: number;
  /** Handed on by the stage before, and not done with yet: it waits here or is being worked on. */
  readonly here: number;
  /** Those that needed more than one try. */
  readonly again: number;
}

export function readPipeline(recorded: readonly Recorded[]) {
  const begun = findFact(recorded, 'pipeline.begun', Begun);
  const passed = listFacts(recorded, 'pipeline.passed', Passed);
  const setAside = listFacts(recorded, 'pipeline.set_aside', SetAside);
  let arrived = begun?.items ?? 0;
  const stages = (begun?.stages ?? []).map((by, place): Stage => {
    const stage = place + 1;
    const done = passed.filter((each) => each.stage === stage);
    const aside = setAside.filter((each) => each.stage === stage).length;
    const here = Math.max(0, arrived - done.length - aside);
    arrived = done.length;
    return {
      stage,
      by,
      passed: done.length,
      setAside: aside,
      here,
      again: done.filter(({ tries }) => tries > 1).length,
    };
  });
  return { begun, stages, setAside, out: arrived };
}
