/**
 * Doing things at once. Branches run in scopes of their own; as soon as the policy is met or cannot be met any more,
 * the decision is journalled, and only when it is durable do the others hear that they are stopped.
 */
import type { FactOf, StepPath } from '@tutti/protocol';
import { RunError, toFailure } from '../errors.ts';
import { type Call, nondeterministic, type RunCore } from './run-core.ts';
import type { JoinPolicy, Outcome } from './scope.ts';
import { isName, type ScopeNode } from './scope-node.ts';

type Decision = Pick<FactOf<'join.decided'>, 'verdict' | 'order'>;
const STOPPED = { status: 'stopped' } as const;
type Branch<T> = (node: ScopeNode) => Promise<T>;

export function openJoin<T>(
  core: RunCore,
  node: ScopeNode,
  wish: { branches: Record<string, Branch<T>>; policy: JoinPolicy },
): Promise<Record<string, Outcome<T>>> {
  return core.open<Record<string, Outcome<T>>>(node, 'all', (path, settle) =>
    new Join(core, { path, node, ...wish }, settle).begin(),
  );
}

interface JoinPlan<T> {
  readonly path: StepPath;
  readonly node: ScopeNode;
  readonly branches: Record<string, Branch<T>>;
  readonly policy: JoinPolicy;
}

class Join<T> implements Call {
  readonly path: StepPath;
  readonly node: ScopeNode;
  readonly #core: RunCore;
  readonly #plan: JoinPlan<T>;
  readonly #settle: PromiseWithResolvers<Record<string, Outcome<T>>>;
  readonly #ended = new Map<string, Outcome<T>>();
  readonly #nodes = new Map<string, ScopeNode>();
  readonly #names: readonly string[];
  #begun = 0;
  #done = 0;
  #decision: Decision | undefined;
  #written = false;

  constructor(core: RunCore, plan: JoinPlan<T>, settle: PromiseWithResolvers<Record<string, Outcome<T>>>) {
    this.path = plan.path;
    this.node = plan.node;
    this.#core = core;
    this.#plan = plan;
    this.#settle = settle;
    this.#names = Object.keys(plan.branches);
  }

  begin(): this {
    const names = this.#names;
    const { successes = 0, atOnce = Math.max(names.length, 1) } = this.#plan.policy;
    const bad = names.find((name) => !isName(name));
    if (bad !== undefined) throw new RunError('invalid_input', `"${bad}" cannot name a branch`, { path: this.path });
    if (successes > names.length || atOnce < 1)
      throw new RunError('invalid_input', 'the join policy cannot be met', { path: this.path });
    while (this.#begun < Math.min(atOnce, names.length)) this.#beginNext();
    if (names.length === 0) this.#decide('met');
    return this;
  }

  goLive(): void {
    if (this.#decision) this.#write(this.#decision);
  }

  reject(reason: unknown): void {
    this.#settle.reject(reason);
  }

  deliver({ event }: Parameters<Call['deliver']>[0]): void {
    if (event.type !== 'join.decided')
      throw nondeterministic(this.path, `branches join where ${event.type} is recorded`);
    const decided = this.#decision;
    if (!decided || decided.verdict !== event.verdict || decided.order.join('/') !== event.order.join('/')) {
      throw nondeterministic(
        this.path,
        `the branches ended as ${decided?.order.join(', ') ?? 'none'} where ${event.order.join(', ')} is recorded`,
      );
    }
    this.#stopOthers(event.order);
    this.#core.close(this);
    for (const node of this.#nodes.values()) this.node.drop(node);
    if (event.verdict === 'met') this.#settle.resolve(this.#toRecord(event.order));
    else this.#settle.reject(new RunError('join_failed', this.#describeFailure(), { path: this.path }));
  }

  #beginNext(): void {
    const name = this.#names[this.#begun] ?? '';
    this.#begun++;
    const branch = this.#plan.branches[name];
    if (!branch) return;
    const node = this.node.child(`${this.path}/${name}`);
    this.#nodes.set(name, node);
    // A microtask later, so that a branch that fails at once fails like any other.
    void Promise.resolve()
      .then(() => branch(node))
      .then(
        (value) => this.#end(name, { status: 'done', value }),
        (error: unknown) => this.#end(name, { status: 'failed', error: toFailure(error) }),
      );
  }

  #end(name: string, outcome: Outcome<T>): void {
    const node = this.#nodes.get(name);
    if (node) this.#core.end(node);
    if (this.#decision || this.node.stopped) return;
    this.#ended.set(name, outcome);
    if (outcome.status === 'done') this.#done++;
    const { successes, enough = successes } = this.#plan.policy;
    const open = this.#names.length - this.#ended.size;
    if (enough !== undefined && this.#done >= enough) this.#decide('met');
    else if (successes !== undefined && this.#done + open < successes) this.#decide('failed');
    else if (open === 0) this.#decide('met');
    else if (this.#begun < this.#names.length) this.#beginNext();
  }

  #decide(verdict: Decision['verdict']): void {
    this.#decision = { verdict, order: [...this.#ended.keys()] };
    if (this.#core.live && !this.node.isAborted) this.#write(this.#decision);
  }

  #write(decision: Decision): void {
    if (this.#written) return;
    this.#written = true;
    this.#core.log.enqueue({ type: 'join.decided', path: this.path, ...decision });
    for (const [name, node] of this.#nodes) if (!this.#ended.has(name)) node.abort(this.#toStop(name));
  }

  #stopOthers(order: readonly string[]): void {
    for (const [name, node] of this.#nodes) if (!order.includes(name)) this.#core.stop(node, this.#toStop(name));
  }

  #toStop(name: string): RunError {
    return new RunError('branch_aborted', `${this.path}/${name} was stopped: the join had decided`, {
      path: this.path,
    });
  }

  #toRecord(order: readonly string[]): Record<string, Outcome<T>> {
    // A branch may have a name that plain objects know already, such as `constructor`.
    const record = new Map(order.map((name) => [name, this.#ended.get(name) ?? STOPPED]));
    for (const name of this.#names) if (!record.has(name)) record.set(name, STOPPED);
    return Object.fromEntries(record);
  }

  #describeFailure(): string {
    const failures = [...this.#ended].flatMap(([name, outcome]) =>
      outcome.status === 'failed' ? [`${name}: ${outcome.error.message}`] : [],
    );
    return `${this.#plan.policy.successes} branches had to succeed (${failures.join('; ')})`;
  }
}
