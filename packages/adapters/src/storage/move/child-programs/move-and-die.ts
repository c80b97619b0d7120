/** `node move-and-die.ts DIRECTORY CONNECTION-STRING SCHEMA STEP COUNT`: moves, and ends as `kill -9` does at that visit of that step. */
import { moveToPostgres } from '../move-to-postgres.ts';

const [directory = '', connectionString = '', schema = '', step = '', count = ''] = process.argv.slice(2);
let visits = 0;

await moveToPostgres({
  directory,
  connectionString,
  schema,
  facts: { tenant: 'ten_1' },
  now: Date.now(),
  onProgress: (progress) => {
    visits += progress.step === step ? 1 : 0;
    if (visits === Number(count)) process.kill(process.pid, 'SIGKILL');
  },
});
