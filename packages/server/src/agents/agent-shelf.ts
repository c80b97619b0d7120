/**
 * The agents of every tenant: what is shipped, what lies in files, and what people have written here, which the store keeps for all
 * servers of a fleet. Every definition that somebody has used is a version; what a run is given, it keeps.
 */
import { checkAgentFile, type Clock, isStoreAwaited, RunError, type Store } from '@tutti/engine';
import type { AgentId, AgentVersion, AgentVersionHead, TenantId } from '@tutti/protocol';
import type { AgentCatalogue, CatalogueEntry } from '../home/agent-catalogue.ts';
import {
  BaseTexts,
  type CurrentAgent,
  findActs,
  type ReadVersion,
  type TenantAgents,
  toTenantAgents,
} from './tenant-agents.ts';

/** For so long what was read last is believed; what is changed here is seen at once. */
const LOOK_EVERY_MS = 1_000;
/** Somebody else may write at the same time, but not again and again. */
const MOST_TRIES = 5;

type Versions = Pick<
  Store,
  'addAgentVersion' | 'countAgentVersions' | 'listAgentVersions' | 'findAgentVersion' | 'listAgentWork'
>;

export interface AgentShelfOptions {
  readonly store: Versions;
  readonly files: Pick<AgentCatalogue, 'entries' | 'listen'>;
  readonly clock: Clock;
  /** Whose installation it is: for this one the versions of files are kept as they change. */
  readonly tenant: TenantId;
  readonly onProblem: (error: Error) => void;
}

/** As it was read last. */
interface Shelf {
  readonly entries: readonly CatalogueEntry[];
  readonly count: number;
  readonly acts: ReadonlyMap<AgentId, ReadVersion>;
  readonly agents: TenantAgents;
  lookedAt: number;
}

export class AgentShelf {
  readonly store: Versions;
  readonly tenant: TenantId;
  readonly #options: AgentShelfOptions;
  readonly #texts = new BaseTexts();
  readonly #shelves = new Map<TenantId, Shelf>();
  readonly #running = new Map<TenantId, Promise<Shelf>>();
  readonly #next = new Map<TenantId, Promise<Shelf>>();
  /** Told of once. */
  readonly #unreadable = new Set<string>();

  constructor(options: AgentShelfOptions) {
    this.#options = options;
    this.store = options.store;
    this.tenant = options.tenant;
  }

  /** From now on the versions of files are kept as they change. */
  watch(): void {
    this.#options.files.listen(() => this.#noteFiles());
    this.#noteFiles();
  }

  /** At most a moment old. */
  async of(tenant: TenantId): Promise<TenantAgents> {
    const known = this.#shelves.get(tenant);
    const { clock, files } = this.#options;
    if (known?.entries === files.entries && clock.now() - known.lookedAt < LOOK_EVERY_MS) return known.agents;
    return (await (this.#running.get(tenant) ?? this.#start(tenant))).agents;
  }

  /** As they are right now, whoever changed them: a look that begins after this was asked, shared by all who ask meanwhile. */
  async look(tenant: TenantId): Promise<TenantAgents> {
    const running = this.#running.get(tenant);
    if (!running) return (await this.#start(tenant)).agents;
    const next =
      this.#next.get(tenant) ??
      running
        .catch(() => undefined)
        .then(() => {
          this.#next.delete(tenant);
          return this.#start(tenant);
        });
    this.#next.set(tenant, next);
    return (await next).agents;
  }

  /** For a run that asks these: what they are now is recorded, so that their pages can show it whatever becomes of them. */
  async pin(tenant: TenantId, names: readonly string[]): Promise<TenantAgents> {
    let agents = await this.of(tenant);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const book = agents;
      const news = [...new Set(names.map((name) => book.get(name).id))]
        .flatMap((id) => book.find(id) ?? [])
        .filter(({ head }) => !head);
      if (news.length === 0) return agents;
      for (const current of news) await this.record(tenant, current);
      agents = await this.look(tenant);
    }
    throw new RunError('internal', 'the agents change faster than they can be recorded', { nothingHappened: true });
  }

  /** Keeps what is shipped or lies in a file as a version. Nothing where somebody was first: whoever looks again finds what they kept. */
  async record(tenant: TenantId, { agent, kind, text, hash }: CurrentAgent): Promise<void> {
    const at = this.#options.clock.now();
    await this.store.addAgentVersion({ tenant, agent: agent.id, number: agent.version, kind, hash, at, text });
  }

  now(): number {
    return this.#options.clock.now();
  }

  /** The text of what is shipped or lies in a file. */
  toText(entry: CatalogueEntry) {
    return this.#texts.of(entry);
  }

  /** In the background: a page is to show what a file was, also where nobody has asked its agent meanwhile. */
  #noteFiles(): void {
    if (!this.#options.files.entries.some(({ kind }) => kind === 'file')) return;
    this.#recordFiles().catch((error: unknown) => {
      // The next use of the agent records it as well.
      if (!isStoreAwaited(error) && !isClosed(error)) this.#options.onProblem(toError(error));
    });
  }

