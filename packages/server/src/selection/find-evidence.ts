/** What the store knows of agents: how their runs ended, which are open, and what their model calls cost. Rehearsals prove nothing. */
import type { AgentEvidence, Evidence } from '@tutti/engine';
import { AgentId, type Principal, type RunStatus, type RunSummary } from '@tutti/protocol';
import type { Home } from '../home/open-home.ts';
import { getTeam } from '../routes/task-view.ts';

/** The newest tasks that are looked at; older ones say little about agents that have changed since. */
const MOST_TASKS = 50;
const MOST_AGENTS = 200;
const OPEN: readonly RunStatus[] = ['queued', 'running', 'waiting'];
const ENDED: readonly RunStatus[] = ['completed', 'failed', 'quarantined'];

export async function findEvidence(home: Home, principal: Principal): Promise<Evidence> {
  const [{ runs }, sums] = await Promise.all([
    home.engine.listRuns(principal, { tasks: true, limit: MOST_TASKS }),
    home.store.sumSpendings(principal.tenant, { by: 'agent', limit: MOST_AGENTS }),
  ]);
  const counted = runs.filter((run) => !run.rehearsed || OPEN.includes(run.status));
  const teams = await Promise.all(counted.map(async (run) => ({ run, team: await getTeam(home, principal, run) })));
  const evidence = new Map<AgentId, AgentEvidence>();
  for (const { run, team } of teams) for (const agent of team) evidence.set(agent, addRun(evidence.get(agent), run));
  for (const { of, calls, rehearsedCalls, freeCalls, localCalls, costNanoUsd } of sums.rows) {
    const agent = AgentId.safeParse(of);
    const made = calls - rehearsedCalls;
    if (!agent.success || made <= 0) continue;
    // A call of a local model may also count as free.
    const free = Math.min(made, Math.max(freeCalls, localCalls));
    evidence.set(agent.data, { ...evidence.get(agent.data), calls: { made, free, costNanoUsd } });
  }
  return evidence;
}

function addRun(before: AgentEvidence = {}, { status }: RunSummary): AgentEvidence {
  if (OPEN.includes(status)) return { ...before, open: (before.open ?? 0) + 1 };
  if (!ENDED.includes(status)) return before;
  const { finished, good } = before.runs ?? { finished: 0, good: 0 };
  return { ...before, runs: { finished: finished + 1, good: good + (status === 'completed' ? 1 : 0) } };
}
