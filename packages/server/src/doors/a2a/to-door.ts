/** What the tasks of one request work with. */
import type { Exchange, MountTools } from '../../http/mount.ts';
import { logFailure } from '../../log/log-request.ts';
import { describeFailure } from '../describe-failure.ts';
import { createServerDesk } from '../server-desk.ts';
import { AgentView } from '@tutti/protocol/api';
import { createAgentCard } from './agent-card.ts';
import type { TaskDoor } from './run-tasks.ts';

export interface DoorPlace {
  /** Its id; undefined: the whole server. */
  readonly agent: string | undefined;
  readonly signal: AbortSignal;
}

export function toDoor(tools: MountTools, exchange: Exchange, { agent, signal }: DoorPlace): TaskDoor {
  const { home, clock, log } = tools.deps;
  const { request } = exchange;
  const { tenant } = tools.find(request).caller.principal;
  return {
    desk: createServerDesk(tools, exchange),
    clock,
    agent,
    signal,
    card: async () =>
      createAgentCard({ base: toBase(tools, exchange), agent }, await listKnown(tools, exchange, agent)),
    async isReady(id) {
      const agents = await home.agents.of(tenant);
      return (await home.runtimes.view(agents.get(id))).state === 'ready';
    },
    describe(error) {
      const failure = describeFailure(error, home.redact);
      if (failure.code === 'internal') logFailure(log, error, request.id);
      return failure;
    },
  };
}

export function toBase({ deps }: MountTools, { request }: Exchange): string {
  return deps.config.publicUrl ?? `http://${request.headers.host ?? ''}`;
}

/** What whoever asks may see: agents are those of a tenant. */
export async function listKnown(
  { deps, find }: MountTools,
  { request }: Exchange,
  agent: string | undefined,
): Promise<AgentView[]> {
  const agents = await deps.home.agents.of(find(request).caller.principal.tenant);
  const known = agent === undefined ? agents.list() : [agents.get(agent)];
  return known.map((each) => AgentView.parse(each));
}