  async #recordFiles(): Promise<void> {
    const { tenant } = this;
    const agents = await this.look(tenant);
    const news = agents
      .list()
      .flatMap(({ id }) => agents.find(id) ?? [])
      .filter(({ kind, head }) => kind === 'file' && !head);
    for (const current of news) await this.record(tenant, current);
    if (news.length > 0) await this.look(tenant);
  }

  #start(tenant: TenantId): Promise<Shelf> {
    const look = this.#look(tenant).finally(() => this.#running.delete(tenant));
    this.#running.set(tenant, look);
    return look;
  }

  async #look(tenant: TenantId): Promise<Shelf> {
    const { clock, files } = this.#options;
    const lookedAt = clock.now();
    const { entries } = files;
    const before = this.#shelves.get(tenant);
    const count = await this.store.countAgentVersions(tenant);
    if (before?.count === count && before.entries === entries) {
      before.lookedAt = lookedAt;
      return before;
    }
    const heads = count === 0 ? [] : await this.store.listAgentVersions(tenant);
    const acts = await this.#readActs(heads, before);
    const agents = toTenantAgents({ entries, heads, acts, texts: this.#texts });
    const shelf = { entries, count: heads.length, acts, agents, lookedAt };
    this.#shelves.set(tenant, shelf);
    return shelf;
  }

  async #readActs(heads: readonly AgentVersionHead[], before: Shelf | undefined): Promise<Map<AgentId, ReadVersion>> {
    const acts = new Map<AgentId, ReadVersion>();
    for (const { tenant, agent, number } of findActs(heads)) {
      const known = before?.acts.get(agent);
      const read = known?.version.number === number ? known : this.#read(await this.#get(tenant, agent, number));
      if (read) acts.set(agent, read);
    }
    return acts;
  }

  async #get(tenant: TenantId, agent: AgentId, number: number): Promise<AgentVersion> {
    const version = await this.store.findAgentVersion(tenant, agent, number);
    if (!version) throw new RunError('store_corrupt', `version ${number} of ${agent} is missing`);
    return version;
  }

  /** Another version of Tutti may have taken what this one does not. */
  #read(version: AgentVersion): ReadVersion | undefined {
    const { agent, problems } = checkAgentFile(version.text);
    if (agent) return { version, agent };
    const name = `${version.tenant}/${version.agent}/${version.number}`;
    if (!this.#unreadable.has(name)) {
      const what = `version ${version.number} of the agent ${version.agent} cannot be used: ${problems[0]?.message}`;
      this.#options.onProblem(new Error(`${what} Until it is mended, there is no agent ${version.agent}.`));
    }
    this.#unreadable.add(name);
    return undefined;
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof RunError && error.code === 'engine_closed';
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
