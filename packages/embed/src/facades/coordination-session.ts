/** How a team at work stands, folded from what its run has recorded. */
import type { Json, RunEvent, RunState, RunStatus, Usage } from '@tutti/protocol';

export interface MemberState {
  readonly agent: string;
  /** `working`: a call of it is under way; `failed`: its last call came to nothing. */
  readonly status: 'waiting' | 'working' | 'done' | 'failed';
  /** Calls that came to an end. */
  readonly calls: number;
}

export interface CoordinationDecision {
  readonly at: Date;
  /** Such as `consensus.voted` or `hierarchical.accepted`. */
  readonly name: string;
  /** Null where it is too large to stand in the journal itself. */
  readonly data: Json;
}

export interface CoordinationSession {
  /** The id of the run: every other way to it knows it, too. */
  readonly sessionId: string;
  readonly status: RunStatus;
  readonly agents: readonly MemberState[];
  readonly decisions: readonly CoordinationDecision[];
  readonly startedAt: Date | undefined;
  /** Until now, or until its end. */
  readonly elapsedMs: number;
  readonly usage: Usage;
  /** Why it failed or was cancelled. */
  readonly error: string | undefined;
}

interface Member {
  readonly open: ReadonlySet<string>;
  readonly calls: number;
  readonly failed: boolean;
}

const NEW: Member = { open: new Set(), calls: 0, failed: false };
const OVER: ReadonlySet<RunStatus> = new Set(['completed', 'failed', 'cancelled']);

export function toCoordinationSession(state: RunState, events: readonly RunEvent[], now: number): CoordinationSession {
  const { run, status, usage, error, cancel } = state;
  const members = new Map<string, Member>();
  for (const event of events) applyTo(members, event);
  const [first, last] = [events[0], events.at(-1)];
  const end = OVER.has(status) ? (last?.at ?? now) : now;
  return {
    sessionId: run,
    status,
    agents: [...members].map(([agent, member]) => ({
      agent,
      status: toStatus(member, OVER.has(status)),
      calls: member.calls,
    })),
    decisions: events.flatMap((event) =>
      event.type === 'domain.recorded'
        ? [{ at: new Date(event.at), name: event.name, data: 'value' in event.data ? event.data.value : null }]
        : [],
    ),
    startedAt: first && new Date(first.at),
    elapsedMs: first ? Math.max(0, end - first.at) : 0,
    usage,
    error: error?.message ?? cancel?.reason,
  };
}

function applyTo(members: Map<string, Member>, event: RunEvent): void {
  if (event.type === 'model.routed' && event.agent !== undefined) {
    const member = members.get(event.agent) ?? NEW;
    members.set(event.agent, { ...member, open: new Set([...member.open, event.path]) });
  }
  if ((event.type !== 'step.completed' && event.type !== 'step.failed') || event.agent === undefined) return;
  const member = members.get(event.agent) ?? NEW;
  const open = new Set([...member.open].filter((path) => path !== event.path));
  const isCall = event.kind === 'model' || event.kind === 'agent';
  const calls = member.calls + (isCall ? 1 : 0);
  members.set(event.agent, { open, calls, failed: isCall ? event.type === 'step.failed' : member.failed });
}

function toStatus({ open, calls, failed }: Member, isOver: boolean): MemberState['status'] {
  if (open.size > 0) return isOver ? 'failed' : 'working';
  if (failed) return 'failed';
  return calls > 0 ? 'done' : 'waiting';
}
