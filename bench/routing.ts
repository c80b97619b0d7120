/** npm run bench -- routing [--rounds N]: how long it takes to choose who answers, among many models. */
import { parseArgs } from 'node:util';
import { routeDecisions } from './gateway/route-decisions.ts';
import { runMeasures } from './report/run-measures.ts';

const DEFAULT_ROUNDS = 5;

const { values } = parseArgs({ options: { rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');

await runMeasures('routing', [routeDecisions], { only: undefined, rounds });
