/** A place to work in, in use: its store, the engine over it, and what a run may be given. */
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { readAgentFolder } from '@tutti/adapters/agents';
import { createCalculateTool, createCurrentTimeTool, createWriteNoteTool } from '@tutti/adapters/tools';
import {
  type AgentBook,
  type Clock,
  createAgentBook,
  createCallsProgram,
  createEngine,
  createRehearsalModel,
  createTeamProgram,
  type Engine,
  type Random,
  type Redact,
  type Store,
} from '@tutti/engine';
import { type Principal, RANDOM_BYTES, toIdText, WorkerId, type WorkerRole } from '@tutti/protocol';
import type { ModelSettings } from '../config/model-settings.ts';
import { SecretBook } from '../credentials/secret-book.ts';
import { HomeModels } from '../models/home-models.ts';
import { VERSION } from '../version.ts';
import { createFailpoint, type FailpointPlan } from './failpoint.ts';
import { LiveHub } from './live-hub.ts';
import { type DatabaseWish, type OpenedStore, openDatabase, openDirectory } from './open-store.ts';
import { createSeededModel, createSeedFinder } from './seeded-model.ts';

export interface HomeOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Between two words of the rehearsal model. */
  readonly rehearsalLatencyMs: number;
  /** How many runs this process drives at once. */
  readonly concurrentRuns?: number | undefined;
  /** How many runs of one tenant are driven at once, by all processes together. */
  readonly runsPerTenant?: number | undefined;
  readonly failpoint?: FailpointPlan | undefined;
  /** Which models may be called. Absent: none but the rehearsal model. */
  readonly models?: ModelSettings | undefined;
  /** Shared with other processes; without it everything is kept in the directory. */
  readonly database?: DatabaseWish | undefined;
}

export interface Home extends AsyncDisposable {
  readonly directory: string;
  readonly store: Store;
  /** What keeps everything; `version` is that of the server of the database. */
  readonly kept: { readonly kind: 'sqlite' | 'postgres'; readonly version?: string | undefined };
  /** Not started: until then what is asked of it only waits. */
  readonly engine: Engine;
  readonly principal: Principal;
  readonly hub: LiveHub;
  readonly catalogue: AgentBook;
  /** By which everything here goes: that of the database, where there is one. */
  readonly clock: Clock;
  /** What stands before every word of its rehearsal model. */
  readonly wordsLabel: string;
  /** What can be called, with which keys, and who chooses among them. */
  readonly models: HomeModels;
  /** Takes every secret that this process knows out of a text. */
  readonly redact: Redact;
  /** Who this process is among those that work here, and what it is called. */
  readonly worker: { readonly id: WorkerId; readonly name: string };
  /** Lets people see this process among those that work here. */
  announce(presence: Presence): Promise<void>;
}

export interface Presence {
  readonly roles: readonly WorkerRole[];
  /** Where its server answers. */
  readonly url?: string;
  readonly drives: boolean;
}

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..');
const BUILD = `tutti/${VERSION}`;
const MODEL = 'rehearsal';

export async function openHome(options: HomeOptions): Promise<Home> {
  const directory = resolve(options.directory);
  const { clock, random, database } = options;
  const id = WorkerId.parse(toIdText('wrk', clock.now(), random.bytes(RANDOM_BYTES)));
  const worker = { id, name: database?.name ?? `${hostname()}:${process.pid}` };
  const hub = new LiveHub();
  const places = { directory, hub, clock, random };
  const [opened, catalogue] = await Promise.all([
    database ? openDatabase({ ...database, name: worker.name }, places) : openDirectory(places),
    readCatalogue(),
  ]);
  const { store, principal, kept } = opened;
  const shared = store.clock ?? clock;
  const secrets = new SecretBook();
  const { redact } = secrets;
  const parts = { ...opened, directory, hub };
  const models = createHomeModels({ ...options, clock: shared }, { ...parts, secrets });
  const engine = createHomeEngine({ ...options, clock: shared }, { ...parts, worker: id, models, redact });
  return {
    directory,
    store,
    kept,
    engine,
    principal,
    hub,
    catalogue,
    clock: shared,
    wordsLabel: MODEL,
    models,
    redact,
    worker,
    announce: ({ drives, roles, url }) =>
      engine.announce({
        name: worker.name,
        roles: [...roles],
        pid: process.pid,
        host: hostname(),
        ...(url !== undefined && { url }),
        ...(!drives && { room: 0 }),
      }),
    async [Symbol.asyncDispose]() {
      await engine.close();
      await models[Symbol.asyncDispose]();
      await opened.close();
    },
  };
}

export async function readCatalogue(): Promise<AgentBook> {
  return createAgentBook(await readAgentFolder(join(REPOSITORY, 'catalog', 'agents')));
}

interface HomeParts extends Pick<OpenedStore, 'store'> {
  readonly directory: string;
  readonly hub: LiveHub;
  readonly worker: WorkerId;
  readonly models: HomeModels;
  readonly redact: Redact;
}

interface ModelParts extends Pick<OpenedStore, 'store' | 'principal' | 'kept'> {
  readonly directory: string;
  readonly hub: LiveHub;
  readonly secrets: SecretBook;
}

/** For programs that set nothing. */
const NO_MODELS: Omit<ModelSettings, 'keyFile'> = { use: 'rehearsal', catalogueUrl: '', providers: [] };

function createHomeModels(
  { clock, random, rehearsalLatencyMs, models }: HomeOptions,
  { directory, store, hub, principal, kept, secrets }: ModelParts,
): HomeModels {
  const rehearsal = createRehearsalModel({
    id: MODEL,
    clock,
    firstTokenMs: 10 * rehearsalLatencyMs,
    betweenTokensMs: rehearsalLatencyMs,
  });
  return new HomeModels({
    settings: models ?? { ...NO_MODELS, keyFile: join(directory, 'key-file') },
    directory,
    catalogueFolder: join(REPOSITORY, 'catalog', 'models'),
    store,
    isShared: kept.kind !== 'sqlite',
    secrets,
    rehearsal: createSeededModel(rehearsal, createSeedFinder(store, principal)),
    clock,
    random,
    onProblem: (error) => hub.report({ error, run: undefined }),
  });
}

function createHomeEngine(
  { clock, random, concurrentRuns, runsPerTenant, failpoint }: HomeOptions,
  { directory, store, hub, worker, models, redact }: HomeParts,
): Engine {
  const tools = [
    createCalculateTool(),
    createCurrentTimeTool({ clock }),
    createWriteNoteTool({ workspace: join(directory, 'workspace') }),
  ];
  return createEngine({
    store,
    clock,
    random,
    worker,
    live: hub,
    redact,
    programs: [createTeamProgram({ models: models.routing, tools, library: store }), createCallsProgram()],
    build: BUILD,
    onProblem: (error, run) => hub.report({ error, run }),
    ...(concurrentRuns !== undefined && { concurrentRuns }),
    ...(runsPerTenant !== undefined && { runsPerTenant }),
    ...(failpoint && { failpoint: createFailpoint(failpoint, () => process.kill(process.pid, 'SIGKILL')) }),
  });
}
