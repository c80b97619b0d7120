import type { AgentId } from '@tutti/protocol';
import { RunError } from '../../errors.ts';
import type { Outcome } from '../pattern.ts';
import { isEndOfRun } from './is-budget-end.ts';

/** A member that gave no answer, and why. */
export interface Absence {
  readonly by: AgentId;
  readonly why: 'failed' | 'silent';
  readonly reason: string;
}

const REASON_LIMIT = 500;

/** Money that has run out, and a run that was stopped, are no weakness of a member: then the run ends with what there is. */
export function toAbsence(by: AgentId, outcome: Exclude<Outcome<unknown>, { status: 'done' }> | undefined): Absence {
  if (outcome?.status !== 'failed') return { by, why: 'failed', reason: 'stopped' };
  const { code, message } = outcome.error;
  if (isEndOfRun(code)) throw new RunError(code, message);
  return { by, why: code === 'member_silent' ? 'silent' : 'failed', reason: message.slice(0, REASON_LIMIT) };
}
