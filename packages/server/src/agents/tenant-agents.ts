/** The agents of a tenant as they are now: those that people have written here go before files, and files before what is shipped. */
import { type AgentBook, createAgentBook, renderAgentFile, RunError } from '@tutti/engine';
import type { Agent, AgentId, AgentVersion, AgentVersionHead, AgentVersionKind, Hash } from '@tutti/protocol';
import type { CatalogueEntry } from '../home/agent-catalogue.ts';
import { sha256 } from '../sha256.ts';

/** The definition that counts, be it that its agent can be asked or that it was taken out of use. */
export interface CurrentAgent {
  /** `version` is the number of this definition, also where it is not recorded yet. */
  readonly agent: Agent;
  readonly kind: AgentVersionKind;
  readonly text: string;
  readonly hash: Hash;
  /** Absent: nobody has used it yet. */
  readonly head?: AgentVersionHead;
  /** What is shipped or lies in a file, be it that it counts or not. */
  readonly base?: CatalogueEntry;
}

export interface TenantAgents extends AgentBook {
  /** By its exact id, also where it was taken out of use. */
  find(agent: string): CurrentAgent | undefined;
  /** By any of its names, or by the id of one that was taken out of use. Throws `unknown_agent`. */
  getCurrent(name: string): CurrentAgent;
  listRetired(): readonly Agent[];
  /** How many are written here or were taken out of use, those that cannot be read among them. */
  countWritten(): number;
  /** What is recorded, the oldest first. */
  history(agent: AgentId): readonly AgentVersionHead[];
}

/** A version that was read again, with the agent that it holds. */
export interface ReadVersion {
  readonly version: AgentVersion;
  readonly agent: Agent;
}

export interface AgentParts {
  readonly entries: readonly CatalogueEntry[];
  readonly heads: readonly AgentVersionHead[];
  /** Of each agent that a person has written here or taken out of use: its last act. Those that cannot be read are missing. */
  readonly acts: ReadonlyMap<AgentId, ReadVersion>;
  readonly texts: BaseTexts;
}

/** What is shipped or lies in files, written out, each once. */
export class BaseTexts {
  readonly #known = new WeakMap<Agent, { readonly text: string; readonly hash: Hash }>();

  of({ agent }: CatalogueEntry): { readonly text: string; readonly hash: Hash } {
    const known = this.#known.get(agent);
    if (known) return known;
    const text = renderAgentFile(agent);
    const made = { text, hash: sha256(text) };
    this.#known.set(agent, made);
    return made;
  }
}

const ACTS: ReadonlySet<AgentVersionKind> = new Set(['edited', 'returned', 'retired']);

/** What a person has done last about each agent, as far as that counts still. */
export function findActs(heads: readonly AgentVersionHead[]): AgentVersionHead[] {
  const acts = new Map<AgentId, AgentVersionHead>();
  for (const head of heads) if (ACTS.has(head.kind)) acts.set(head.agent, head);
  return [...acts.values()].filter(({ kind }) => kind !== 'returned');
}

export function toTenantAgents({ entries, heads, acts, texts }: AgentParts): TenantAgents {
  const history = Map.groupBy(heads, ({ agent }) => agent);
  const bases = new Map(entries.map((entry) => [entry.agent.id, entry]));
  // What was written here and cannot be read any more hides what it stood before: nobody gets wider rights by that.
  const hidden = new Set(findActs(heads).map(({ agent }) => agent));
  const made = [...acts.values()].map((act) => toMade(act, bases.get(act.version.agent)));
  const based = entries
    .filter(({ agent }) => !hidden.has(agent.id))
    .map((entry) => toBased({ entry, ...texts.of(entry) }, history.get(entry.agent.id) ?? []));
  const live = settleNames([...made.filter(({ kind }) => kind !== 'retired'), ...based]);
  const current = new Map<string, CurrentAgent>(
    [...made.filter(({ kind }) => kind === 'retired'), ...live].map((each) => [each.agent.id, each]),
  );
  const book = createAgentBook(live.map(({ agent }) => agent));
  const retired = made.filter(({ kind }) => kind === 'retired').map(({ agent }) => agent);
  const find = (agent: string): CurrentAgent | undefined => current.get(agent);
  return {
    list: () => book.list(),
    listRetired: () => retired,
    countWritten: () => hidden.size,
    history: (agent) => history.get(agent) ?? [],
    find,
    get(name) {
      if (find(name)?.kind === 'retired') throw wasRetired(name);
      return book.get(name);
    },
    getCurrent(name) {
      const found = find(name) ?? find(book.get(name).id);
      if (!found) throw new RunError('internal', `the agent ${name} is nowhere`);
      return found;
    },
  };
}

function toMade({ version, agent }: ReadVersion, base: CatalogueEntry | undefined): CurrentAgent {
  const { text, ...head } = version;
  const { kind, hash, number } = version;
  return { agent: { ...agent, version: number }, kind, text, hash, head, ...(base && { base }) };
}

/** The same definition as before is the same version as before, as when a file is put back. */
function toBased(
  { entry, text, hash }: { readonly entry: CatalogueEntry; readonly text: string; readonly hash: Hash },
  history: readonly AgentVersionHead[],
): CurrentAgent {
  const head = history.findLast((each) => each.hash === hash && each.kind !== 'edited' && each.kind !== 'retired');
  const number = head?.number ?? (history.at(-1)?.number ?? 0) + 1;
  const { kind } = entry;
  return { agent: { ...entry.agent, version: number }, kind, text, hash, base: entry, ...(head && { head }) };
}

/** An id belongs to its agent alone, and an alias to the first that has it. */
function settleNames(agents: readonly CurrentAgent[]): CurrentAgent[] {
  const ids = new Set(agents.map(({ agent }) => agent.id));
  const taken = new Set<AgentId>();
  return agents.map((each) => {
    const aliases = each.agent.aliases.filter((alias) => !ids.has(alias) && !taken.has(alias));
    for (const alias of aliases) taken.add(alias);
    return aliases.length === each.agent.aliases.length ? each : { ...each, agent: { ...each.agent, aliases } };
  });
}

function wasRetired(name: string): RunError {
  return new RunError('unknown_agent', `the agent ${name} was taken out of use`, { nothingHappened: true });
}
