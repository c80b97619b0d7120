import type { Usage } from '../budget.ts';
import type { EffectClass } from '../effect.ts';
import type { Failure } from '../error-codes.ts';
import type { StepKind } from '../execution.ts';
import type { AgentId } from '../ids.ts';
import type { Label } from '../labelled.ts';
import type { Payload } from '../payload.ts';
import type { BudgetNote, TimelineCall } from './model-calls.ts';

export type NodeKind = StepKind | 'group' | 'join' | 'branch' | 'wait' | 'child' | 'record' | 'artefact';
export type Mark = 'pending' | 'running' | 'waiting' | 'doubt' | 'done' | 'failed' | 'stopped';

/** One line of the timeline: a step, or what holds steps together. */
export interface TimelineNode {
  readonly path: string;
  readonly name: string;
  readonly children: Map<string, TimelineNode>;
  kind: NodeKind;
  mark: Mark;
  agent: AgentId | undefined;
  /** The tool's or model's own name. */
  what: string | undefined;
  effect: EffectClass | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  usage: Usage | undefined;
  labels: readonly Label[];
  attempt: number;
  /** Words of a model, as far as they have come. */
  words: string;
  note: string | undefined;
  input: Payload | undefined;
  output: Payload | undefined;
  error: Failure | undefined;
  /** Of the event that ended it. */
  seq: number | undefined;
  /** Of a model step: each that was sent, in this order. */
  calls: readonly TimelineCall[];
  /** What budgets did not allow since the last call. */
  refused: readonly BudgetNote[];
}

export function createNode(path: string, name: string, kind: NodeKind): TimelineNode {
  return {
    path,
    name,
    kind,
    children: new Map(),
    mark: 'pending',
    agent: undefined,
    what: undefined,
    effect: undefined,
    startedAt: undefined,
    finishedAt: undefined,
    usage: undefined,
    labels: [],
    attempt: 1,
    words: '',
    note: undefined,
    input: undefined,
    output: undefined,
    error: undefined,
    seq: undefined,
    calls: [],
    refused: [],
  };
}

/**
 * A path's parts from the outside in: `all/1/ann/turn/2/model/1` is the join `all/1`, its branch `ann`, that one's second
 * turn and the model call in it. A later episode begins with `~2`.
 */
export function splitPath(path: string): { name: string; path: string; kind: NodeKind }[] {
  const segments = path.split('/');
  const parts: { name: string; path: string; kind: NodeKind }[] = [];
  let index = 0;
  const take = (count: number, kind: NodeKind) => {
    const name = segments[index] ?? '';
    index += count;
    parts.push({ name, path: segments.slice(0, index).join('/'), kind });
  };
  while (index < segments.length) {
    if (segments[index]?.startsWith('~')) take(1, 'group');
    else if (segments[index] === 'all') {
      take(2, 'join');
      if (index < segments.length) take(1, 'branch');
    } else take(2, 'group');
  }
  return parts;
}
