/** The patterns by name, each with the input that it takes from a task. */
import { type AgentId, type Labelled, type PatternName, PATTERNS, type PatternOptions } from '@tutti/protocol';
import type * as z from 'zod';
import { InvalidInputError } from '../errors.ts';
import { auction, AuctionInput } from '../patterns/auction.ts';
import { collaborative, CollaborativeInput } from '../patterns/collaborative.ts';
import { competitive, CompetitiveInput } from '../patterns/competitive.ts';
import { consensus, ConsensusInput } from '../patterns/consensus.ts';
import { hierarchical, HierarchicalInput } from '../patterns/hierarchical.ts';
import { parallel, ParallelInput } from '../patterns/parallel.ts';
import type { Pattern, PatternContext, PatternResult } from '../patterns/pattern.ts';
import { pipeline, PipelineInput } from '../patterns/pipeline.ts';
import { sequential, SequentialInput } from '../patterns/sequential.ts';
import { swarm, SwarmInput } from '../patterns/swarm.ts';

export interface TeamTask {
  readonly goal: Labelled;
  readonly agents: readonly AgentId[];
  readonly options?: PatternOptions | undefined;
}

type Run = (task: TeamTask, context: PatternContext) => Promise<PatternResult>;

const RUNS: Readonly<Record<PatternName, Run>> = {
  sequential: toRun(SequentialInput, sequential),
  parallel: toRun(ParallelInput, parallel),
  pipeline: toRun(PipelineInput, pipeline),
  auction: toRun(AuctionInput, auction),
  collaborative: toRun(CollaborativeInput, collaborative),
  competitive: toRun(CompetitiveInput, competitive),
  consensus: toRun(ConsensusInput, consensus),
  hierarchical: toRun(HierarchicalInput, hierarchical),
  swarm: toRun(SwarmInput, swarm),
};

export function runPattern(name: PatternName, task: TeamTask, context: PatternContext): Promise<PatternResult> {
  return RUNS[name](task, context);
}

function toRun<Input>(schema: z.ZodType<Input>, pattern: Pattern<Input>): Run {
  return ({ goal, agents, options }, context) => pattern(schema.parse({ ...options, goal, agents }), context);
}

/** Elsewhere a branch has the name of its agent, so a second one of that name could not be told from the first. */
const MAY_COME_AGAIN: ReadonlySet<PatternName> = new Set(['sequential', 'pipeline']);

/** Where whoever leads does no part of the work. */
const LEADS_APART: ReadonlySet<PatternName> = new Set(['parallel', 'hierarchical']);

/** Refuses, before a run begins, what the pattern does not know or cannot work with. */
export function assertPattern(name: PatternName, { agents, options = {} }: Omit<TeamTask, 'goal'>): void {
  const { options: known, least } = PATTERNS[name];
  const unknown = Object.keys(options).find((option) => !known.some((each) => each === option));
  if (unknown !== undefined)
    throw new InvalidInputError(`patternOptions.${unknown}: ${name} does not know it`, `patternOptions.${unknown}`);
  const again = agents.find((agent, index) => agents.indexOf(agent) !== index);
  if (again !== undefined && !MAY_COME_AGAIN.has(name))
    throw new InvalidInputError(`agents: in ${name} each works once, and ${again} is named more often`, 'agents');
  const apart = LEADS_APART.has(name) ? options.lead : undefined;
  const members = new Set(agents.filter((agent) => agent !== apart && !options.judges?.includes(agent)));
  const wanted = apart === undefined ? least : Math.max(1, least - 1);
  if (members.size < wanted)
    throw new InvalidInputError(
      `agents: ${name} needs ${wanted} different agents at least, and there are ${members.size}`,
      'agents',
    );
}
