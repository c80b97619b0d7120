/**
 * Competitive: each member makes a whole answer alone. What can be checked without a model is checked first; then judges that
 * took no part compare the answers two by two, in both orders and without knowing whose they are.
 */
import { AgentId, type Json, Labelled, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import { checkAnswer, type QualityReport } from '../quality/check-answer.ts';
import type { Attempt } from './contest/attempt.ts';
import { compare, type Verdict } from './contest/compare.ts';
import { makePairs, type Pair } from './contest/make-pairs.ts';
import { rank, type Standing } from './contest/rank.ts';
import { toAbsence } from './members/to-absence.ts';
import type { Contribution, Pattern, PatternContext, PatternResult } from './pattern.ts';
import { cutText } from './quoting/cut-text.ts';

export const CompetitiveInput = z.object({
  goal: Labelled,
  agents: z.array(AgentId).min(2),
  /** Absent: members judge the answers of others, never a pair that their own is part of. */
  judges: z.array(AgentId).default([]),
  atOnce: z.int().positive().default(8),
});
export type CompetitiveInput = z.infer<typeof CompetitiveInput>;

/** What an event shows of a text. */
const SHORT = 500;

export const competitive: Pattern<CompetitiveInput> = async (input, context) => {
  const attempts = await makeAttempts(input, context);
  const whole = attempts.filter(({ report }) => report.score > 0);
  const contributions = attempts.map(({ by, answer }): Contribution => ({ by, text: answer.text }));
  if (whole.length === 0) {
    await context.record({ type: 'competitive.ended', outcome: 'no_answer' });
    return { outcome: 'no_answer', result: { text: '', labels: input.goal.labels }, contributions };
  }
  const verdicts = await judge(input, { attempts: whole, context });
  return decide(input, { attempts: whole, verdicts, contributions, context });
};

async function makeAttempts({ goal, agents, atOnce }: CompetitiveInput, context: PatternContext): Promise<Attempt[]> {
  const branches = Object.fromEntries(agents.map((by) => [by, (own: PatternContext) => own.say(by, goal)]));
  const outcomes = await context.all(branches, { atOnce });
  const attempts: Attempt[] = [];
  for (const by of agents) {
    const outcome = outcomes[by];
    if (outcome?.status !== 'done') {
      const { why, reason } = toAbsence(by, outcome);
      await context.record({ type: 'competitive.missed', by, why, reason });
      continue;
    }
    const report = checkAnswer(goal.text, outcome.value.text);
    attempts.push({ by, answer: outcome.value, report });
    const text = cutText(outcome.value.text, SHORT);
    await context.record({ type: 'competitive.attempted', by, text, score: report.score, checks: toJson(report) });
  }
  return attempts;
}

interface Trial {
  readonly attempts: readonly Attempt[];
  readonly context: PatternContext;
}

async function judge({ goal, judges, atOnce }: CompetitiveInput, { attempts, context }: Trial): Promise<Verdict[]> {
  const members = attempts.map(({ by }) => by);
  // A judge that has competed would judge its own work.
  const apart = judges.filter((each) => !members.includes(each));
  const pairs = makePairs(attempts);
  const sittings = pairs.flatMap((pair) => toBench(pair, apart, members).map((by) => ({ pair, by })));
  const branches = sittings.map(
    (sitting, place) => [`pair-${place + 1}`, (own: PatternContext) => compare(goal, sitting, own)] as const,
  );
  const outcomes = await context.all(Object.fromEntries(branches), { atOnce });
  const verdicts: Verdict[] = [];
  for (const [place, { pair, by }] of sittings.entries()) {
    const outcome = outcomes[`pair-${place + 1}`];
    const between = [pair.one.by, pair.other.by];
    if (outcome?.status !== 'done') {
      const { why, reason } = toAbsence(by, outcome);
      await context.record({ type: 'competitive.abstained', judge: by, between, why, reason });
      continue;
    }
    verdicts.push(outcome.value);
    const { winner, swayed, reasons } = outcome.value;
    const facts = {
      judge: by,
      between,
      winner: winner ?? null,
      swayed,
      reasons: reasons.map((why) => cutText(why, SHORT)),
    };
    await context.record({ type: 'competitive.judged', ...facts });
  }
  return verdicts;
}

/** Without judges of their own, members judge pairs that they are not part of; of two alone nobody is left to judge. */
function toBench({ one, other }: Pair, judges: readonly AgentId[], members: readonly AgentId[]): readonly AgentId[] {
  if (judges.length > 0) return judges;
  return members.filter((member) => member !== one.by && member !== other.by);
}

interface Trials extends Trial {
  readonly verdicts: readonly Verdict[];
  readonly contributions: readonly Contribution[];
}

async function decide(
  { goal }: CompetitiveInput,
  { attempts, verdicts, contributions, context }: Trials,
): Promise<PatternResult> {
  const table = rank(attempts, verdicts);
  const [best] = table;
  const won = attempts.find(({ by }) => by === best?.by) ?? attempts[0];
  if (!won) throw new Error('a contest without attempts has no winner');
  const level = table.filter(({ place }) => place === 1);
  const outcome = attempts.length === 1 ? 'unopposed' : level.length > 1 ? 'tied' : 'won';
  const split = verdicts.filter(({ swayed }) => swayed).length;
  const decision = { outcome, winner: won.by, judged: verdicts.length, swayed: split, table: table.map(toRow) };
  await context.record({ type: 'competitive.ended', ...decision });
  const labels = unionLabels(goal.labels, won.answer.labels, ...verdicts.map((verdict) => verdict.labels));
  return { outcome, result: { text: won.answer.text, labels }, contributions, details: decision };
}

function toRow({ by, place, points, score, wins, losses, draws }: Standing) {
  return { by, place, points, score, wins, losses, draws };
}

function toJson({ parts }: QualityReport): Json {
  return parts.map(({ check, score, why }) => ({ check, score, why }));
}
