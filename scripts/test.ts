// Everything: static checks, then every test there is. CI runs this and nothing else.
import { runStaticChecks } from './run-static-checks.ts';
import { runVitest } from './run-vitest.ts';
import { reportTally, sumTallies } from './tally.ts';

const strict = process.env['CI'] === 'true';
const projects = ['quick', 'slow', 'e2e'];
reportTally(sumTallies([runStaticChecks(), runVitest({ projects, args: process.argv.slice(2), strict })]));
