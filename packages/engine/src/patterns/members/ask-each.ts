/** All members are asked at once, and each alone. Whoever gives no answer is absent, with the reason why. */
import type { AgentId } from '@tutti/protocol';
import type { LabelledAnswer, PatternContext, Question } from '../pattern.ts';
import { type Absence, toAbsence } from './to-absence.ts';

export type Signed<Answer> = { readonly by: AgentId } & LabelledAnswer<Answer>;

/** Both in the order of the members, not in that of their answers. */
export interface Heard<Answer> {
  readonly answered: readonly Signed<Answer>[];
  readonly absent: readonly Absence[];
}

export async function askEach<Answer>(
  context: PatternContext,
  members: readonly AgentId[],
  toQuestion: (member: AgentId) => Question<Answer>,
): Promise<Heard<Answer>> {
  const branches = members.map((by) => [by, (own: PatternContext) => own.ask(by, toQuestion(by))] as const);
  const outcomes = await context.all(Object.fromEntries(branches));
  const answered: Signed<Answer>[] = [];
  const absent: Absence[] = [];
  for (const by of members) {
    const outcome = outcomes[by];
    if (outcome?.status === 'done') answered.push({ by, ...outcome.value });
    else absent.push(toAbsence(by, outcome));
  }
  return { answered, absent };
}
