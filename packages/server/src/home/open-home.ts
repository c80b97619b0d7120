/** A place to work in, in use: its store, the engine over it, and what a run may be given. */
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Knowledge } from '@tutti/adapters/knowledge';
import type { ConnectedSettings } from '@tutti/adapters/tools';
import {
  type Announcement,
  type Clock,
  createCallsProgram,
  createEngine,
  createRehearsalModel,
  createAgentRecords,
  createTeamProgram,
  type Engine,
  type Random,
  type Redact,
  type Store,
} from '@tutti/engine';
import { type Principal, RANDOM_BYTES, toIdText, WorkerId, type WorkerRole } from '@tutti/protocol';
import { listConnectedSecrets } from '../config/connection-settings.ts';
import type { ModelSettings } from '../config/model-settings.ts';
import { SecretBook } from '../credentials/secret-book.ts';
import { HomeModels } from '../models/home-models.ts';
import { openToolServers } from '../tools/tool-servers.ts';
import { VERSION } from '../version.ts';
import { AgentShelf } from '../agents/agent-shelf.ts';
import { AgentCatalogue, type Agents } from './agent-catalogue.ts';
import { HomeWorkspaces } from '../workspaces/home-workspaces.ts';
import { HomeSelector } from '../selection/home-selector.ts';
import { createFailpoint, type FailpointPlan } from './failpoint.ts';
import { HomeRuntimes } from './home-runtimes.ts';
import { openKnowledge } from '../knowledge/open-knowledge.ts';
import { createHomeTools, type HomeTools } from './home-tools.ts';
import { LiveHub } from './live-hub.ts';
import { type DatabaseWish, type OpenedStore, openDatabase, openDirectory } from './open-store.ts';
import type { OwnParts } from './own-parts.ts';
import { createSeededModel, createSeedFinder } from './seeded-model.ts';
import { HomeToolRules } from './tool-rules.ts';

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
  /** Folders of repositories that agents may work on for whoever may use this installation; absent: none. */
  readonly repositories?: readonly string[] | undefined;
  /** The servers of tools; absent: mcp.yaml in the directory. */
  readonly mcpFile?: string | undefined;
  /** What agents' tools may reach; absent: nothing. It holds tokens and passwords. */
  readonly connections?: ConnectedSettings | undefined;
  /** Shared with other processes; without it everything is kept in the directory. */
  readonly database?: DatabaseWish | undefined;
  /** What the program that opens it brings itself. */
  readonly own?: OwnParts | undefined;
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
  /** Those that are shipped or lie in files, whatever people have written over them. */
  readonly catalogue: Agents;
  /** Those that can be asked, tenant by tenant, and what they were. */
  readonly agents: AgentShelf;
  /** By which everything here goes: that of the database, where there is one. */
  readonly clock: Clock;
  /** What stands before every word of its rehearsal model. */
  readonly wordsLabel: string;
  /** What can be called, with which keys, and who chooses among them. */
  readonly models: HomeModels;
  /** What agents can use, and what the rules say of it. */
  readonly tools: HomeTools;
  /** The documents that are searched. */
  readonly knowledge: Knowledge;
  /** Where agents answer that are no models. */
  readonly runtimes: HomeRuntimes;
  /** Who should work on what. */
  readonly selector: HomeSelector;
  /** Where the files of runs lie, and how they are reviewed. */
  readonly workspaces: HomeWorkspaces;
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
  const opened = await (database ? openDatabase({ ...database, name: worker.name }, places) : openDirectory(places));
  try {
    return await furnishHome(options, { opened, directory, hub, worker });
  } catch (error) {
    await opened.close();
    throw error;
  }
}

interface Rooms extends Pick<Home, 'directory' | 'hub' | 'worker'> {
  readonly opened: OpenedStore;
}

