/** npm run bench -- handoff [--only NAME]... [--rounds N]: which facts arrive when agents that forget hand their work on, with contracts and without. */
import { parseArgs } from 'node:util';
import { keep } from './handoff/keep.ts';
import { lies } from './handoff/lies.ts';
import { runMeasures } from './report/run-measures.ts';

/** Seeds, for each way and each number of hops. */
const DEFAULT_ROUNDS = 40;

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');

await runMeasures('handoff', [keep, lies], { only: values.only, rounds });
