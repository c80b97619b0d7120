/** The independent model: from the data alone, how a program may end, whatever happened on the way. */
import { type ErrorCode, isGuarded, type Json } from '@tutti/protocol';
import * as z from 'zod';
import type { JoinPart, Part, ProgramTree, StepPart, WaitPart } from './program-tree.ts';

export type End = { readonly value: Json } | { readonly error: string };

/** What can become of a part at all. */
interface Prospects {
  readonly succeeds: boolean;
  readonly errors: ReadonlySet<ErrorCode>;
}

const ALWAYS: Prospects = { succeeds: true, errors: new Set() };
const NEVER_ENDS: Prospects = { succeeds: false, errors: new Set() };

/** The result of a run is the list of the results of its episodes. */
export function admitsRun(tree: ProgramTree, end: End): boolean {
  if ('error' in end) return prospectsOfAll(tree.episodes).errors.has(end.error as ErrorCode);
  return admitsEach(tree.episodes, end.value);
}

/** Whether the program can end at all, or waits for something that never comes. */
export function mayEnd(tree: ProgramTree): boolean {
  const { succeeds, errors } = prospectsOfAll(tree.episodes);
  return succeeds || errors.size > 0;
}

/** What the step gives when it succeeds; undefined when it fails. */
export function toStepOutput(part: StepPart): Json | undefined {
  return stepProspects(part).succeeds ? `did ${part.id}` : undefined;
}

function admits(part: Part, value: Json): boolean {
  switch (part.kind) {
    case 'sequence':
      return admitsEach(part.parts, value);
    case 'within':
      return admits(part.part, value);
    case 'attempt':
      return (
        admits(part.part, value) || prospectsOf(part.part).errors.has(Caught.safeParse(value).data?.caught as never)
      );
    case 'record':
      return value === null;
    case 'draw':
      return part.what === 'newId' ? typeof value === 'string' && value.length === 32 : isDrawn(part.what, value);
    case 'version':
      return value === 2;
    case 'sleep':
      return value === 'slept';
    case 'step':
      return value === toStepOutput(part);
    case 'wait':
      return admitsWait(part, value);
    case 'child':
      return admitsOutcome(value, {
        done: (output) => admitsRun(part.tree, { value: output }),
        failed: (error) => admitsRun(part.tree, { error }),
      });
    case 'join':
      return admitsJoin(part, value);
    default:
      return part satisfies never;
  }
}

const Caught = z.object({ caught: z.string() });
const Outcomes = z.array(z.tuple([z.string(), z.json()]));
const Outcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('done'), value: z.json() }),
  z.object({ status: z.literal('failed'), code: z.string() }),
  z.object({ status: z.literal('stopped') }),
]);

function admitsEach(parts: readonly Part[], value: Json): boolean {
  const values = z.array(z.json()).safeParse(value).data;
  return values?.length === parts.length && parts.every((part, index) => admits(part, values[index] ?? null));
}

function isDrawn(what: 'now' | 'random', value: Json): boolean {
  if (typeof value !== 'number') return false;
  return what === 'now' ? Number.isInteger(value) : value >= 0 && value < 1;
}

function admitsWait({ id, sentAfterMs, timeoutMs }: WaitPart, value: Json): boolean {
  if (value === 'timed out') return timeoutMs !== undefined;
  return sentAfterMs !== undefined && JSON.stringify(value) === JSON.stringify({ received: { to: id } });
}

interface OutcomeCheck {
  done(value: Json): boolean;
  failed(code: string): boolean;
}

function admitsOutcome(value: Json, check: OutcomeCheck): boolean {
  const outcome = Outcome.safeParse(value).data;
  if (outcome?.status === 'done') return check.done(outcome.value);
  return outcome?.status === 'failed' && check.failed(outcome.code);
}

/** The successes that it needed and no more, the last one at the end of those that ended; whoever came later was stopped. */
function admitsJoin({ branches, successes }: JoinPart, value: Json): boolean {
  const outcomes = Outcomes.safeParse(value).data;
  if (!outcomes) return false;
  const names = outcomes.map(([name]) => name);
  if (names.toSorted().join() !== Object.keys(branches).toSorted().join()) return false;
  const ended = outcomes.filter(([, outcome]) => Outcome.safeParse(outcome).data?.status !== 'stopped');
  const states = ended.map(([, outcome]) => Outcome.parse(outcome).status);
  const done = states.filter((status) => status === 'done').length;
  if (successes === undefined ? ended.length !== names.length : done !== successes || states.at(-1) !== 'done')
    return false;
  if (outcomes.slice(0, ended.length).some(([name], index) => name !== ended[index]?.[0])) return false;
  return ended.every(([name, outcome]) => {
    const branch = branches[name];
    return branch !== undefined && admitsOutcome(outcome, toCheck(branch));
  });
}

function toCheck(part: Part): OutcomeCheck {
  return { done: (value) => admits(part, value), failed: (code) => prospectsOf(part).errors.has(code as ErrorCode) };
}

function prospectsOf(part: Part): Prospects {
  switch (part.kind) {
    case 'sequence':
      return prospectsOfAll(part.parts);
    case 'within':
      return prospectsOf(part.part);
    case 'attempt': {
      const { succeeds, errors } = prospectsOf(part.part);
      return { succeeds: succeeds || errors.size > 0, errors: new Set() };
    }
    case 'step':
      return stepProspects(part);
    case 'wait':
      return part.sentAfterMs === undefined && part.timeoutMs === undefined ? NEVER_ENDS : ALWAYS;
    case 'child':
      return mayEnd(part.tree) ? ALWAYS : NEVER_ENDS;
    case 'join':
      return joinProspects(part);
    case 'record':
    case 'draw':
    case 'version':
    case 'sleep':
      return ALWAYS;
    default:
      return part satisfies never;
  }
}

/** What comes after a failure is never reached. */
function prospectsOfAll(parts: readonly Part[]): Prospects {
  const errors = new Set<ErrorCode>();
  for (const part of parts) {
    const prospects = prospectsOf(part);
    for (const error of prospects.errors) errors.add(error);
    if (!prospects.succeeds) return { succeeds: false, errors };
  }
  return { succeeds: true, errors };
}

function stepProspects({ effect, failures, failure, maxAttempts, settle, timeoutMs }: StepPart): Prospects {
  const isLate = timeoutMs !== undefined;
  const isHopeless = failures > 0 && (failure === 'final' || failures >= maxAttempts);
  const fails: Prospects = { succeeds: false, errors: new Set([isLate ? 'step_timed_out' : 'step_failed']) };
  if (!isGuarded(effect)) return isLate || isHopeless ? fails : ALWAYS;
  // Taken back each time, and then tried again as often as the policy allows.
  if (settle === 'undo') return isLate || isHopeless ? fails : ALWAYS;
  // Where the effect happened, whoever looks finds its result.
  const isFound = failures > 0 && failure === 'unknown';
  return isHopeless && !isFound ? fails : ALWAYS;
}

/** The order in which branches end depends on time, so this says what may happen, not what will. */
function joinProspects({ branches, successes }: JoinPart): Prospects {
  const all = Object.values(branches).map(prospectsOf);
  const isStuck = all.some(({ succeeds, errors }) => !succeeds && errors.size === 0);
  if (successes === undefined) return isStuck ? NEVER_ENDS : ALWAYS;
  const maySucceed = all.filter(({ succeeds }) => succeeds).length;
  const mayFail = all.filter(({ errors }) => errors.size > 0).length;
  const errors = new Set<ErrorCode>(mayFail > all.length - successes ? ['join_failed'] : []);
  return { succeeds: maySucceed >= successes, errors };
}