/** Nothing in it looks again by itself before everything is there: a home that cannot be opened holds no process. */
async function furnishHome(options: HomeOptions, { opened, directory, hub, worker }: Rooms): Promise<Home> {
  const { clock, random, database, connections, repositories = [] } = options;
  const onProblem = (error: Error) => hub.report({ error, run: undefined });
  const [rules, catalogue] = await Promise.all([
    HomeToolRules.open({ directory, clock, onProblem }),
    openAgents({ directory, clock, onProblem }),
  ]);
  const { store, principal, kept } = opened;
  const shared = store.clock ?? clock;
  const secrets = new SecretBook();
  const { redact } = secrets;
  const parts = { ...opened, directory, hub };
  const models = createHomeModels({ ...options, clock: shared }, { ...parts, secrets });
  const { tenant } = principal;
  const { credentials } = models;
  const servers = await openToolServers({ directory, file: options.mcpFile, clock: shared, credentials, tenant });
  if (connections) secrets.add(listConnectedSecrets(connections));
  const isShared = kept.kind !== 'sqlite';
  const knowledge = openKnowledge({ store, models, clock: shared, random, hub, redact, worker: worker.id, isShared });
  const asked = { store, tenant, user: principal.user, knowledge, database, connections, added: options.own?.tools };
  const tools = createHomeTools({ directory, clock: shared, rules, servers, ...asked });
  const runtimes = new HomeRuntimes({ ...parts, tools, secrets, clock: shared });
  const workspaces = new HomeWorkspaces({ directory, clock: shared, random, repositories });
  const own = { ...parts, worker: worker.id, models, tools, runtimes, workspaces, redact };
  const engine = createHomeEngine({ ...options, clock: shared }, own);
  const agents = new AgentShelf({ store, files: catalogue, clock: shared, tenant, onProblem });
  for (const each of [catalogue, rules, agents]) each.watch();
  return {
    directory,
    store,
    kept,
    engine,
    principal,
    hub,
    catalogue,
    agents,
    clock: shared,
    wordsLabel: MODEL,
    models,
    tools,
    knowledge,
    runtimes,
    workspaces,
    selector: openSelector(catalogue),
    redact,
    worker,
    announce: (presence) => engine.announce(toAnnouncement(worker.name, presence)),
    [Symbol.asyncDispose]: () => closeAll([catalogue, engine, runtimes, tools, knowledge, models], opened),
  };
}

/** In this order: what others still use is closed last. */
async function closeAll(parts: readonly (Disposable | AsyncDisposable)[], store: OpenedStore): Promise<void> {
  for (const part of parts)
    if (Symbol.asyncDispose in part) await part[Symbol.asyncDispose]();
    else part[Symbol.dispose]();
  await store.close();
}

function toAnnouncement(name: string, { drives, roles, url }: Presence): Announcement {
  return {
    name,
    roles: [...roles],
    pid: process.pid,
    host: hostname(),
    ...(url !== undefined && { url }),
    ...(!drives && { room: 0 }),
  };
}

interface AgentSources {
  /** The data directory; without one there are none but those that come with Tutti. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly onProblem?: (error: Error) => void;
}

/** Also where nothing else of a home is opened: agents are data. */
export function openAgents({ directory, clock, onProblem = () => {} }: AgentSources): Promise<AgentCatalogue> {
  const own = directory === undefined ? undefined : join(directory, 'agents');
  return AgentCatalogue.open({ shipped: join(REPOSITORY, 'catalog', 'agents'), own, clock, onProblem });
}

/** Also where nothing else of a home is opened. */
export function openSelector(agents: Pick<Agents, 'list'>): HomeSelector {
  return new HomeSelector(join(REPOSITORY, 'catalog', 'selection'), agents);
}

interface HomeParts extends Pick<OpenedStore, 'store'> {
  readonly hub: LiveHub;
  readonly worker: WorkerId;
  readonly models: HomeModels;
  readonly tools: HomeTools;
  readonly runtimes: HomeRuntimes;
  readonly workspaces: HomeWorkspaces;
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
  { clock, random, concurrentRuns, runsPerTenant, failpoint, own = {} }: HomeOptions,
  { store, hub, worker, models, tools, runtimes, workspaces, redact }: HomeParts,
): Engine {
  const elsewhere = own.runtimes?.(runtimes) ?? runtimes;
  const team = createTeamProgram({
    models: own.models ?? models.routing,
    tools: tools.toolbox,
    policy: tools.rules.policy,
    library: store,
    elsewhere: { runtimes: elsewhere, accounts: store },
    workspaces: workspaces.workspaces,
    records: createAgentRecords(store),
  });
  return createEngine({
    store,
    clock,
    random,
    worker,
    live: hub,
    redact,
    programs: [team, createCallsProgram()],
    runtimes: elsewhere,
    build: BUILD,
    onProblem: (error, run) => hub.report({ error, run }),
    ...(concurrentRuns !== undefined && { concurrentRuns }),
    ...(runsPerTenant !== undefined && { runsPerTenant }),
    ...(failpoint && { failpoint: createFailpoint(failpoint, () => process.kill(process.pid, 'SIGKILL')) }),
  });
}
