/** npm run bench -- live [--only NAME]... [--rounds N]: what happens in a run, until somebody sees it. */
import { parseArgs } from 'node:util';
import { catchUp } from './live/catch-up.ts';
import { latency } from './live/latency.ts';
import { runMeasures } from './report/run-measures.ts';

const DEFAULT_ROUNDS = 5;

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');

await runMeasures('live', [latency, catchUp], { only: values.only, rounds });
