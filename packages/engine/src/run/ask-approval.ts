/**
 * How a program asks a person. What is shown is recorded first, and the answer is bound to exactly that record and to this
 * one asking: an answer about anything else is refused by the run itself, and the wait goes on. Nobody waits on a worker meanwhile.
 */
import {
  ApprovalAnswer,
  ApprovalDecision,
  ApprovalRequest,
  type Instant,
  type Json,
  StepPath,
  toCanonicalText,
  type UserId,
} from '@tutti/protocol';
import * as z from 'zod';
import { RunError } from '../errors.ts';
import { takeBeginning } from './beginning.ts';
import type { Scope } from './scope.ts';
import { sha256 } from './sha256.ts';

export interface ApprovalWish {
  /** Says what is asked for, such as `deploy`; the wait's key is `approval:deploy`. */
  readonly name: string;
  /** What a person reads first. */
  readonly title: string;
  /** All that the decision rests on, and small: of a long text its beginning and the hash of the whole. */
  readonly shows: Json;
  readonly decisions: readonly ApprovalDecision[];
  /** When to stop waiting; absent: never. */
  readonly until?: Instant;
}

export type ApprovalOutcome =
  | {
      readonly status: 'answered';
      readonly decision: ApprovalDecision;
      readonly comment: string | undefined;
      readonly by: UserId | undefined;
    }
  | { readonly status: 'timed_out' };

/** Asks to spend more than a limit allows: only who may set limits can say yes to it. */
export const BUDGET_APPROVAL = 'budget';

export function toApprovalKey(name: string): string {
  return `approval:${name}`;
}

/** It stands in the run's state while it waits, and in every list of what waits. */
const SHOWN_LIMIT = 16_000;
const TITLE_LIMIT = 200;

export function askApproval(scope: Scope, wish: ApprovalWish): Promise<ApprovalOutcome> {
  const { name, title, decisions, until } = wish;
  return scope.within('approval', async (own) => {
    // As a step, so that it comes back as the journal holds it: without secrets, and the same on every replay.
    const shows = await own.step<Json>('show', { effect: 'pure' }, async () => toShown(wish));
    const subject = sha256(toCanonicalText(shows));
    const about = toAbout({ approval: takeBeginning(title, TITLE_LIMIT), subject, shows, decisions: [...decisions] });
    const received = await own.waitFor({
      key: toApprovalKey(name),
      about,
      payload: ApprovalAnswer.extend({
        decision: z.enum(ApprovalDecision.options).extract([...decisions]),
        subject: z.literal(subject),
        path: z.literal(StepPath.parse(`${own.path}/wait/1`)).optional(),
      }),
      ...(until !== undefined && { until }),
    });
    if (received.status === 'timed_out') return received;
    const { decision, comment } = received.value;
    return { status: 'answered', decision, comment, by: received.by };
  });
}

function toAbout(request: ApprovalRequest): Json {
  const parsed = ApprovalRequest.safeParse(request);
  if (parsed.success) return { ...parsed.data };
  throw new RunError('invalid_input', `this cannot be asked for: ${parsed.error.message}`, { nothingHappened: true });
}

function toShown({ name, shows }: ApprovalWish): Json {
  if (JSON.stringify(shows).length <= SHOWN_LIMIT) return shows;
  const message = `what "${name}" shows is longer than ${SHOWN_LIMIT} characters: show a beginning and a hash`;
  throw new RunError('payload_too_large', message, { nothingHappened: true });
}
