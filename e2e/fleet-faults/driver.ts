/** A worker, a server or both, over PostgreSQL, in a process of its own: `node driver.ts OPTIONS`. It is stopped and killed by tests. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { openPostgresStore } from '@tutti/adapters/storage/postgres';
import { createEngine, type Engine, type LiveFeed, type Program, type Store } from '@tutti/engine';
import { type RunId, toIdText, WorkerId } from '@tutti/protocol';
import { createFailpoint } from '@tutti/server/home';
import { Receiver } from '../kill-loops/receiver.ts';
import { DriverOptions, parseFailpoint, type Spoken } from './driver-options.ts';
import { openHttpDesk } from './http-desk.ts';
import { createFleetPrograms } from './programs.ts';
import { watchStore } from './watch-store.ts';
import { writeNextFormat } from './write-next-format.ts';

const options = DriverOptions.parse(JSON.parse(process.argv[2] ?? '{}'));
const receiver = new Receiver(options.folder);
const worker = WorkerId.parse(toIdText('wrk', Date.now(), randomBytes(16)));
const epochs = new Map<RunId, number>();
const say = (spoken: Spoken) => process.stdout.write(`${JSON.stringify(spoken)}\n`);
const die = () => void process.kill(process.pid, 'SIGKILL');

const live: LiveFeed = {
  publish(notice) {
    if (notice.type !== 'events') return;
    for (const { run, seq, hash, type } of notice.events) say({ say: 'event', run, seq, hash, type });
  },
};

async function openStore(): Promise<Store> {
  const { connectionString, schema, name, leaseMs, lookEveryMs } = options;
  const store = await openPostgresStore({
    connectionString,
    schema,
    name,
    connections: 4,
    // Many processes start at once on a machine that is busy.
    connectTimeoutMs: 30_000,
    ...(leaseMs !== undefined && { leaseMs }),
    ...(lookEveryMs !== undefined && { lookEveryMs }),
  });
  const released = options.release === 'new' ? writeNextFormat(store) : store;
  return watchStore(released, {
    onClaimed({ run, epoch }) {
      epochs.set(run, epoch);
      say({ say: 'claimed', run, epoch, at: Date.now() });
    },
    onFenced: (run) => say({ say: 'fenced', run }),
  });
}

/** The new release has a second version of one program, which does more, and keeps the first one for what has begun with it. */
function listPrograms(): Program[] {
  const programs = createFleetPrograms({ receiver, epochOf: (run) => epochs.get(run) ?? 1 });
  const slow = programs.find(({ name }) => name === 'slow');
  if (!slow || options.release === undefined) return programs;
  const first: Program = { ...slow, name: 'grown' };
  const second: Program = {
    ...first,
    version: 2,
    async run(scope, start) {
      await scope.step('new', { effect: 'pure' }, async () => null);
      return first.run(scope, start);
    },
  };
  return options.release === 'old' ? [...programs, first] : [...programs, first, second];
}

function createFleetEngine(store: Store): Engine {
  const plan = parseFailpoint(options.failpoint);
  return createEngine({
    store,
    worker,
    live,
    programs: listPrograms(),
    build: `fleet/${options.release ?? 'now'}`,
    concurrentRuns: Math.max(options.room, 1),
    onProblem: (error, run) => console.error(run, error),
    ...(plan && { failpoint: createFailpoint(plan, die) }),
  });
}

const store = await openStore();
const engine = createFleetEngine(store);
let server: Server | undefined;
let url: string | undefined;
if (options.serves) {
  let submissions = 0;
  const onSubmitted = () => {
    submissions += 1;
    if (submissions === options.diesAfterSubmissions) die();
  };
  ({ server, url } = await openHttpDesk({ engine, receiver, onSubmitted }));
}
process.once('SIGTERM', () => void drain());
if (options.room > 0) engine.start();
say({ say: 'ready', worker, ...(url !== undefined && { url }) });
// Where it only waits for signals of the database, nothing else keeps it alive.
setInterval(() => undefined, 60_000);

async function drain(): Promise<void> {
  const began = Date.now();
  server?.close();
  server?.closeAllConnections();
  await engine.close(options.graceMs ?? 10_000);
  await store[Symbol.asyncDispose]();
  say({ say: 'drained', tookMs: Date.now() - began });
  process.exit(0);
}
