/** A real server on a free port, with runs whose events a test writes itself. A bearer token is the name of its owner. */
import type { AddressInfo } from 'node:net';
import { Knowledge } from '@tutti/adapters/knowledge';
import {
  createAgentBook,
  createEngine,
  createRehearsalModel,
  type Store,
  systemClock,
  systemRandom,
} from '@tutti/engine';
import { createMemoryStore, nextTenant, note, RunScript, sha256 } from '@tutti/engine/testing';
import { openEntry, type Principal, type RunEvent, type RunFact, toIdText, UserId, WorkerId } from '@tutti/protocol';
import type { AccessDesk } from '../../access/access-desk.ts';
import { createApp } from '../../create-app.ts';
import { SecretBook } from '../../credentials/secret-book.ts';
import { HomeWorkspaces } from '../../workspaces/home-workspaces.ts';
import { HomeRuntimes } from '../../home/home-runtimes.ts';
import { createHomeTools, type HomeTools } from '../../home/home-tools.ts';
import { AgentShelf } from '../../agents/agent-shelf.ts';
import { type Home, LiveHub, openSelector } from '../../home/index.ts';
import { HomeToolRules } from '../../home/tool-rules.ts';
import { createLog } from '../../log/log.ts';
import { RequestError } from '../../http/request-error.ts';
import { HomeModels } from '../../models/home-models.ts';
import type { ServerDeps } from '../../server-deps.ts';
import { toTestConfig } from '../../testing/test-app.ts';
import { openToolServers } from '../../tools/tool-servers.ts';
import { createLiveDesk } from '../create-live-desk.ts';
import type { LiveLimits } from '../live-limits.ts';

export interface LiveStageOptions {
  readonly store?: Store;
  readonly limits?: Partial<LiveLimits>;
  readonly heartbeatSeconds?: number;
}

export interface LiveStage extends AsyncDisposable {
  readonly url: string;
  readonly deps: ServerDeps;
  /** Tokens that count no more. */
  readonly revoked: Set<string>;
  /** Everything that was logged. */
  readonly logged: () => string;
  /** A run that is claimed, so that facts can be appended to it. */
  newRun(): Promise<RunScript>;
  /** Commits the facts, then tells of them as the engine does. */
  append(script: RunScript, facts: readonly RunFact[]): Promise<readonly RunEvent[]>;
}

export const COMPLETED: RunFact = { type: 'run.completed', output: { value: 'done' }, labels: [] };
export const OWNER = 'owner';
export const STRANGER = 'stranger';

