/** A run as a tree of what it does, for whoever shows it: built from its events and, while it lives, from its live notices. */
import type { LiveNotice } from '../live-notice.ts';
import type { EventOf, RunEvent } from '../run-event.ts';
import { ModelCalls } from './model-calls.ts';
import { createNode, splitPath, type TimelineNode } from './timeline-node.ts';
import { toMissingNote, toNotMadeNote } from './tool-notes.ts';

type Folds = { [Type in RunEvent['type']]?: (event: EventOf<Type>) => void };
type StepEvent = EventOf<'step.completed' | 'step.failed'>;

export class RunTimeline {
  readonly root: TimelineNode = createNode('', '', 'group');
  /** Agents of the task in their order, of which some may not have begun. */
  agents: readonly string[] = [];
  pattern: string | undefined;
  readonly #calls = new ModelCalls();
  readonly #folds: Folds = {
    'run.submitted': (event) => this.#readTask(event),
    // Whatever a dead worker had under way begins anew; what the new one begins may be told before its claim is durable.
    'run.claimed': ({ at }) => forgetOpen(this.root, at),
    'step.completed': (event) => this.#finish(event),
    'step.failed': (event) => this.#finish(event),
    'step.retried': ({ path, attempt, error }) =>
      this.#change(path, {
        mark: 'waiting',
        attempt: attempt + 1,
        note: `attempt ${attempt} failed: ${error.message}`,
      }),
    'budget.refused': ({ path, account }) => this.#change(path, { note: `the budget of ${account} refused it` }),
    'model.routed': (event) => this.#route(event),
    'model.awaited': ({ path, agent }) => {
      if (agent !== undefined) this.#nameTurn(path, agent);
      this.#change(path, { kind: 'model', mark: 'waiting', agent, note: 'waits for a model' });
    },
    'effect.intended': ({ path, effect, at }) => this.#change(path, { mark: 'running', effect, startedAt: at }),
    'effect.doubted': ({ path, cause }) => this.#change(path, { mark: 'doubt', note: `in doubt: ${cause}` }),
    'effect.resolved': ({ path, verdict, how, at }) =>
      this.#change(path, {
        mark: verdict === 'happened' ? 'done' : 'waiting',
        finishedAt: at,
        note: `${verdict === 'happened' ? 'happened' : 'did not happen'} (${how})`,
      }),
    'wait.started': ({ path, key, at }) =>
      this.#change(path, { kind: 'wait', mark: 'waiting', startedAt: at, note: key ?? 'a time' }),
    'signal.received': ({ path, at }) => this.#change(path, { kind: 'wait', mark: 'done', finishedAt: at }),
    'timer.fired': ({ path, at }) => this.#change(path, { kind: 'wait', mark: 'done', finishedAt: at }),
    'join.decided': (event) => this.#join(event),
    'domain.recorded': ({ path, name, data }) =>
      this.#change(path, { kind: 'record', mark: 'done', note: name, what: toNotMadeNote(name, data), output: data }),
    'artefact.produced': ({ path, artefact }) =>
      this.#change(path, { kind: 'artefact', mark: 'done', note: artefact.name, labels: artefact.labels }),
    'child.started': ({ path, child, at }) =>
      this.#change(path, { kind: 'child', mark: 'running', note: child, startedAt: at }),
    'child.finished': ({ path, status, at }) =>
      this.#change(path, { mark: status === 'completed' ? 'done' : 'failed', finishedAt: at }),
    'run.completed': ({ at }) => stopOpen(this.root, at),
    'run.failed': ({ at }) => stopOpen(this.root, at),
    'run.cancelled': ({ at }) => stopOpen(this.root, at),
  };

  hear(notice: LiveNotice): void {
    switch (notice.type) {
      case 'events':
        for (const event of notice.events) this.apply(event);
        return;
      case 'step.began':
        this.#begin(notice);
        return;
      case 'delta':
        this.#addWords(notice);
        return;
      default:
        notice satisfies never;
    }
  }

  apply(event: RunEvent): void {
    const apply = this.#folds[event.type] as ((event: RunEvent) => void) | undefined;
    apply?.(event);
    const path = this.#calls.take(event);
    if (path !== undefined) this.#change(path, { calls: this.#calls.at(path), refused: this.#calls.refusedAt(path) });
  }

  #readTask({ input }: EventOf<'run.submitted'>): void {
    if (!('value' in input) || typeof input.value !== 'object' || input.value === null || Array.isArray(input.value))
      return;
    const { agents, pattern } = input.value as Readonly<Record<string, unknown>>;
    if (Array.isArray(agents)) this.agents = agents.filter((agent) => typeof agent === 'string');
    if (typeof pattern === 'string') this.pattern = pattern;
  }

  #begin({ path, kind, agent, what, attempt, at }: Extract<LiveNotice, { type: 'step.began' }>): void {
    const node = this.#at(path);
    if (agent !== undefined) this.#nameTurn(path, agent);
    Object.assign(node, { kind, agent, what, attempt, mark: 'running', startedAt: at, words: '', note: undefined });
  }

  #route({ path, attempt, agent, route, at }: EventOf<'model.routed'>): void {
    const { startedAt, note } = this.#at(path);
    if (agent !== undefined) this.#nameTurn(path, agent);
    // Why the attempt before it failed is worth a word until there is an answer.
    const kept = attempt > 1 ? note : undefined;
    const changes = { kind: 'model', mark: 'running', what: route.model, attempt, agent, note: kept } as const;
    this.#change(path, { ...changes, startedAt: startedAt ?? at });
  }

  #addWords({ path, attempt, offset, text }: Extract<LiveNotice, { type: 'delta' }>): void {
    const node = this.#at(path);
    // A later attempt begins anew and replaces the words of the one before it.
    if (offset === 0 || attempt > node.attempt) node.words = '';
    if (node.mark === 'waiting') node.mark = 'running';
    node.attempt = attempt;
    node.words += text;
  }

  #finish(event: StepEvent): void {
    const node = this.#at(event.path);
    if (event.agent !== undefined) this.#nameTurn(event.path, event.agent);
    const { kind, agent, effect, startedAt, at, usage, attempts, input, seq } = event;
    Object.assign(node, { kind, agent, effect, startedAt, usage, input, seq, finishedAt: at, attempt: attempts });
    node.what = event.tool ?? event.model;
    if (event.type === 'step.failed') {
      node.mark = 'failed';
      node.note = event.error.message;
      node.error = event.error;
      return;
    }
    node.mark = 'done';
    node.labels = event.labels ?? [];
    node.output = event.output;
    node.words = toWords(event) ?? node.words;
    const missing = event.kind === 'tools' ? toMissingNote(event.output) : undefined;
    node.note = event.reused ? 'taken over' : event.edited ? 'edited by a person' : missing;
  }

  #join({ path, verdict, order, at }: EventOf<'join.decided'>): void {
    this.#change(path, { mark: verdict === 'met' ? 'done' : 'failed', finishedAt: at });
    for (const branch of this.#at(path).children.values()) if (!order.includes(branch.name)) stopOpen(branch, at);
  }

  /** The turn that a step belongs to is that agent's. */
  #nameTurn(path: string, agent: StepEvent['agent']): void {
    const turn = splitPath(path).findLast(({ name }) => name === 'turn');
    if (turn) this.#at(turn.path).agent = agent;
  }

  #change(path: string, changes: Partial<TimelineNode>): void {
    Object.assign(this.#at(path), changes);
  }

  #at(path: string): TimelineNode {
    let node = this.root;
    for (const part of splitPath(path)) {
      const found = node.children.get(part.path) ?? createNode(part.path, part.name, part.kind);
      node.children.set(part.path, found);
      node = found;
    }
    return node;
  }
}

