/** The patterns by name, each with the input that it takes from a task. */
import type { AgentId, Labelled, PatternName } from '@tutti/protocol';
import type { PatternContext, PatternResult } from '../patterns/pattern.ts';
import { ParallelInput, parallel } from '../patterns/parallel.ts';
import { SequentialInput, sequential } from '../patterns/sequential.ts';

export interface TeamTask {
  readonly goal: Labelled;
  readonly agents: readonly AgentId[];
}

const PATTERNS: Record<PatternName, (task: TeamTask, context: PatternContext) => Promise<PatternResult>> = {
  sequential: (task, context) => sequential(SequentialInput.parse(task), context),
  parallel: (task, context) => parallel(ParallelInput.parse(task), context),
};

export function runPattern(name: PatternName, task: TeamTask, context: PatternContext): Promise<PatternResult> {
  return PATTERNS[name](task, context);
}
