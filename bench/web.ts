/** npm run bench -- web [--only NAME]...: what the first load of the pages costs on a slow laptop, and how fast news is seen in them. */
import { parseArgs } from 'node:util';
import { buildWeb } from '../scripts/build-web.mjs';
import { join } from 'node:path';
import { runMeasures } from './report/run-measures.ts';
import { firstLoad } from './web/first-load.ts';
import { seenInPage } from './web/seen-in-page.ts';

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
buildWeb(join(import.meta.dirname, '..'), process.execPath);
await runMeasures('web', [firstLoad, seenInPage], { only: values.only, rounds: 5 });
