/** One step of a turn that somebody elsewhere takes: what it may cost is set aside, what it is told stands in the journal. */
import type { Agent, Complexity, Json, Labelled, LadderStep, RouteRecord } from '@tutti/protocol';
import type { Accounts } from '../../ports/accounts.ts';
import type { StoredMessage } from '../../ports/journal.ts';
import type { AgentRuntime, RuntimeAnswer, RuntimeTerms, RuntimeTurn } from '../../ports/runtime.ts';
import { NOTHING } from '@tutti/protocol';
import type { AttemptAsk, AttemptWish, Scope, StepCall, StepOptions } from '../../run/scope.ts';
import { StepFailedError } from '../../run/step-failed-error.ts';
import { BudgetLadder, toStopped } from '../budget-ladder.ts';
import { isStoppedForGood } from './agent-failed-error.ts';
import { isFree, Told, toUsage, toUsageBeyond, toWorstCase } from './told.ts';

/** So often something that may be asked again is asked for one answer. */
const MOST_ATTEMPTS = 6;
/** What is under way elsewhere goes on while nobody can ask for it: for some minutes it is not given up. */
const PATIENCE = { maxAttempts: 12, firstDelayMs: 500 };

export interface ElsewhereStep {
  readonly name: 'agent' | 'follow' | 'reply';
  readonly agent: Agent;
  readonly terms: RuntimeTerms;
  readonly prompt: Labelled;
  readonly session?: string | undefined;
  readonly schema?: Json | undefined;
  readonly complexity?: Complexity | undefined;
  readonly ladder?: readonly LadderStep[] | undefined;
  /** Of the conversation, before this turn. */
  readonly conversation: string | undefined;
  connect(): Promise<AgentRuntime>;
  history(): Promise<RuntimeTurn['history']>;
  workspace(): Promise<string | undefined>;
  messages(told: Told): readonly StoredMessage[];
}

export interface ElsewherePorts {
  readonly library: Pick<Accounts, 'raiseLimit'>;
}

export async function askElsewhere(scope: Scope, ports: ElsewherePorts, step: ElsewhereStep): Promise<Told> {
  const ladder = new BudgetLadder(step.ladder);
  for (;;) {
    try {
      return await scope.step<Told>(step.name, toOptions(scope, step, ladder), (signal, call) =>
        act(scope, step, { signal, call }),
      );
    } catch (error) {
      if (!(error instanceof StepFailedError) || !error.refusal) throw error;
      if (!(await ladder.goOn(scope, ports, { refusal: error.refusal, agent: step.agent.id }))) throw error;
    }
  }
}

function toOptions(scope: Scope, step: ElsewhereStep, ladder: BudgetLadder): StepOptions<Told> {
  const { agent, terms, name, prompt, session, schema, conversation } = step;
  return {
    kind: 'agent',
    // Looking for what is under way changes nothing there.
    effect: name === 'follow' ? 'read' : terms.effect,
    agent: agent.id,
    input: {
      runtime: terms.kind,
      connection: terms.name,
      prompt: name === 'follow' ? null : prompt.text,
      session: session ?? null,
      conversation: conversation ?? null,
      ...(schema !== undefined && { schema }),
    },
    output: Told,
    timeoutMs: terms.timeoutMs,
    retry: name === 'follow' ? PATIENCE : { maxAttempts: MOST_ATTEMPTS },
    reserve: (ask) => toWish(step, ladder, ask),
    usage: (told) => (name === 'follow' ? toUsageBeyond(told, terms) : toUsage(told, terms)),
    labels: (told) => (told.status === 'underway' ? [] : told.labels),
    messages: (told) => step.messages(told),
    stopped: (signal, call, told) => stopThere(scope, step, { signal, call, told }),
  };
}

function toWish(
  { name, terms, complexity = 'medium' }: ElsewhereStep,
  ladder: BudgetLadder,
  { refused }: AttemptAsk,
): AttemptWish {
  if (refused) throw toStopped(refused, ladder.next(refused).rest);
  // What it costs was booked by the step that began it, however often it is asked for.
  const worstCase = name === 'follow' ? NOTHING : toWorstCase(terms);
  const { local } = terms;
  const free = isFree(terms);
  const model = `${terms.kind}/${terms.name}`;
  const route: RouteRecord = {
    model,
    complexity,
    because: 'named',
    free,
    local,
    maxOutputTokens: Math.max(1, worstCase.tokens),
    worstCase,
    passedOver: [],
  };
  return {
    amount: worstCase,
    route,
    toSpent: (usage) => ({ model, usage, free: free && usage.costNanoUsd === 0, local }),
  };
}

interface Acting {
  readonly signal: AbortSignal;
  readonly call: StepCall;
}

async function act(scope: Scope, step: ElsewhereStep, acting: Acting): Promise<Told> {
  const { runtime, turn } = await begin(scope, step, acting);
  const answer =
    step.name === 'follow' && step.session !== undefined && runtime.follow
      ? await runtime.follow(step.session, turn)
      : await runtime.take(turn);
  return toTold(answer, step.terms);
}

/** Nobody is waiting: neither for what was begun and is still to be followed, nor for what has just been begun. */
async function stopThere(
  scope: Scope,
  step: ElsewhereStep,
  { told, ...acting }: Acting & { readonly told?: Told | undefined },
): Promise<void> {
  const begun = told?.status === 'underway' ? told.session : undefined;
  const session = told === undefined && step.name === 'follow' ? step.session : begun;
  if (session === undefined || !isStoppedForGood(acting.signal)) return;
  const { runtime, turn } = await begin(scope, step, acting);
  // Whoever follows with a signal that is aborted for good stops the other side.
  await runtime.follow?.(session, turn);
}

async function begin(
  scope: Scope,
  step: ElsewhereStep,
  { signal, call }: Acting,
): Promise<{ runtime: AgentRuntime; turn: RuntimeTurn }> {
  const [runtime, history, workspace] = await Promise.all([step.connect(), step.history(), step.workspace()]);
  const turn: RuntimeTurn = {
    tenant: scope.tenant,
    run: scope.run,
    agent: step.agent,
    prompt: step.prompt,
    history,
    session: step.session,
    workspace,
    schema: step.schema,
    key: call.key,
    trace: call.trace,
    signal,
    onDelta: call.emit,
  };
  return { runtime, turn };
}

function toTold(answer: RuntimeAnswer, { name }: RuntimeTerms): Told {
  if (answer.status === 'underway') return answer;
  const by = { source: 'agent', name } as const;
  const labels = [by, ...answer.labels];
  const told = { text: answer.text, labels, ...(answer.usage && { usage: answer.usage }) };
  if (answer.status === 'asks') return { ...told, status: 'asks', session: answer.session };
  const { artefacts = [], session } = answer;
  return { ...told, status: 'answered', artefacts: [...artefacts], ...(session !== undefined && { session }) };
}
