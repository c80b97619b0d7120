/** npm run bench -- loops [--only NAME]...: whether agents that go in circles are found, and those that only seem to are left alone. */
import { parseArgs } from 'node:util';
import { cost } from './loops/cost.ts';
import { detect } from './loops/detect.ts';
import { runMeasures } from './report/run-measures.ts';

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });

await runMeasures('loops', [detect, cost], { only: values.only, rounds: 1 });
