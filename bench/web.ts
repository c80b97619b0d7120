/** npm run bench -- web: what the first load of the web interface costs, on a laptop that is made slow. */
import { runMeasures } from './report/run-measures.ts';
import { firstLoad } from './web/first-load.ts';

await runMeasures('web', [firstLoad], { only: undefined, rounds: 5 });
