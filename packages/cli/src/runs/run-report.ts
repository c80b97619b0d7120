/** A run as it is shown when it rests: the state that its events fold to, what its calls cost, and its result. */
import { createHash } from 'node:crypto';
import {
  applyRunEvent,
  type Execution,
  isFinished,
  type Json,
  type RunEvent,
  type RunId,
  type RunState,
  toCanonicalText,
} from '@tutti/protocol';
import type { RunDetail } from '@tutti/protocol/api';
import type { RunDesk } from '../desk/desk.ts';
import { describeDecisions } from './describe-decisions.ts';
import { type ModelUse, sumModelUse } from './model-use.ts';

export interface RunReport {
  readonly state: RunState;
  /** SHA-256 of the canonical text of the state: whoever has the same events has the same hash. */
  readonly stateHash: string;
  readonly executions: readonly Execution[];
  /** What was called and what it cost, the dearest first. */
  readonly models: readonly ModelUse[];
  /** The whole output, also where the journal holds only its hash; null while there is none. */
  readonly output: Json;
  /** What there was when a budget stopped it; absent where none did. */
  readonly partial?: Json | undefined;
  /** Model calls that no model can answer at the moment. */
  readonly waitsForModel: RunDetail['waitsForModel'];
  /** What its pattern has decided, in words. */
  readonly decisions: readonly string[];
  /** What a person has to decide. */
  readonly open: RunDetail['open'];
  /** With what people said about them. */
  readonly artefacts: RunDetail['artefacts'];
  readonly feedback: RunDetail['feedback'];
}

/** Of these events; what they do not hold is asked for. */
export async function getRunReport(
  desk: Pick<RunDesk, 'getRun'>,
  run: RunId,
  events: readonly RunEvent[],
): Promise<RunReport> {
  const { output, partial, waitsForModel, open, artefacts, feedback } = await desk.getRun(run);
  const state = events.reduce<RunState | undefined>(applyRunEvent, undefined);
  if (!state) throw new Error(`the journal of ${run} is empty`); // Whoever read it was told so.
  const stateHash = createHash('sha256').update(toCanonicalText(state)).digest('hex');
  const sums = { executions: toExecutions(events), models: sumModelUse(events), decisions: describeDecisions(events) };
  return { state, stateHash, ...sums, output, partial, waitsForModel, open, artefacts, feedback };
}

/** Calls that cost something, and turns; plain steps and decisions are found in the events alone. */
function toExecutions(events: readonly RunEvent[]): Execution[] {
  return events.flatMap((event): Execution[] => {
    if (event.type !== 'step.completed' && event.type !== 'step.failed') return [];
    if (event.type === 'step.completed' && event.reused === true) return [];
    if (event.kind === 'step' || event.kind === 'decision' || event.kind === 'tools') return [];
    const { tenant, run, seq, path, kind, startedAt, at, attempts, agent, model, tool, usage } = event;
    return [
      {
        tenant,
        run,
        seq,
        path,
        kind,
        startedAt,
        finishedAt: at,
        attempts,
        ...(agent && { agent }),
        ...(model && { model }),
        ...(tool && { tool }),
        ...(usage && { usage }),
        ...(event.type === 'step.failed' && { errorCode: event.error.code }),
      },
    ];
  });
}

/** A team's result in words; what other programs return is shown as data. */
export function toResultText({ state, output }: Pick<RunReport, 'state' | 'output'>): string | undefined {
  return isFinished(state.status) ? toText(output) : undefined;
}

/** What a run had made by the time when its budget ended it. */
export function toPartialText({ partial }: Pick<RunReport, 'partial'>): string | undefined {
  return partial === undefined ? undefined : toText(partial);
}

function toText(value: Json): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && 'text' in value && typeof value.text === 'string') return value.text;
  return JSON.stringify(value, null, 2);
}
