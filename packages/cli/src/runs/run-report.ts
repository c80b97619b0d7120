/** A run as it is shown when it rests: its state, what its calls cost, and its result with the text read back. */
import { isFinished, type Execution, type Json, type RunId, type RunState } from '@tutti/protocol';
import { unpackPayload } from '@tutti/engine';
import type { Home } from '../home/open-home.ts';

export interface RunReport {
  readonly state: RunState;
  readonly executions: readonly Execution[];
  /** The whole output, also where the journal holds only its hash; null while there is none. */
  readonly output: Json;
}

export async function getRunReport({ engine, store, principal }: Home, run: RunId): Promise<RunReport> {
  const state = await engine.getRun(principal, run);
  const executions = await store.listExecutions(principal.tenant, run);
  const output = state.output ? await unpackPayload(state.output, principal.tenant, store) : null;
  return { state, executions, output };
}

/** A team's result in words; what other programs return is shown as data. */
export function toResultText({ state, output }: RunReport): string | undefined {
  if (!isFinished(state.status) || output === null) return undefined;
  if (typeof output === 'string') return output;
  if (typeof output === 'object' && 'text' in output && typeof output.text === 'string') return output.text;
  return JSON.stringify(output, null, 2);
}
