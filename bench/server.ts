/** npm run bench -- server [--only NAME]...: the server as it is started, over HTTP. */
import { parseArgs } from 'node:util';
import { runMeasures } from './report/run-measures.ts';
import { listRuns } from './server/list-runs.ts';
import { idleMemory, startUp } from './server/start-up.ts';

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
await runMeasures('server', [startUp, idleMemory, listRuns], { only: values.only, rounds: 1 });
