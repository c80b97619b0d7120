// A process of its own that drives runs and says on its output what it does, to be stopped, starved or blocked by a test.
// Usage: driver.ts DIRECTORY PROGRAM COUNT; every act is noted in DIRECTORY/acts.log before it begins.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { createEngine, type Program } from '@tutti/engine';
import { Json, LOCAL_OWNER, type RunId } from '@tutti/protocol';

const [directory = '', name = '', count = '0'] = process.argv.slice(2);
const MEGABYTE = 1_000_000;

function toProgram(program: string, run: Program['run']): Program {
  return { name: program, version: 1, input: Json, run };
}

function note(run: RunId, path: string): void {
  appendFileSync(join(directory, 'acts.log'), `${run} ${path}\n`);
}

const programs: Program[] = [
  toProgram('steps', async (scope, { labels }) => {
    for (let step = 1; step <= 5; step++) {
      await scope.step('step', { effect: 'pure' }, async () => {
        note(scope.run, `step/${step}`);
        await new Promise((resolve) => setTimeout(resolve, 40));
        return step;
      });
    }
    return { output: 'done', labels };
  }),
  toProgram('huge', async (scope, { labels }) => {
    const text = await scope.step('huge', { effect: 'pure' }, async () => 'x'.repeat(200 * MEGABYTE));
    return { output: text.length, labels };
  }),
  toProgram('starve', async (scope, { labels }) => {
    const text = await scope.step('starve', { effect: 'pure' }, async () => {
      note(scope.run, 'starve/1');
      return Array.from({ length: 400 }, (_, index) => Buffer.alloc(MEGABYTE, `${index}`).toString('latin1'));
    });
    return { output: text.length, labels };
  }),
  toProgram('block', async (scope, { labels }) => {
    await scope.step('block', { effect: 'pure' }, async () => {
      note(scope.run, 'block/1');
      for (const end = Date.now() + 10_000; Date.now() < end; );
    });
    return { output: 'unblocked', labels };
  }),
];

const store = await openSqliteStore({ directory });
const engine = createEngine({ store, programs, onProblem: (error) => console.error(error) });
process.once('SIGTERM', () => void drain());

async function drain(): Promise<void> {
  const began = Date.now();
  await engine.close(10_000);
  await store[Symbol.asyncDispose]();
  console.log(`drained ${Date.now() - began}`);
  process.exit(0);
}

for (let made = 0; made < Number(count); made++) {
  await engine.submit(LOCAL_OWNER, { program: made === 0 ? name : 'steps', title: name, input: null });
}
console.log('submitted');
engine.start();
const { runs } = await engine.listRuns(LOCAL_OWNER, { limit: 1_000 });
for (const { run } of runs) {
  const { status, errorCode = '-' } = await engine.untilSettled(LOCAL_OWNER, run, { or: ['quarantined'] });
  console.log(`ended ${run} ${status} ${errorCode}`);
}
await engine.close();
await store[Symbol.asyncDispose]();
