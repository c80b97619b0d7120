/** A step as the program sees it. This file decides whether it runs or is replayed: recorded, `deliver`; not recorded, `goLive`. */
import { isGuarded, type Json, StepPath } from '@tutti/protocol';
import { toCall } from './attempt-act.ts';
import { runGuardedStep } from './guarded-step.ts';
import { packPayload, unpackPayload } from './payload.ts';
import { runPlainStep } from './plain-step.ts';
import { type RetryOptions, RetryPolicy } from './retry.ts';
import { type Call, nondeterministic, type RunCore } from './run-core.ts';
import type { DurableEvent } from './run-log.ts';
import type { Act, StepOptions } from './scope.ts';
import { type ScopeNode, toPath } from './scope-node.ts';
import { sha256 } from './sha256.ts';
import { StepFailedError } from './step-failed-error.ts';
import type { StepPlan } from './step-plan.ts';

export interface StepWish<Output> {
  readonly name: string;
  readonly options: StepOptions<Output>;
  readonly act: Act<Output>;
}

const NO_INPUT_HASH = sha256('null');
const DEFAULT_RETRY = RetryPolicy.parse({});

export function openStep<Output>(core: RunCore, node: ScopeNode, wish: StepWish<Output>): Promise<Output> {
  const farewell = new Farewell(core, node, wish);
  if (node.stopped) farewell.say(StepPath.parse(toPath(node.path, wish.name)));
  return core.open<Output>(node, wish.name, (path, settle) => {
    const plan = toPlan(core, { node, path }, { ...wish, act: farewell.watch(wish.act) });
    const goLive = () => {
      announce(core, plan);
      core.work(() => (isGuarded(plan.options.effect) ? runGuardedStep(core, plan) : runPlainStep(core, plan)));
    };
    const call: Call = {
      path,
      node,
      goLive,
      wrapUp: goLive,
      reject(reason) {
        farewell.say(path);
        settle.reject(reason);
      },
      async deliver({ event, value }: DurableEvent) {
        if (event.type !== 'step.completed' && event.type !== 'step.failed')
          throw nondeterministic(path, `a step stands where ${event.type} is recorded`);
        if (event.inputHash !== plan.inputHash)
          core.noteDrift(path, { recorded: event.inputHash, found: plan.inputHash });
        if (event.type === 'step.failed') {
          core.close(call);
          const { error, attempts, class: failureClass, refusal } = event;
          settle.reject(new StepFailedError(error, { path, attempts, class: failureClass, refusal }));
          return;
        }
        const output = value ?? (await unpackPayload(event.output, event.tenant, core.ports.store));
        const parsed = parseRecorded(plan, output);
        core.close(call);
        settle.resolve(parsed as Output);
      },
    };
    return call;
  });
}

/** Tells what goes on outside that nobody waits for it any more, unless the act hears of it itself. */
class Farewell<Output> {
  readonly #core: RunCore;
  readonly #node: ScopeNode;
  readonly #options: StepOptions<Output>;
  #acting = 0;
  #output: Output | undefined;
  /** The act was under way when the scope was stopped, and has ended for it. */
  #heard = false;
  #missed: StepPath | undefined;

  constructor(core: RunCore, node: ScopeNode, { options }: StepWish<Output>) {
    this.#core = core;
    this.#node = node;
    this.#options = options;
  }

  watch(act: Act<Output>): Act<Output> {
    if (!this.#options.stopped) return act;
    return async (signal, call) => {
      this.#acting++;
      try {
        this.#output = await act(signal, call);
      } catch (error) {
        this.#heard ||= this.#node.isAborted;
        throw error;
      } finally {
        this.#acting--;
      }
      if (this.#missed !== undefined) this.say(this.#missed);
      return this.#output;
    };
  }

  /** On replay it was said in the life in which it happened. */
  say(path: StepPath): void {
    const { stopped } = this.#options;
    const core = this.#core;
    if (!stopped || !core.live || core.gone || this.#heard) return;
    if (this.#acting > 0) return void (this.#missed = path);
    const { signal } = this.#node;
    core.work(() =>
      stopped(signal, toCall(core, { path }, core.history.at(path).attempts + 1), this.#output).catch(() => undefined),
    );
  }
}

function toPlan<Output>(
  core: RunCore,
  place: { node: ScopeNode; path: StepPath },
  { name, options, act }: StepWish<Output>,
): StepPlan {
  const { input } = options;
  return {
    ...place,
    name,
    options: options as StepOptions<unknown>,
    retry: toRetry(options.retry),
    input: input === undefined ? undefined : packPayload(input, core.ports.redact),
    inputHash: input === undefined ? NO_INPUT_HASH : sha256(JSON.stringify(input)),
    act,
  };
}

function toRetry(options: RetryOptions | undefined): RetryPolicy {
  return options ? RetryPolicy.parse(options) : DEFAULT_RETRY;
}

function parseRecorded(plan: StepPlan, output: Json): unknown {
  if (!plan.options.output) return output;
  const parsed = plan.options.output.safeParse(output);
  if (parsed.success) return parsed.data;
  throw nondeterministic(plan.path, `the recorded result no longer has its shape: ${parsed.error.message}`);
}

function announce(core: RunCore, plan: StepPlan): void {
  const { kind = 'step', agent, model, tool } = plan.options;
  const attempt = core.history.at(plan.path).attempts + 1;
  const { run } = core.log.state;
  core.ports.live.publish({
    type: 'step.began',
    run,
    path: plan.path,
    kind,
    name: plan.name,
    agent,
    what: tool ?? model,
    attempt,
    at: core.ports.clock.now(),
  });
}