export async function openLiveStage(options: LiveStageOptions = {}): Promise<LiveStage> {
  const revoked = new Set<string>();
  const lines: string[] = [];
  const deps = await createDeps(options, { revoked, write: (line) => void lines.push(line) });
  const { home, live } = deps;
  const app = createApp(deps);
  await app.listen({ host: '127.0.0.1', port: 0 });
  live.attach(app.server);
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    deps,
    revoked,
    logged: () => lines.join(''),
    ...createWriting(home),
    async [Symbol.asyncDispose]() {
      await live.close();
      await app.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

async function createDeps(
  { store = createMemoryStore(), heartbeatSeconds = 30, limits = {} }: LiveStageOptions,
  { revoked, write }: { revoked: ReadonlySet<string>; write: (line: string) => void },
): Promise<ServerDeps> {
  const principal = createPrincipal();
  const hub = new LiveHub();
  const engine = createEngine({ store, programs: [], live: hub });
  const secrets = new SecretBook();
  const models = createModels(store, secrets);
  const knowledge = openNoKnowledge();
  const tools = await openNoTools({ models, store, principal, knowledge });
  const home: Home = {
    models,
    tools,
    knowledge,
    ...createEmptyParts({ store, principal }, secrets),
    redact: secrets.redact,
    directory: '/nowhere',
    store,
    engine,
    principal,
    hub,
    clock: systemClock,
    wordsLabel: '',
    kept: { kind: 'sqlite' },
    worker: { id: WorkerId.parse(toIdText('wrk', 1, new Uint8Array(16))), name: 'stage' },
    announce: async () => {},
    async [Symbol.asyncDispose]() {
      await tools[Symbol.asyncDispose]();
      await engine.close(0);
    },
  };
  const shared = {
    home,
    log: createLog({ level: 'info', stream: { write } }).log,
    clock: systemClock,
    random: systemRandom,
    config: { ...toTestConfig('/nowhere'), heartbeatSeconds },
    access: createDesk(principal, revoked),
    life: { startedAt: systemClock.now(), draining: false },
  };
  return { ...shared, live: createLiveDesk({ ...shared, limits }) };
}

/** In which nothing is configured, and nothing works. */
function createEmptyParts({ store, principal }: Pick<Home, 'store' | 'principal'>, secrets: SecretBook) {
  const nowhere = { directory: '/nowhere', clock: systemClock };
  return {
    runtimes: new HomeRuntimes({ directory: '/nowhere', secrets }),
    workspaces: new HomeWorkspaces({ ...nowhere, random: systemRandom, repositories: [] }),
    catalogue: { ...createAgentBook([]), problems: [] },
    agents: new AgentShelf({
      store,
      files: { entries: [], listen: () => {} },
      clock: systemClock,
      tenant: principal.tenant,
      onProblem: () => {},
    }),
    selector: openSelector(createAgentBook([])),
  };
}

function createModels(store: Store, secrets: SecretBook): HomeModels {
  return new HomeModels({
    settings: { use: 'rehearsal', keyFile: '/nowhere/key-file', catalogueUrl: '', providers: [] },
    directory: '/nowhere',
    catalogueFolder: '/nowhere',
    store,
    isShared: false,
    secrets,
    rehearsal: createRehearsalModel(),
    clock: systemClock,
    random: systemRandom,
    onProblem: () => {},
  });
}

/** Of which nothing is asked. */
function openNoKnowledge(): Knowledge {
  const parts = { clock: systemClock, random: systemRandom, isShared: false, onProblem: () => {} };
  return new Knowledge({ ...parts, store: Object.create(null) });
}

/** Of a directory in which nothing is configured. */
async function openNoTools({
  models,
  store,
  principal,
  knowledge,
}: Pick<Home, 'models' | 'store' | 'principal' | 'knowledge'>): Promise<HomeTools> {
  const { credentials } = models;
  const { tenant } = principal;
  const places = { directory: '/nowhere', clock: systemClock };
  const rules = await HomeToolRules.open({ ...places, onProblem: () => {} });
  const servers = await openToolServers({ ...places, file: undefined, credentials, tenant });
  return createHomeTools({ ...places, rules, servers, store, tenant, user: principal.user, knowledge });
}

function createWriting({ store, principal, hub }: Home): Pick<LiveStage, 'newRun' | 'append'> {
  return {
    async newRun() {
      const script = new RunScript({ store, tenant: principal.tenant, clock: systemClock });
      await store.submit(script.toNewRun());
      await script.claim();
      return script;
    },
    async append(script, facts) {
      const before = script.state;
      await script.append(facts);
      const events = toEvents(script, before);
      hub.publish({ type: 'events', run: script.run, events });
      return events;
    },
  };
}

export function toNotes(count: number, text = 'x'): readonly RunFact[] {
  return Array.from({ length: count }, (_, index) => note(`note-${index}`, text));
}

/** All that was committed to a run above where it stood. */
export function toEvents(
  { entries, tenant, run }: RunScript,
  { seq, hash }: { readonly seq: number; readonly hash: RunEvent['hash'] },
): readonly RunEvent[] {
  let head: Parameters<typeof openEntry>[0] = { tenant, run, seq, hash };
  return entries.slice(seq).map((entry) => {
    const event = openEntry(head, entry, sha256);
    head = event;
    return event;
  });
}

function createPrincipal(): Principal {
  const user = UserId.parse(toIdText('usr', 1, new Uint8Array(16)));
  return { tenant: nextTenant(), user, rights: ['view', 'use', 'manage'] };
}

function createDesk(owner: Principal, revoked: ReadonlySet<string>): AccessDesk {
  const principals = new Map<string, Principal>([
    [OWNER, owner],
    [STRANGER, createPrincipal()],
    ['nobody', { ...owner, rights: [] }],
  ]);
  const no = () => {
    throw new Error('nobody asks for this here');
  };
  return {
    listensOn: () => {},
    checkHost({ host }) {
      if (host?.startsWith('evil')) throw new RequestError('host_refused', 'this host is not served');
    },
    async authenticate({ headers }) {
      const token = headers.authorization?.replace('Bearer ', '') ?? '';
      const principal = principals.get(token);
      if (!principal || revoked.has(token)) throw new RequestError('unauthenticated', 'no credentials');
      return { principal, by: 'api_key' };
    },
    checkChange: () => {},
    isStillGood: async ({ principal }) => ![...revoked].some((token) => principals.get(token) === principal),
    createLoginUrl: no,
    openSession: no,
    closeSession: no,
    createKey: no,
  };
}
