/** A worker over PostgreSQL in a process of its own: `node driver.ts OPTIONS`. It drives until it is ended, and says what troubles it. */
import { openPostgresStore } from '@tutti/adapters/storage/postgres';
import { createEngine, EngineError } from '@tutti/engine';
import { isFinished, type RunId } from '@tutti/protocol';
import { watchStore } from '../fleet-faults/watch-store.ts';
import { Receiver } from '../kill-loops/receiver.ts';
import { DriverOptions, PRINCIPAL, type Said } from './driver-words.ts';
import { createPrograms } from './programs.ts';

const HEALTH_EVERY_MS = 20;
const options = DriverOptions.parse(JSON.parse(process.argv[2] ?? '{}'));
const receiver = new Receiver(options.folder);
const epochs = new Map<RunId, number>();
const say = (said: Said) => process.stdout.write(`${JSON.stringify(said)}\n`);
/** The right time, whatever this process is made to believe. */
const now = Date.now.bind(Date);
// As on a machine whose clock is set wrong.
Date.now = () => now() + options.skewMs;

const { connectionString, schema, leaseMs, connections, statementTimeoutMs, patienceMs } = options;
const bare = await openPostgresStore({
  connectionString,
  schema,
  leaseMs,
  connections,
  statementTimeoutMs,
  patienceMs,
  lookEveryMs: Math.ceil(leaseMs / 6),
  connectTimeoutMs: statementTimeoutMs,
});
const store = watchStore(bare, {
  onClaimed({ run, epoch }) {
    epochs.set(run, epoch);
    say({ say: 'claimed', run, epoch, at: now() });
  },
  onFenced: () => undefined,
});

const engine = createEngine({
  store,
  concurrentRuns: options.room,
  programs: createPrograms({
    receiver,
    epochOf: (run) => epochs.get(run) ?? 1,
    onFired: (run, due) => void say({ say: 'fired', run, due, at: now() }),
  }),
  onProblem(error) {
    const code = error instanceof EngineError ? error.code : 'unknown';
    say({ say: 'problem', code, message: error instanceof Error ? error.message : String(error), at: now() });
  },
});

let felt = '';
setInterval(() => {
  const health = store.health();
  if (health.state === felt) return;
  felt = health.state;
  say({ say: 'health', state: felt, message: 'message' in health ? health.message : '', at: now() });
}, HEALTH_EVERY_MS);

/** Answers what is put before a person the way a person would: by looking at the receiver. */
async function answerDoubts(): Promise<void> {
  const { runs } = await engine.listRuns(PRINCIPAL, { status: ['waiting'], limit: 100 });
  for (const { run, status } of runs) {
    if (isFinished(status)) continue;
    const { doubts } = await engine.getRun(PRINCIPAL, run);
    for (const [path, { key }] of Object.entries(doubts)) {
      const verdict = receiver.knows(key)
        ? { path, verdict: 'happened' as const, output: { key } }
        : { path, verdict: 'not_happened' as const };
      await engine.answerDoubt(PRINCIPAL, run, verdict);
    }
  }
}

function lookForDoubts(): void {
  // Whatever hinders it, there is a next time.
  void answerDoubts()
    .catch(() => undefined)
    .then(() => setTimeout(lookForDoubts, 500));
}

engine.start();
lookForDoubts();
say({ say: 'ready' });
