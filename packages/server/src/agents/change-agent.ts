/** What people change about agents. Each change is a version, made on top of the one that they have seen. */
import { RunError } from '@tutti/engine';
import type { AgentId, AgentVersion, Principal } from '@tutti/protocol';
import { RequestError } from '../http/request-error.ts';
import { sha256 } from '../sha256.ts';
import type { AgentShelf } from './agent-shelf.ts';
import { checkDefinition, type CheckSetting, type Definition, toDefinitionText } from './check-definition.ts';
import type { CurrentAgent, TenantAgents } from './tenant-agents.ts';

/** Far more than anybody keeps apart; what is written here lies in memory, also when it is out of use. */
const MOST_AGENTS = 500;
/** By hand, of one agent: every server of a fleet keeps a line for each. */
const MOST_VERSIONS = 1_000;
/** What is wrong can be taken back beyond that. */
const MOST_RETURNS = MOST_VERSIONS + 10;
const MOST_TRIES = 5;

export interface Desk {
  readonly shelf: AgentShelf;
  readonly principal: Principal;
  readonly tools: ReadonlySet<string>;
}

export interface Act {
  readonly note?: string | undefined;
  readonly basedOn?: number | undefined;
}

export async function createAgent(desk: Desk, wish: Definition & Pick<Act, 'note'>): Promise<CurrentAgent> {
  const text = toDefinitionText(wish);
  return attempt(desk, async (agents) => {
    const { id } = assertValid(text, desk, { agents });
    const known = agents.find(id);
    // Sent a second time, it has been made already.
    if (known?.kind === 'edited' && known.text === text) return id;
    if (known && known.kind !== 'retired') throw new RequestError('agent_exists', `there is an agent ${id} already`);
    if (!known) assertRoom(agents);
    assertFewVersions(agents, id, MOST_VERSIONS);
    return (await add(desk, agents, { agent: id, kind: 'edited', text, note: wish.note })) && id;
  });
}

export async function changeAgent(desk: Desk, name: string, wish: Definition & Act): Promise<CurrentAgent> {
  const text = toDefinitionText(wish);
  return attempt(desk, async (agents) => {
    const current = agents.getCurrent(name);
    const { id } = current.agent;
    if (current.kind === 'edited' && current.text === text) return id;
    assertSeen(current, wish);
    assertValid(text, desk, { agents, id });
    if (current.kind !== 'edited' && current.kind !== 'retired') assertRoom(agents);
    assertFewVersions(agents, id, MOST_VERSIONS);
    return (await addOnTop(desk, agents, { current, kind: 'edited', text, note: wish.note })) && id;
  });
}

export async function retireAgent(desk: Desk, name: string, act: Act): Promise<void> {
  await attempt(desk, async (agents) => {
    const current = agents.getCurrent(name);
    const { id } = current.agent;
    if (current.kind === 'retired') return id;
    assertSeen(current, act);
    return (await addOnTop(desk, agents, { current, kind: 'retired', text: current.text, note: act.note })) && id;
  });
}

/** To what is shipped or lies in a file. */
export async function returnAgent(desk: Desk, name: string, act: Act): Promise<CurrentAgent> {
  return attempt(desk, async (agents) => {
    const current = agents.getCurrent(name);
    const { base, agent } = current;
    if (!base) throw new RequestError('agent_not_shipped', `${agent.id} neither comes with Tutti nor lies in a file`);
    if (current.kind !== 'edited' && current.kind !== 'retired') return agent.id;
    assertSeen(current, act);
    assertFewVersions(agents, agent.id, MOST_RETURNS);
    const { text } = desk.shelf.toText(base);
    return (await add(desk, agents, { agent: agent.id, kind: 'returned', text, note: act.note })) && agent.id;
  });
}

/** Undefined: somebody else has written at the same time, and what they wrote is looked at first. */
type Try = (agents: TenantAgents) => Promise<AgentId | undefined | false>;

async function attempt({ shelf, principal }: Desk, act: Try): Promise<CurrentAgent> {
  const { tenant } = principal;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const id = await act(await shelf.look(tenant));
    if (id) return (await shelf.look(tenant)).getCurrent(id);
  }
  throw new RunError('agent_changed', 'others change the same agent all the time', { nothingHappened: true });
}

type NewVersion = Pick<AgentVersion, 'agent' | 'kind' | 'text'> & Pick<Act, 'note'>;

/** False where somebody was first. */
async function add({ shelf, principal }: Desk, agents: TenantAgents, version: NewVersion): Promise<boolean> {
  const { note, ...rest } = version;
  const { tenant, user: by } = principal;
  const number = (agents.history(rest.agent).at(-1)?.number ?? 0) + 1;
  const facts = { tenant, by, number, hash: sha256(rest.text), at: shelf.now() };
  const said = note === undefined || note === '' ? {} : { note };
  return (await shelf.store.addAgentVersion({ ...rest, ...facts, ...said })) === 'added';
}

/** What counts until now is kept first: somebody may want it back. */
async function addOnTop(
  desk: Desk,
  agents: TenantAgents,
  { current, ...version }: Omit<NewVersion, 'agent'> & { readonly current: CurrentAgent },
): Promise<boolean> {
  const { shelf, principal } = desk;
  const wish = { ...version, agent: current.agent.id };
  if (current.head) return add(desk, agents, wish);
  await shelf.record(principal.tenant, current);
  const next = await shelf.look(principal.tenant);
  const isSame = next.getCurrent(wish.agent).agent.version === current.agent.version;
  return isSame && add(desk, next, wish);
}

function assertSeen({ agent }: CurrentAgent, { basedOn }: Act): void {
  if (basedOn === undefined || basedOn === agent.version) return;
  throw new RequestError('agent_changed', `${agent.id} is at version ${agent.version} by now, not at ${basedOn}`);
}

function assertValid(text: string, { shelf, principal, tools }: Desk, where: Pick<CheckSetting, 'agents' | 'id'>) {
  const mayWorkElsewhere = principal.tenant === shelf.tenant;
  const { agent, problems } = checkDefinition({ text }, { ...where, tools, mayWorkElsewhere });
  if (agent) return agent;
  const told = problems.slice(0, MOST_TOLD).map(({ line, message }) => `line ${line} ${message}`);
  throw new RequestError('agent_invalid', told.join(' '), { path: 'text' });
}

const MOST_TOLD = 5;

function assertRoom(agents: TenantAgents): void {
  if (agents.countWritten() < MOST_AGENTS) return;
  const message = `there are ${MOST_AGENTS} agents that were written here or taken out of use, which is all there may be`;
  throw new RequestError('agent_invalid', message, {
    remedy: 'Change one that is out of use (`tutti agents --retired`), or put new ones into files.',
  });
}

function assertFewVersions(agents: TenantAgents, id: AgentId, most: number): void {
  const made = agents.history(id).filter(({ kind }) => kind !== 'shipped' && kind !== 'file');
  if (made.length < most) return;
  throw new RequestError('agent_invalid', `${id} was changed ${made.length} times, which is all there may be`, {
    remedy: 'Take it out of use, and make an agent with another id of what it says.',
  });
}