/** What a group of steps is at, which nobody records: it follows from them. */
export function markOf(node: TimelineNode): TimelineNode['mark'] {
  if (node.children.size === 0) return node.mark;
  const marks = [...node.children.values()].map(markOf);
  for (const mark of ['running', 'doubt', 'waiting'] as const) if (marks.includes(mark)) return mark;
  if (node.mark === 'done' || node.mark === 'failed') return node.mark;
  return marks.at(-1) ?? 'pending';
}

function toWords({ output, kind }: EventOf<'step.completed'>): string | undefined {
  if ((kind !== 'model' && kind !== 'agent') || !('value' in output)) return undefined;
  const { value } = output;
  if (typeof value !== 'object' || value === null || !('text' in value)) return undefined;
  return typeof value.text === 'string' ? value.text : undefined;
}

function stopOpen(node: TimelineNode, at: number): void {
  if (isOpen(node)) Object.assign(node, { mark: 'stopped', finishedAt: at });
  for (const child of node.children.values()) stopOpen(child, at);
}

function forgetOpen(node: TimelineNode, at: number): void {
  if (node.mark === 'running' && (node.startedAt ?? 0) < at) node.mark = 'pending';
  for (const child of node.children.values()) forgetOpen(child, at);
}

function isOpen({ children, mark }: TimelineNode): boolean {
  return children.size === 0 && (mark === 'running' || mark === 'waiting');
}
