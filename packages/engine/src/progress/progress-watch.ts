/**
 * What is done about an agent that goes no further: it is told, another model is asked, a person is asked, the run is stopped.
 * Each measure is written down with what it rests on; where all get on, nothing is.
 */
import type { Agent, AgentId, Labelled } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import { askApproval } from '../run/ask-approval.ts';
import type { Scope } from '../run/scope.ts';
import type { CallSeen } from './call-memory.ts';
import { hasOtherModel, type Routed, toOtherModel } from './other-model.ts';
import { ProgressBook } from './progress-book.ts';
import type { Stall } from './stall.ts';
import { type Nudge, toNudge, toWords } from './write-nudge.ts';

export interface ProgressOptions {
  /** Somebody looks at this run and may be asked. */
  readonly mayAsk: boolean;
}

type Measure = 'nudge' | 'model' | 'person' | 'stop';
const LADDER: readonly Measure[] = ['nudge', 'model', 'person', 'stop'];
/** Marked in a run's journal when it first stands still; a run that began before goes on without. */
const CHANGE = 'progress';
/** Whoever has let it go on so often is not asked again. */
const MOST_ASKED = 2;

/** Of one run. */
export class ProgressWatch {
  readonly #book = new ProgressBook();
  readonly #mayAsk: boolean;
  /** The measure that was taken last for each. */
  readonly #taken = new Map<AgentId, Measure>();
  readonly #nudges = new Map<AgentId, Nudge>();
  readonly #rerouted = new Set<AgentId>();
  #asked = 0;
  #isOff = false;
  #stopped: RunError | undefined;

  constructor({ mayAsk }: ProgressOptions) {
    this.#mayAsk = mayAsk;
  }

  /** Why the run may not go on, whoever goes on all the same. */
  get stopped(): RunError | undefined {
    return this.#stopped;
  }

  /** A turn under watch: it begins with what the agent has to be told, and its answer is looked at. */
  async turn<Request extends Routed & { readonly prompt: Labelled }, Result extends { readonly text: string }>(
    scope: Scope,
    request: Request,
    take: (request: Request) => Promise<Result>,
  ): Promise<Result> {
    if (this.#stopped) throw this.#stopped;
    const { agent, prompt } = request;
    const question = this.#book.ask(agent.id, prompt.text);
    const nudge = await this.#give(scope, agent.id);
    const result = await take(nudge ? { ...request, prompt: withNudge(prompt, nudge) } : request);
    const stall = this.#book.answer(question, result.text);
    if (stall) await this.#act(scope, agent, stall);
    return result;
  }

  /** After a call of a tool; what it gives is to be said to the agent before it is asked again. */
  async call(scope: Scope, agent: Agent, call: CallSeen): Promise<Nudge | undefined> {
    const stall = this.#book.call(agent.id, call);
    if (!stall) return undefined;
    await this.#act(scope, agent, stall);
    return this.#give(scope, agent.id);
  }

  /** An obligation was met, or there is something that there was not before. */
  gained(agent?: AgentId): void {
    this.#book.gained(agent);
  }

  /** How its next call of a model is to be made. */
  route<Request extends Routed>(request: Request): Request {
    return this.#rerouted.has(request.agent.id) ? { ...request, ...toOtherModel(request) } : request;
  }

  async #give(scope: Scope, agent: AgentId): Promise<Nudge | undefined> {
    const nudge = this.#nudges.get(agent);
    if (!nudge) return undefined;
    this.#nudges.delete(agent);
    await scope.record({ name: 'progress.nudged', data: { agent, text: nudge.text } });
    return nudge;
  }

  async #act(scope: Scope, agent: Agent, stall: Stall): Promise<void> {
    if (this.#isOff || scope.version(CHANGE) === 0) {
      this.#isOff = true;
      return;
    }
    if (this.#stopped) throw this.#stopped;
    const step = this.#next(agent);
    for (const by of stall.by) this.#taken.set(by, step);
    await scope.record({ name: 'progress.stalled', data: { ...stall, by: [...stall.by], step } });
    if (step === 'nudge') this.#nudge(stall);
    else if (step === 'model') await this.#reroute(scope, agent, stall);
    else if (step === 'person') await this.#ask(scope, stall);
    else await this.#stop(scope, stall);
  }

  #next(agent: Agent): Measure {
    const last = this.#book.takeCalm(agent.id) ? undefined : this.#taken.get(agent.id);
    const rest = LADDER.slice(last === undefined ? 0 : LADDER.indexOf(last) + 1);
    const found = rest.find((step) => {
      if (step === 'model') return hasOtherModel(agent);
      return step !== 'person' || (this.#mayAsk && this.#asked < MOST_ASKED);
    });
    return found ?? 'stop';
  }

  #nudge(stall: Stall): void {
    const nudge = toNudge(stall);
    for (const agent of stall.by) this.#nudges.set(agent, nudge);
  }

  async #reroute(scope: Scope, agent: Agent, stall: Stall): Promise<void> {
    this.#rerouted.add(agent.id);
    this.#nudge(stall);
    const { prefer, fallback } = toOtherModel({ agent }).agent.models;
    await scope.record({ name: 'progress.rerouted', data: { agent: agent.id, to: [...prefer, ...fallback] } });
  }

  async #ask(scope: Scope, stall: Stall): Promise<void> {
    this.#asked++;
    const { kind, agent, by, times, evidence, tool } = stall;
    const answer = await askApproval(scope, {
      name: 'progress',
      title: `${agent} makes no progress: may it go on?`,
      shows: {
        kind: 'progress',
        stall: kind,
        agent,
        by: [...by],
        times,
        evidence,
        ...(tool !== undefined && { tool }),
      },
      decisions: ['approved', 'rejected'],
    });
    if (answer.status === 'timed_out' || answer.decision !== 'approved') return this.#stop(scope, stall);
    for (const one of by) {
      this.#book.forgive(one);
      this.#taken.delete(one);
      if (answer.comment !== undefined)
        this.#nudges.set(one, { text: answer.comment, labels: [{ source: 'user', name: 'approver' }] });
    }
    await scope.record({ name: 'progress.allowed', data: { agent, by: [...by] } });
  }

  async #stop(scope: Scope, stall: Stall): Promise<never> {
    const why = `the run was stopped because nothing new came: ${toWords(stall)}`;
    this.#stopped ??= new RunError('no_progress', why);
    await scope.record({ name: 'progress.stopped', data: { agent: stall.agent, kind: stall.kind, why } });
    throw this.#stopped;
  }
}

function withNudge({ text, labels }: Labelled, nudge: Nudge): Labelled {
  return { text: `${text}\n\n${nudge.text}`, labels: [...labels, ...nudge.labels] };
}
