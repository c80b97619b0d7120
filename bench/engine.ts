/** npm run bench -- engine [--only NAME]... [--rounds N]: the engine embedded and on PostgreSQL, in ratios and in figures. */
import { parseArgs } from 'node:util';
import { claims } from './engine/claims.ts';
import { compareSteps } from './engine/compare-steps.ts';
import { growth } from './engine/growth.ts';
import type { Measure } from './report/measure.ts';
import { runMeasures } from './report/run-measures.ts';
import { idleMemory, startUp } from './engine/process-costs.ts';
import { resumeChat, resumeSteps } from './engine/resume.ts';
import { scaleOut } from './engine/scale-out.ts';
import { shortRuns } from './engine/short-runs.ts';
import { slowDisk } from './engine/slow-disk.ts';
import { waitingRuns } from './engine/waiting-runs.ts';

const MEASURES: readonly Measure[] = [
  compareSteps,
  shortRuns,
  growth,
  resumeSteps,
  resumeChat,
  waitingRuns,
  scaleOut,
  claims,
  slowDisk,
  idleMemory,
  startUp,
];
const DEFAULT_ROUNDS = 7;

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');

await runMeasures('engine', MEASURES, { only: values.only, rounds });
