import type { AgentId } from '@tutti/protocol';
import { toFailure } from '../../errors.ts';
import { isBudgetEnd } from './is-budget-end.ts';
import { type Absence, toAbsence } from './to-absence.ts';

export type Tried<Value> = { readonly value: Value } | { readonly absence: Absence };

/** One turn of a member that may fail without taking the team with it. Money that has run out goes through. */
export async function tryTurn<Value>(by: AgentId, turn: Promise<Value>): Promise<Tried<Value>> {
  try {
    return { value: await turn };
  } catch (error) {
    if (isBudgetEnd(error)) throw error;
    return { absence: toAbsence(by, { status: 'failed', error: toFailure(error) }) };
  }
}
