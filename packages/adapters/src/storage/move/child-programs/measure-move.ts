/** `node measure-move.ts DIRECTORY CONNECTION-STRING SCHEMA`: moves, and prints how long it took and how much memory at most. */
import { moveToPostgres } from '../move-to-postgres.ts';

const [directory = '', connectionString = '', schema = ''] = process.argv.slice(2);
const before = process.resourceUsage().maxRSS;
const startedAt = performance.now();
const { counts } = await moveToPostgres({ directory, connectionString, schema, facts: {}, now: Date.now() });
const ms = Math.round(performance.now() - startedAt);
const mebibytes = Math.round((process.resourceUsage().maxRSS - before) / 1_024);
process.stdout.write(`${JSON.stringify({ counts, ms, mebibytes })}\n`);
