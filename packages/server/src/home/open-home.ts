/** A data directory in use: its store, the engine over it, and what a run may be given. */
import { join, resolve } from 'node:path';
import { readAgentFolder } from '@tutti/adapters/agents';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { createCalculateTool, createCurrentTimeTool, createWriteNoteTool } from '@tutti/adapters/tools';
import {
  type AgentBook,
  type Clock,
  createAgentBook,
  createEngine,
  createRedact,
  createRehearsalModel,
  createTeamProgram,
  EngineError,
  type Engine,
  type Random,
  type Store,
  unpackPayload,
} from '@tutti/engine';
import { Payload, type Principal, RunId } from '@tutti/protocol';
import * as z from 'zod';
import { createFailpoint, type FailpointPlan } from './failpoint.ts';
import { HomeError } from './home-error.ts';
import { VERSION } from '../version.ts';
import { openIdentity } from './identity.ts';
import { LiveHub } from './live-hub.ts';
import { createSeededModel, SeedPin } from './seeded-model.ts';

export interface HomeOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Between two words of the rehearsal model. */
  readonly rehearsalLatencyMs: number;
  readonly concurrentRuns?: number | undefined;
  readonly failpoint?: FailpointPlan | undefined;
}

export interface Home extends AsyncDisposable {
  readonly directory: string;
  readonly store: Store;
  /** Not started: until then what is asked of it only waits. */
  readonly engine: Engine;
  readonly principal: Principal;
  readonly hub: LiveHub;
  readonly catalogue: AgentBook;
  /** What stands before every word of its model. */
  readonly wordsLabel: string;
}

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..');
const BUILD = `tutti/${VERSION}`;
const MODEL = 'rehearsal';

export async function openHome(options: HomeOptions): Promise<Home> {
  const { clock } = options;
  const directory = resolve(options.directory);
  const [principal, catalogue] = await Promise.all([openIdentity(directory, options), readCatalogue()]);
  const store = await openSqliteStore({ directory, clock }).catch((error: unknown) => {
    throw withRemedy(error);
  });
  const hub = new LiveHub();
  const engine = createHomeEngine(options, { directory, store, hub, principal });
  return {
    directory,
    store,
    engine,
    principal,
    hub,
    catalogue,
    wordsLabel: MODEL,
    async [Symbol.asyncDispose]() {
      await engine.close();
      await store[Symbol.asyncDispose]();
    },
  };
}

export async function readCatalogue(): Promise<AgentBook> {
  return createAgentBook(await readAgentFolder(join(REPOSITORY, 'catalog', 'agents')));
}

function createHomeEngine(
  { clock, random, rehearsalLatencyMs, concurrentRuns, failpoint }: HomeOptions,
  { directory, store, hub, principal }: Pick<Home, 'directory' | 'store' | 'hub' | 'principal'>,
): Engine {
  const rehearsal = createRehearsalModel({
    id: MODEL,
    clock,
    firstTokenMs: 10 * rehearsalLatencyMs,
    betweenTokensMs: rehearsalLatencyMs,
  });
  const model = createSeededModel(rehearsal, createSeedFinder(store, principal));
  const tools = [
    createCalculateTool(),
    createCurrentTimeTool({ clock }),
    createWriteNoteTool({ workspace: join(directory, 'workspace') }),
  ];
  return createEngine({
    store,
    clock,
    random,
    live: hub,
    redact: createRedact(),
    programs: [createTeamProgram({ model, tools, library: store })],
    build: BUILD,
    onProblem: (error, run) => hub.report({ error, run }),
    ...(concurrentRuns !== undefined && { concurrentRuns }),
    ...(failpoint && { failpoint: createFailpoint(failpoint, () => process.kill(process.pid, 'SIGKILL')) }),
  });
}

const Submission = z.object({ pins: Payload });

/** The seed stands in the first entry of the run's journal; it never changes, so it is read once. */
function createSeedFinder(store: Store, { tenant }: Principal): (run: string) => Promise<string | undefined> {
  const found = new Map<string, Promise<string | undefined>>();
  const find = async (run: string) => {
    const [first] = await store.readEntries(tenant, RunId.parse(run), { after: 0, limit: 1 });
    if (!first) return undefined;
    const { pins } = Submission.parse(JSON.parse(first.body));
    return SeedPin.safeParse(await unpackPayload(pins, tenant, store)).data?.seed;
  };
  return (run) => {
    const seed = found.get(run) ?? find(run);
    found.set(run, seed);
    return seed;
  };
}

function withRemedy(error: unknown): unknown {
  if (!(error instanceof EngineError) || error.code !== 'store_locked') return error;
  return new HomeError('store_locked', error.message, {
    remedy:
      'Ctrl-C where that process runs cancels its runs; when it has ended, try again, or choose another --data-dir.',
    cause: error,
  });
}
