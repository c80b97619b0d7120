/** npm run bench -- gateway [--only NAME]... [--rounds N]: what a call of a model costs beyond the model, and how many the endpoint serves. */
import { parseArgs } from 'node:util';
import { overhead } from './gateway/overhead.ts';
import { throughput } from './gateway/throughput.ts';
import { runMeasures } from './report/run-measures.ts';

const DEFAULT_ROUNDS = 5;

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');

await runMeasures('gateway', [overhead, throughput], { only: values.only, rounds });
