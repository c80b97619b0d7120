// The check before every commit: static checks and the quick tests.
import { runStaticChecks } from './run-static-checks.ts';
import { runVitest } from './run-vitest.ts';
import { reportTally, sumTallies } from './tally.ts';

const strict = process.env['CI'] === 'true';
const projects = ['quick'];
reportTally(sumTallies([runStaticChecks(), runVitest({ projects, args: process.argv.slice(2), strict })]));
