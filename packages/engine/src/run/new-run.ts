/** From what is asked for to what the store takes: the first entry of a new journal, and its row in the queue. */
import {
  applyRunEvent,
  type Budget,
  type FactOf,
  type Instant,
  type Json,
  type Label,
  type ParentRun,
  type Priority,
  RunFact,
  type RunId,
  type RunState,
  sealEvent,
  type StepPath,
  type TaskId,
  type TenantId,
  toRunSummary,
  type UserId,
} from '@tutti/protocol';
import { InvalidInputError } from '../errors.ts';
import type { NewRun } from '../ports/journal.ts';
import { toNeeds } from './needs.ts';
import { packPayload } from './payload.ts';
import type { DrivePorts } from './drive-ports.ts';
import type { ChildRun } from './scope.ts';
import type { Redact } from './redact.ts';
import { sha256 } from './sha256.ts';

export interface RunWish {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly program: string;
  readonly title: string;
  readonly input: Json;
  readonly pins: Json;
  readonly labels: readonly Label[];
  readonly priority: Priority;
  readonly by?: UserId | undefined;
  readonly task?: TaskId | undefined;
  readonly deadline?: Instant | undefined;
  readonly budget?: Budget | undefined;
  readonly parent?: ParentRun | undefined;
  readonly trace?: string | undefined;
  readonly account: string | undefined;
  /** Absent: the run begins a line of its own. */
  readonly lineage?: RunId | undefined;
  readonly searchText: string;
}

export function createRun(wish: RunWish, now: Instant, redact: Redact): NewRun {
  const { tenant, run } = wish;
  const input = packPayload(wish.input, redact);
  const pins = packPayload(wish.pins, redact);
  const fact: FactOf<'run.submitted'> = {
    type: 'run.submitted',
    program: wish.program,
    title: redact(wish.title),
    input: input.payload,
    labels: [...wish.labels],
    priority: wish.priority,
    by: wish.by,
    task: wish.task,
    deadline: wish.deadline,
    budget: wish.budget,
    parent: wish.parent,
    lineage: wish.lineage ?? run,
    trace: wish.trace,
    seed: run,
    pins: pins.payload,
  };
  assertReadable(fact);
  const { event, entry } = sealEvent({ tenant, run, seq: 0, hash: undefined }, fact, { at: now, sha256 });
  return {
    tenant,
    run,
    entries: [entry],
    summary: toRunSummary(applyRunEvent(undefined, event)),
    searchText: redact(wish.searchText),
    readyAt: now,
    needs: toNeeds(wish.program, undefined),
    account: { limit: wish.budget ?? {}, parent: wish.account },
    blobs: [input.blob, pins.blob].filter((blob) => blob !== undefined),
  };
}

export interface ChildWish {
  readonly child: RunId;
  readonly lineage: RunId;
  readonly path: StepPath;
  readonly wish: ChildRun;
  readonly pins: Json;
}

/** Of a child: how many runs stand above it. */
export function toDepth(parent: ParentRun | undefined): number {
  return parent ? (parent.depth ?? 1) + 1 : 1;
}

/** Priority, deadline, budget, trace and pins flow down from the parent. */
export function createChildRun(
  parent: RunState,
  child: ChildWish,
  ports: Pick<DrivePorts, 'clock' | 'redact'>,
): NewRun {
  const { tenant, run, priority, by, task, trace, labels } = parent;
  const { wish, path } = child;
  const deadline = earliest(wish.deadline, parent.deadline);
  const depth = toDepth(parent.parent);
  return createRun(
    {
      tenant,
      priority,
      by,
      task,
      trace,
      deadline,
      labels,
      run: child.child,
      lineage: child.lineage,
      program: wish.program,
      title: wish.title,
      input: wish.input,
      pins: child.pins,
      budget: wish.budget,
      parent: { run, path, ...(depth > 1 && { depth }) },
      account: run,
      searchText: wish.title,
    },
    ports.clock.now(),
    ports.redact,
  );
}

/** What is written down once cannot be mended: a run with half a token to spend could never be read again. */
function assertReadable(fact: RunFact): void {
  const [issue] = RunFact.safeParse(fact).error?.issues ?? [];
  if (!issue) return;
  const field = issue.path.join('.');
  throw new InvalidInputError(`${field}: ${issue.message}`, field);
}

function earliest(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  if (one === undefined) return other;
  return other === undefined ? one : Math.min(one, other);
}
