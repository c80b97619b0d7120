/** What a name of a model means here: any model, one model, an agent, or a team. */
import { type AgentBook, type ModelOffer, type ProviderPort, RunError } from '@tutti/engine';
import { Agent, type AgentId, type ModelCard, ModelId, PatternWish, type TenantId } from '@tutti/protocol';
import { RequestError } from '../http/request-error.ts';
import { toOwnOffer } from '../models/to-own-offer.ts';

export type Target =
  | { readonly kind: 'model'; readonly policy: Agent; readonly card: ModelCard | undefined }
  | AgentTarget;

/** Who works is a run of its own. */
export type AgentTarget =
  | { readonly kind: 'agent'; readonly agent: Agent }
  /** Without agents whoever suits what is asked works on it. */
  | { readonly kind: 'team'; readonly pattern: PatternWish; readonly agents?: readonly AgentId[] };

export const AUTO = 'tutti/auto';
export const AGENT_PREFIX = 'tutti/agent/';
/** `tutti/team/consensus`, `tutti/team/consensus:ann,bob,cid` */
export const TEAM_PREFIX = 'tutti/team/';

/** As many as are told. */
const MOST_NAMED = 5;

/** Those of a tenant. */
type AgentsOf = (tenant: TenantId) => Promise<AgentBook>;
type Providers = Pick<ProviderPort, 'offers' | 'findCard'>;

export class TargetBook {
  readonly #agents: AgentsOf;
  readonly #providers: Providers;
  #offers: readonly ModelOffer[] | undefined;
  /** As long as the offers are the same. */
  #models = new Map<string, Target>();

  constructor(agents: AgentsOf, providers: Providers) {
    this.#agents = agents;
    this.#providers = providers;
  }

  /** Of models that only another tenant has keys for, nothing is known. */
  async find(name: string, tenant: TenantId): Promise<Target> {
    if (name.startsWith(AGENT_PREFIX))
      return { kind: 'agent', agent: findAgent(name.slice(AGENT_PREFIX.length), await this.#agents(tenant)) };
    if (name.startsWith(TEAM_PREFIX)) return toTeam(name, await this.#agents(tenant));
    const offers = this.#providers.offers();
    if (offers !== this.#offers) this.#models = new Map();
    this.#offers = offers;
    const key = `${tenant} ${name}`;
    const target = this.#models.get(key) ?? this.#toTarget(name, tenant);
    this.#models.set(key, target);
    return target;
  }

  #toTarget(name: string, tenant: TenantId): Target {
    if (name === AUTO) return { kind: 'model', policy: toPolicy([], 'anything'), card: undefined };
    const id = this.#resolve(name, tenant);
    const card = this.#findCard(id, tenant);
    if (!card) throw unknownModel(name);
    return { kind: 'model', policy: toPolicy([id], 'nothing'), card };
  }

  #findCard(id: ModelId, tenant: TenantId): ModelCard | undefined {
    const offers = (this.#offers ?? []).filter(({ card }) => card.id === id);
    if (offers.length === 0) return this.#providers.findCard(id);
    return offers.flatMap((offer) => toOwnOffer(offer, tenant)?.card ?? [])[0];
  }

  /** A bare id is taken where one provider only offers it. */
  #resolve(name: string, tenant: TenantId): ModelId {
    const exact = ModelId.safeParse(name).data;
    if (exact !== undefined && this.#findCard(exact, tenant)) return exact;
    const own = (this.#offers ?? []).flatMap((offer) => toOwnOffer(offer, tenant)?.card.id ?? []);
    const named = [...new Set(own)].filter((id) => id.slice(id.indexOf('/') + 1) === name);
    const [only, other] = named;
    if (only === undefined) throw unknownModel(name);
    if (other === undefined) return only;
    const told = named.slice(0, MOST_NAMED).join(', ');
    throw new RequestError('invalid_input', `model: several providers offer ${name}: say which one: ${told}`, {
      path: 'model',
    });
  }
}

function findAgent(id: string, agents: AgentBook): Agent {
  try {
    return agents.get(id);
  } catch (cause) {
    if (!(cause instanceof RunError)) throw cause;
    throw new RequestError('unknown_agent', cause.message, { path: 'model', cause });
  }
}

function toTeam(name: string, agents: AgentBook): Target {
  const [asked = '', members] = name.slice(TEAM_PREFIX.length).split(':', 2);
  const pattern = PatternWish.safeParse(asked).data;
  if (!pattern) throw unknownModel(name);
  if (members === undefined) return { kind: 'team', pattern };
  const ids = members.split(',').map((member) => member.trim());
  return { kind: 'team', pattern, agents: ids.map((id) => findAgent(id, agents).id) };
}

function unknownModel(name: string): RequestError {
  return new RequestError('unknown_model', `there is no model named ${name}`, { path: 'model' });
}

/** Only its policy counts: whoever calls a model gives it its words. */
function toPolicy(prefer: readonly string[], otherwise: 'anything' | 'nothing'): Agent {
  return Agent.parse({
    id: 'api',
    purpose: 'Calls of models over the API.',
    capabilities: ['any'],
    instructions: 'None of its own.',
    models: { prefer, otherwise },
  });
}
