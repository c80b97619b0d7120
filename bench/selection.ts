/** npm run bench -- selection [--only accuracy] [--rounds N]: how often the right agent is chosen without a model, and how long it takes. */
import { parseArgs } from 'node:util';
import { runMeasures } from './report/run-measures.ts';
import { accuracy } from './selection/accuracy.ts';
import { amongMany } from './selection/among-many.ts';
import { byNewWriters } from './selection/by-new-writers.ts';

const DEFAULT_ROUNDS = 5;

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');

await runMeasures('selection', [accuracy, amongMany, byNewWriters], { only: values.only, rounds });
