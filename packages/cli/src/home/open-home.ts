/** A data directory in use: its store, the engine over it, and what a run may be given. */
import { join, resolve } from 'node:path';
import { readAgentFolder } from '@tutti/adapters/agents';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { createCalculateTool, createCurrentTimeTool, createWriteNoteTool } from '@tutti/adapters/tools';
import {
  type AgentBook,
  createAgentBook,
  createEngine,
  createRedact,
  createRehearsalModel,
  createTeamProgram,
  EngineError,
  type Engine,
  type Store,
  unpackPayload,
} from '@tutti/engine';
import { Payload, type Principal, RunId } from '@tutti/protocol';
import * as z from 'zod';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { createFailpoint } from '../failpoint.ts';
import { CommandError } from '../report-error.ts';
import { openIdentity } from './identity.ts';
import { LiveHub } from './live-hub.ts';
import { createSeededModel, SeedPin } from './seeded-model.ts';

export interface Home extends AsyncDisposable {
  readonly directory: string;
  readonly store: Store;
  /** Not started: until then what is asked of it only waits. */
  readonly engine: Engine;
  readonly principal: Principal;
  readonly hub: LiveHub;
  /** What stands before every word of its model. */
  readonly wordsLabel: string;
}

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..');
const BUILD = 'tutti/0.0.0';
const MODEL = 'rehearsal';

export async function openHome(context: CommandContext, { dataDir }: CommonOptions): Promise<Home> {
  const directory = dataDir === undefined ? context.config.dataDirectory : resolve(dataDir);
  const principal = await openIdentity(directory, context);
  const store = await openSqliteStore({ directory, clock: context.clock }).catch((error: unknown) => {
    throw withRemedy(error);
  });
  const hub = new LiveHub();
  const engine = createHomeEngine(context, { directory, store, hub, principal });
  return {
    directory,
    store,
    engine,
    principal,
    hub,
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
  { clock, random, config }: CommandContext,
  { directory, store, hub, principal }: Pick<Home, 'directory' | 'store' | 'hub' | 'principal'>,
): Engine {
  const { rehearsalLatencyMs, failpoint } = config;
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
  return new CommandError('store_locked', error.message, {
    remedy:
      'Ctrl-C where that process runs cancels its runs; when it has ended, try again, or choose another --data-dir.',
    cause: error,
  });
}
