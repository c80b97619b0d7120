// Everything: static checks, then every test there is. CI runs this and nothing else.
import { join } from 'node:path';
import { buildWeb } from './build-web.mjs';
import { runStaticChecks } from './run-static-checks.ts';
import { runVitest } from './run-vitest.ts';
import { reportTally, sumTallies } from './tally.ts';

const strict = process.env['CI'] === 'true';
const projects = ['quick', 'slow', 'e2e'];
// The browser's tests look at the pages as they are built.
buildWeb(join(import.meta.dirname, '..'), process.execPath);
reportTally(sumTallies([runStaticChecks(), runVitest({ projects, args: process.argv.slice(2), strict })]));
