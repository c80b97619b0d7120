import { EngineError } from '../../errors.ts';

/** They are about the run as a whole. */
const ENDS: ReadonlySet<string> = new Set(['budget_exceeded', 'no_progress']);

/** Money that has run out is no fault of a member, and where nothing new comes nobody is to go on: the run ends with what there is. */
export function isBudgetEnd(error: unknown): boolean {
  return error instanceof EngineError && isEndOfRun(error.code);
}

export function isEndOfRun(code: string): boolean {
  return ENDS.has(code);
}
