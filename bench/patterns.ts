/** npm run bench -- patterns [--only NAME]... [--rounds N]: what it costs to work as a team, and what it brings. */
import { parseArgs } from 'node:util';
import { callOverhead } from './patterns/call-overhead.ts';
import { choosing } from './patterns/choosing.ts';
import { longLine } from './patterns/long-line.ts';
import { parallelAgents } from './patterns/parallel-agents.ts';
import { pipelineStages } from './patterns/pipeline-stages.ts';
import type { Measure } from './report/measure.ts';
import { runMeasures } from './report/run-measures.ts';

const MEASURES: readonly Measure[] = [parallelAgents, pipelineStages, callOverhead, longLine, choosing];
const DEFAULT_ROUNDS = 5;

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');

await runMeasures('patterns', MEASURES, { only: values.only, rounds });
