/**
 * Servers whose models nobody knows beforehand are asked again and again, in the background. One that stops answering keeps what it
 * offered: whoever waits for its models waits for it to come back. One that answers with other models offers those.
 */
import { type Clock, createRedact } from '@tutti/engine';
import type { Instant, ModelCard, ProviderId, TenantId } from '@tutti/protocol';
import { toFailureFacts, toPlainWords } from '../failure/failure-facts.ts';
import type { Endpoint, EndpointKey } from '../to-endpoints.ts';
import { listModels } from './list-models.ts';

const NEAR_MS = 15_000;
const FAR_MS = 300_000;
const PATIENCE_MS = 5_000;

/** How a server that lists its models is doing. */
export interface ServerState {
  readonly provider: ProviderId;
  readonly host: string;
  readonly key?: string;
  /** Whose key it is; absent: everybody's. */
  readonly tenant?: TenantId;
  /** `unasked`: not yet. */
  readonly state: 'unasked' | 'up' | 'down';
  /** Why it is down. */
  readonly message?: string;
  readonly checkedAt?: Instant;
  readonly models: number;
}

export interface LiveListsOptions {
  readonly clock: Clock;
  readonly fetchFor: (endpoint: Endpoint) => typeof fetch;
  /** Other models than before. */
  readonly onChange: () => void;
}

export interface LiveLists {
  /** From now on, these are asked, new ones at once; what is known of those that were asked before stays, and what they are just saying counts. */
  watch(endpoints: readonly Endpoint[]): void;
  cardsOf(endpoint: Endpoint, key: EndpointKey | undefined): readonly ModelCard[];
  /** Asks them all, now. Never rejects: what went wrong stands in the states. */
  refresh(): Promise<void>;
  states(): readonly ServerState[];
  close(): void;
}

interface Source {
  readonly id: string;
  endpoint: Endpoint;
  readonly key: EndpointKey | undefined;
  cards: readonly ModelCard[];
  state: ServerState['state'];
  message: string | undefined;
  checkedAt: Instant | undefined;
}

export function createLiveLists(options: LiveListsOptions): LiveLists {
  const { clock } = options;
  const stopped = new AbortController();
  let sources = new Map<string, Source>();
  const timers = new Map<string, () => void>();
  /** Who is being asked already is not asked twice. */
  const underWay = new Map<Source, Promise<void>>();

  const askNow = async (source: Source) => {
    const changed = await askOnce(source, options, stopped.signal);
    underWay.delete(source);
    if (stopped.signal.aborted || sources.get(source.id) !== source) return;
    timers.get(source.id)?.();
    const pause = source.endpoint.near ? NEAR_MS : FAR_MS;
    timers.set(
      source.id,
      clock.at(clock.now() + pause, () => void ask(source)),
    );
    if (changed) options.onChange();
  };
  const ask = (source: Source) => {
    const asked = underWay.get(source) ?? askNow(source);
    underWay.set(source, asked);
    return asked;
  };

  const forget = (id: string) => {
    timers.get(id)?.();
    timers.delete(id);
  };

  return {
    watch(endpoints) {
      const before = sources;
      sources = new Map(endpoints.flatMap(toSources).map((source) => [source.id, adopt(source, before)]));
      for (const id of before.keys()) if (!sources.has(id)) forget(id);
      for (const source of sources.values()) if (!before.has(source.id)) void ask(source);
    },
    cardsOf: (endpoint, key) => sources.get(toSourceId(endpoint, key))?.cards ?? [],
    async refresh() {
      await Promise.all([...sources.values()].map(ask));
    },
    states: () => [...sources.values()].map(toState),
    close() {
      stopped.abort();
      for (const stop of timers.values()) stop();
      timers.clear();
    },
  };
}

/** Tells whether it has other models than before. */
async function askOnce(source: Source, { clock, fetchFor }: LiveListsOptions, stop: AbortSignal): Promise<boolean> {
  const { endpoint, key } = source;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    const cards = await listModels({ endpoint, key, fetch: fetchFor(endpoint), signal });
    const changed = JSON.stringify(cards) !== JSON.stringify(source.cards);
    if (changed) source.cards = cards;
    Object.assign(source, { state: 'up', message: undefined, checkedAt: clock.now() });
    return changed;
  } catch (error) {
    const message = toPlainWords(toFailureFacts(error), createRedact(key ? [key.secret] : []));
    Object.assign(source, { state: 'down', message, checkedAt: clock.now() });
    return false;
  }
}

/** One for each key: what a server lists may depend on who asks. */
function toSources(endpoint: Endpoint): readonly Source[] {
  if (!endpoint.family.listing || endpoint.models) return [];
  const keys = endpoint.keys.length === 0 ? [undefined] : endpoint.keys;
  return keys.map((key) => ({
    id: toSourceId(endpoint, key),
    endpoint,
    key,
    cards: [],
    state: 'unasked',
    message: undefined,
    checkedAt: undefined,
  }));
}

function toSourceId({ provider, baseUrl, local }: Endpoint, key: EndpointKey | undefined): string {
  return JSON.stringify([provider, baseUrl, local, key?.offered.id, key?.offered.fingerprint]);
}

/** The same one as before, so that an answer that is on its way still finds it. */
function adopt(source: Source, before: ReadonlyMap<string, Source>): Source {
  const known = before.get(source.id);
  return known ? Object.assign(known, { endpoint: source.endpoint }) : source;
}

function toState({ endpoint, key, state, message, checkedAt, cards }: Source): ServerState {
  return {
    provider: endpoint.provider,
    host: endpoint.base.host,
    ...(key && { key: key.offered.name }),
    ...(key?.offered.tenant !== undefined && { tenant: key.offered.tenant }),
    state,
    ...(message !== undefined && { message }),
    ...(checkedAt !== undefined && { checkedAt }),
    models: cards.length,
  };
}
