/** How agents have done, from the journals of the newest tasks of their tenant. Rehearsals prove nothing, and do not count. */
import { AgentId, type RunEvent, type RunStatus, type RunSummary, type TenantId } from '@tutti/protocol';
import * as z from 'zod';
import type { AgentRecord, AgentRecords, PastBid } from '../ports/agent-records.ts';
import type { RunLibrary } from '../ports/run-library.ts';
import { unpackPayload } from '../run/payload.ts';
import { readEvents } from '../run/read-run.ts';

/** Older tasks say little about agents that have changed since. */
const MOST_TASKS = 100;
const MOST_BIDS = 20;
const ENDED: readonly RunStatus[] = ['completed', 'failed', 'quarantined'];
/** What an auction records once it is known what became of the work that it gave away. */
export const AUCTION_SETTLED = 'auction.settled';

const Asked = z.object({ agents: z.array(AgentId), pattern: z.string() });
const Settled = z.object({ by: AgentId, confidence: z.number().min(0).max(1), good: z.boolean() });

interface Tally {
  finished: number;
  good: number;
  bids: PastBid[];
}

export function createAgentRecords(library: RunLibrary): AgentRecords {
  return {
    async find(tenant, agents) {
      const { runs } = await library.listRuns(tenant, { tasks: true, limit: MOST_TASKS });
      const tallies = new Map<AgentId, Tally>(agents.map((agent) => [agent, { finished: 0, good: 0, bids: [] }]));
      for (const run of runs) if (ENDED.includes(run.status) && !run.rehearsed) await countRun(library, run, tallies);
      return [...tallies].map(([agent, tally]): AgentRecord => ({ agent, ...tally }));
    },
  };
}

async function countRun(library: RunLibrary, summary: RunSummary, tallies: ReadonlyMap<AgentId, Tally>): Promise<void> {
  const { tenant, run, status } = summary;
  const asked = await readAsked(library, { tenant, run });
  if (!asked) return;
  for (const tally of asked.agents.flatMap((agent) => tallies.get(agent) ?? [])) {
    tally.finished++;
    if (status === 'completed') tally.good++;
  }
  if (asked.pattern !== 'auction' || !asked.agents.some((agent) => tallies.has(agent))) return;
  for await (const event of readEvents(library, { tenant, run })) {
    const settled = await readSettled(library, tenant, event);
    const bids = settled && tallies.get(settled.by)?.bids;
    if (bids && bids.length < MOST_BIDS) bids.push({ confidence: settled.confidence, good: settled.good });
  }
}

/** What a run of the team program was begun with; another program has no team. */
async function readAsked(library: RunLibrary, ref: Pick<RunSummary, 'tenant' | 'run'>) {
  for await (const event of readEvents(library, ref, { page: 1 })) {
    if (event.type !== 'run.submitted') return undefined;
    return Asked.safeParse(await unpackPayload(event.input, ref.tenant, library)).data;
  }
  return undefined;
}

async function readSettled(library: RunLibrary, tenant: TenantId, event: RunEvent) {
  if (event.type !== 'domain.recorded' || event.name !== AUCTION_SETTLED) return undefined;
  return Settled.safeParse(await unpackPayload(event.data, tenant, library)).data;
}
