/** From the name of a topic to where it comes from, for who may follow it. */
import { RunNotFoundError } from '@tutti/engine';
import { isFinished, type Principal, RunId, type TenantId } from '@tutti/protocol';
import { RequestError } from '../http/request-error.ts';
import type { LivePorts } from './live-ports.ts';
import type { TopicSource } from './topic-source.ts';

export interface FoundTopic {
  /** To be followed within the same turn: a source lives as long as somebody listens to it. */
  readonly getSource: () => TopicSource;
  readonly cursor: number;
  readonly isOver: boolean;
}

const RUN = 'run:';

export async function findTopic(
  ports: LivePorts,
  principal: Principal,
  { name, since }: { name: string; since: number | undefined },
): Promise<FoundTopic> {
  if (name === 'tasks') return findTasks(ports, principal, since);
  const run = name.startsWith(RUN) ? RunId.safeParse(name.slice(RUN.length)).data : undefined;
  if (!run) throw new RequestError('invalid_input', 'there is no such topic');
  return findRun(ports, principal, { run, since: since ?? 0 });
}

/** Another tenant's run is as unknown as one that nobody has. */
export async function findRun(
  { home, sources }: LivePorts,
  principal: Principal,
  { run, since }: { run: RunId; since: number },
): Promise<FoundTopic> {
  const { tenant } = principal;
  const summary = await home.store.findRun(tenant, run);
  if (!summary) throw new RunNotFoundError(run);
  await assertReached(home, { tenant, run }, since);
  const isOver = isFinished(summary.status);
  return { getSource: () => sources.run(run, principal, isOver), cursor: since, isOver };
}

/** Whoever has seen more than there is was told by another store; waiting there they would miss what comes. */
async function assertReached(
  { store }: LivePorts['home'],
  { tenant, run }: { tenant: TenantId; run: RunId },
  since: number,
): Promise<void> {
  if (since === 0) return;
  const [entry] = await store.readEntries(tenant, run, { after: since - 1, limit: 1 });
  if (!entry) throw new RequestError('invalid_input', `the run has no event ${since} yet`, { path: 'after' });
}

async function findTasks(
  { home, sources }: LivePorts,
  principal: Principal,
  since: number | undefined,
): Promise<FoundTopic> {
  const head = await home.engine.feedHead(principal);
  const getSource = () => {
    const source = sources.tasks(principal);
    source.settle(head);
    // Whatever was committed in between.
    source.look();
    return source;
  };
  return { getSource, cursor: Math.min(since ?? head, head), isOver: false };
}
