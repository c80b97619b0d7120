import type { Agent, Budget, Instant, Json, Label, Principal, Priority, RunId, TaskId } from '@tutti/protocol';
import type { RunWish } from './new-run.ts';
import { keepTrace } from './trace.ts';

/** What whoever submits a run asks for. */
export interface RunRequest {
  readonly program: string;
  readonly title: string;
  readonly input: Json;
  readonly pins?: Json;
  readonly labels?: readonly Label[];
  readonly priority?: Priority;
  readonly deadline?: Instant | undefined;
  readonly budget?: Budget | undefined;
  /** W3C traceparent; each step passes it on with a span of its own. One that is malformed is dropped. */
  readonly trace?: string | undefined;
  /** More words to find the run by. */
  readonly searchText?: string;
  /** What it is to work on; its retries and its children belong to the task too. */
  readonly task?: TaskId;
  /** Who is to work on it: a run of those who cannot work here is not taken. */
  readonly agents?: readonly Agent[];
  /** Chosen by the caller: the same id twice is one run. */
  readonly run?: RunId;
}

export function toRunWish({ tenant, user }: Principal, run: RunId, request: RunRequest): RunWish {
  const { program, title, input, deadline, budget, task } = request;
  return {
    tenant,
    run,
    program,
    title,
    input,
    deadline,
    budget,
    task,
    by: user,
    trace: keepTrace(request.trace),
    pins: request.pins ?? null,
    labels: request.labels ?? [{ source: 'owner' }],
    priority: request.priority ?? 'normal',
    account: tenant,
    searchText: [title, request.searchText ?? ''].join('\n'),
  };
}
