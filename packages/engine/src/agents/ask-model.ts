/**
 * One answer of a model, whatever it takes: each attempt has a route of its own, a budget that does not allow a call is
 * walked around or raised by a person, and a conversation that is too long for every model is shortened, once.
 */
import { type Agent, type Complexity, type Json, type LadderStep, MOST_ATTEMPTS, type StepPath } from '@tutti/protocol';
import { BudgetExceededError } from '../errors.ts';
import { ModelFailedError } from '../model-errors.ts';
import type { ChosenRoute, LogicalCall, Models } from '../models/models.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { StoredMessage } from '../ports/journal.ts';
import type { ModelRequest } from '../ports/model.ts';
import type { AttemptAsk, AttemptWish, Scope, StepOptions } from '../run/scope.ts';
import { StepFailedError } from '../run/step-failed-error.ts';
import { Answered, toAnswered } from './answered.ts';
import { BudgetLadder, toStopped } from './budget-ladder.ts';
import { compactMessages } from './compact-messages.ts';

export interface AskPorts {
  readonly models: Models;
  readonly library: Pick<Accounts, 'raiseLimit'>;
}

export interface ModelAsk {
  readonly agent: Agent;
  readonly complexity: Complexity;
  /** Of the task; absent: what the budget says that is in the way. */
  readonly ladder?: readonly LadderStep[] | undefined;
  /** Everything that decides the answer, by hash where it is long. */
  readonly input: Readonly<Record<string, Json>>;
  /** With the whole conversation. */
  read(): Promise<ModelRequest>;
  /** Whether an answer is of use: only then may an exact repeat be answered with it. */
  accepts(answer: Answered): boolean;
  /** Adds what the policy says of the calls that it asks for: that is recorded with it. */
  judge(answer: Answered, signal: AbortSignal): Promise<Answered>;
  /** What is to be stored with the answer. */
  messages(answer: Answered): readonly StoredMessage[];
}

export async function askModel(scope: Scope, ports: AskPorts, ask: ModelAsk): Promise<Answered> {
  const ladder = new BudgetLadder(ask.ladder);
  let compacted = false;
  for (let used = 0; ; ) {
    const attempt = new LogicalStep(scope, ports, { ask, ladder, compacted, used });
    try {
      return await attempt.take();
    } catch (error) {
      if (!(error instanceof StepFailedError)) throw error;
      used += error.refusal ? error.attempts - 1 : error.attempts;
      if (used >= MOST_ATTEMPTS) throw error;
      if (error.class === 'context_overflow' && !compacted) compacted = true;
      else if (!error.refusal || !(await ladder.goOn(scope, ports, { refusal: error.refusal, agent: ask.agent.id })))
        throw error;
    }
  }
}

interface StepPart {
  readonly ask: ModelAsk;
  readonly ladder: BudgetLadder;
  readonly compacted: boolean;
  /** Attempts of this logical call that were made by earlier steps. */
  readonly used: number;
}

class LogicalStep {
  readonly #scope: Scope;
  readonly #ports: AskPorts;
  readonly #part: StepPart;
  #call: LogicalCall | undefined;
  #route: ChosenRoute | undefined;

  constructor(scope: Scope, ports: AskPorts, part: StepPart) {
    this.#scope = scope;
    this.#ports = ports;
    this.#part = part;
  }

  async take(): Promise<Answered> {
    try {
      return await this.#scope.step<Answered>('model', this.#toOptions(), async (signal, { emit, trace }) => {
        const route = this.#route;
        if (!route) throw new ModelFailedError('no route was chosen', { class: 'unreachable' });
        const answered = toAnswered(
          await route.answer({ signal, onDelta: emit, ...(trace !== undefined && { trace }) }),
        );
        if (route.keep && this.#part.ask.accepts(answered)) route.keep();
        return await this.#part.ask.judge(answered, signal);
      });
    } finally {
      // A budget may have refused it, or the step was stopped before it was asked.
      this.#route?.giveBack?.();
    }
  }

  #toOptions(): StepOptions<Answered> {
    const { ask, compacted, used } = this.#part;
    return {
      kind: 'model',
      effect: 'read',
      agent: ask.agent.id,
      input: compacted ? { ...ask.input, compacted } : ask.input,
      output: Answered,
      retry: { maxAttempts: MOST_ATTEMPTS - used },
      reserve: (wish) => this.#choose(wish),
      usage: ({ usage }) => usage,
      labels: ({ labels }) => labels,
      messages: (answer) => ask.messages(answer),
    };
  }

  async #choose({ number, path, key, refused }: AttemptAsk): Promise<AttemptWish> {
    const { ladder, used } = this.#part;
    const call = (this.#call ??= this.#open(path, key));
    const steps = refused && ladder.next(refused);
    if (refused && steps?.allowed.length === 0) throw toStopped(refused, steps.rest);
    try {
      const narrowed = refused && steps && { refused: { ...refused, ladder: [...steps.allowed] } };
      const route = await call.next({ number: used + number, ...narrowed });
      this.#route = route;
      return {
        amount: route.worstCase,
        route: route.record,
        step: route.step,
        toSpent: (usage) => route.toSpent(usage),
      };
    } catch (error) {
      throw error instanceof BudgetExceededError && refused && steps ? toStopped(refused, steps.rest) : error;
    }
  }

  #open(path: StepPath, key: string): LogicalCall {
    const { ask } = this.#part;
    return this.#ports.models.open({
      tenant: this.#scope.tenant,
      run: this.#scope.run,
      path,
      agent: ask.agent,
      complexity: ask.complexity,
      read: () => this.#read(key),
    });
  }

  async #read(seed: string): Promise<ModelRequest> {
    const request = { ...(await this.#part.ask.read()), seed };
    if (!this.#part.compacted) return request;
    const messages = compactMessages(request.messages);
    if (messages) return { ...request, messages };
    throw new ModelFailedError('the conversation is too long for every model, and nothing in it can be shortened', {
      class: 'context_overflow',
    });
  }
}
