/**
 * Collaborative: rounds in which each member sees what the others hold and states what it holds itself, until they agree,
 * nobody has anything new, or the rounds are over. A moderator closes; whoever disagrees is heard in the result.
 */
import { AgentId, type Json, type Label, Labelled, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import { askEach } from './members/ask-each.ts';
import type { Absence } from './members/to-absence.ts';
import { tryTurn } from './members/try-turn.ts';
import type { Contribution, Pattern, PatternContext, PatternResult } from './pattern.ts';
import { isSameClaim } from './positions/claim.ts';
import { closeByStructure, describeState, findDissent, type Standing, writeRemarks } from './positions/close.ts';
import { type Camps, findCamps } from './positions/find-camps.ts';
import { judgeMove } from './positions/judge-move.ts';
import { toClosingPrompt, toOpeningPrompt, toReplyPrompt } from './positions/prompts.ts';
import { type Move, Opening, Reply, type Statement } from './positions/statement.ts';

export const CollaborativeInput = z.object({
  goal: Labelled,
  agents: z.array(AgentId).min(1),
  /** At most so many. */
  rounds: z.int().min(1).max(20).default(3),
  /** Who moderates; absent: the first of the agents. */
  lead: AgentId.exactOptional(),
});
export type CollaborativeInput = z.infer<typeof CollaborativeInput>;

/** Everything that was said so far. */
interface Talk {
  readonly input: CollaborativeInput;
  readonly said: readonly Statement[];
  /** Who gave no answer last time. */
  readonly absent: readonly Absence[];
  readonly labels: readonly Label[];
}

type Verdict = 'converged' | 'stalled' | 'open';

export const collaborative: Pattern<CollaborativeInput> = async (input, context) => {
  let talk: Talk = { input, said: [], absent: [], labels: [] };
  let round = 0;
  let verdict: Verdict = 'open';
  while (verdict === 'open' && round < input.rounds) {
    round++;
    const before = talk;
    talk = await context.within('round', (own) => holdRound(before, round, own));
    verdict = judge(talk, round);
    await recordWhere(talk, { round, verdict }, context);
  }
  return close(talk, round, context);
};

async function holdRound(talk: Talk, round: number, context: PatternContext): Promise<Talk> {
  const { input, said } = talk;
  const { goal, agents } = input;
  const statements = findStanding(talk);
  const toPrompt = (by: AgentId) =>
    round === 1 ? toOpeningPrompt(goal) : toReplyPrompt(by, { goal, statements, labels: talk.labels });
  const schema: z.ZodType<Opening | Reply> = round === 1 ? Opening : Reply;
  const { answered, absent } = await askEach(context, agents, (by) => ({ prompt: toPrompt(by), schema }));
  const now = answered.map(({ by, answer }) => toStatement(answer, { by, round, statements }));
  for (const statement of now) await context.record({ type: 'collaborative.stated', ...toFacts(statement) });
  for (const { by, why, reason } of absent)
    await context.record({ type: 'collaborative.missed', by, round, why, reason });
  const labels = unionLabels(talk.labels, ...answered.map((answer) => answer.labels));
  return { input, said: [...said, ...now], absent, labels };
}

function toStatement(
  answer: Opening | Reply,
  { by, round, statements }: { by: AgentId; round: number; statements: readonly Statement[] },
): Statement {
  const { position, argument, confidence, evidence } = answer;
  const last = statements.find((statement) => statement.by === by);
  const others = statements.filter((statement) => statement.by !== by);
  const base = { by, round, position, argument, confidence, evidence };
  if (!('agreesWith' in answer)) return { ...base, move: 'first', changedBecause: '', agreesWith: [] };
  const named = new Set(answer.agreesWith.map((name) => name.toLowerCase()));
  const agreesWith = others.flatMap((other) => (named.has(other.by) ? [other.by] : []));
  if (!last) return { ...base, move: 'first', changedBecause: '', agreesWith };
  const names = [by, ...others.map((other) => other.by)];
  const move = judgeMove({ last, now: answer, others, names });
  return { ...base, move, changedBecause: isChange(move) ? answer.changedBecause : '', agreesWith };
}

/** The last statement of each member, in the order of the team. */
function findStanding({ input, said }: Talk): readonly Statement[] {
  return input.agents.flatMap((by) => said.findLast((statement) => statement.by === by) ?? []);
}

function judge(talk: Talk, round: number): Verdict {
  const statements = findStanding(talk);
  const enough = Math.min(2, talk.input.agents.length);
  if (statements.length >= enough && findCamps(statements, round).camps.length === 1) return 'converged';
  const now = statements.filter((statement) => statement.round === round);
  const nothingNew = now.length > 0 && talk.absent.length === 0 && now.every(({ move }) => move === 'repeated');
  return nothingNew ? 'stalled' : 'open';
}

async function recordWhere(
  talk: Talk,
  { round, verdict }: { round: number; verdict: Verdict },
  context: PatternContext,
): Promise<void> {
  const statements = findStanding(talk);
  if (statements.length === 0) return;
  const { camps, leading, contradictions } = findCamps(statements, round);
  const facts = {
    round,
    camps: camps.map(toJson),
    contradictions: contradictions.map((pair) => [...pair]),
    spoken: statements.length,
    team: talk.input.agents.length,
  };
  if (verdict !== 'converged')
    return context.record({ type: 'collaborative.disagreed', ...facts, stalled: verdict === 'stalled' });
  const switched = findAbandoned(talk).map(({ by }) => by);
  return context.record({ type: 'collaborative.converged', ...facts, position: leading?.position ?? '', switched });
}

async function close(talk: Talk, round: number, context: PatternContext): Promise<PatternResult> {
  const { input, said } = talk;
  const standing = toStandingState(talk, round);
  const [first] = said;
  if (!first) {
    const result = { text: writeRemarks(standing), labels: [] };
    return { outcome: 'no_answer', result, contributions: [] };
  }
  const moderator = input.lead ?? input.agents[0] ?? first.by;
  const closing = await askModerator(moderator, { talk, standing }, context);
  const outcome = toOutcome(standing);
  const dissent = findDissent(standing);
  await context.record({
    type: 'collaborative.closed',
    by: closing.by,
    moderator,
    outcome,
    round,
    dissent: dissent.map(({ by, position, confidence }) => ({ by, position, confidence })),
    reason: closing.reason,
  });
  const text = [closing.text, writeRemarks(standing)].filter((part) => part !== '').join('\n\n');
  const spoken: readonly Contribution[] = closing.by === 'program' ? [] : [{ by: moderator, text: closing.text }];
  return {
    outcome,
    result: { text, labels: unionLabels(talk.labels, closing.labels) },
    contributions: [...said.map(toContribution), ...spoken],
    details: toDetails(standing, { talk, round, outcome, closedBy: closing.by }),
  };
}

interface Closing extends Labelled {
  readonly by: AgentId | 'program';
  /** Why it was not the moderator. */
  readonly reason: string;
}

async function askModerator(
  moderator: AgentId,
  { talk, standing }: { talk: Talk; standing: Standing },
  context: PatternContext,
): Promise<Closing> {
  const table = { goal: talk.input.goal, statements: standing.statements, labels: talk.labels };
  const prompt = toClosingPrompt(table, describeState(standing));
  const tried = await context.within('closing', (own) => tryTurn(moderator, own.say(moderator, prompt)));
  if ('value' in tried) return { ...tried.value, by: moderator, reason: '' };
  return { text: closeByStructure(standing), labels: [], by: 'program', reason: tried.absence.reason };
}

function toStandingState(talk: Talk, round: number): Standing {
  const { agents } = talk.input;
  const statements = findStanding(talk);
  const missing = talk.absent.filter(({ by }) => statements.every((statement) => statement.by !== by));
  const camps: Camps = findCamps(statements, round);
  return { statements, camps, abandoned: findAbandoned(talk), missing, team: agents.length };
}

/** What a member held before it switched without a reason, unless it has come back to it. */
function findAbandoned({ said }: Talk): readonly Statement[] {
  return said.flatMap((statement, index) => {
    if (statement.move !== 'switched') return [];
    const before = said.slice(0, index).findLast(({ by }) => by === statement.by);
    const now = said.findLast(({ by }) => by === statement.by);
    return before && now && !isSameClaim(before.position, now.position) ? [before] : [];
  });
}

function toOutcome({ camps, missing, statements, team }: Standing): string {
  if (camps.camps.length > 1) return 'disagreed';
  return missing.length > 0 || statements.length < team ? 'partial' : 'agreed';
}

function toContribution({ by, position, argument }: Statement): Contribution {
  return { by, text: argument === '' ? position : `${position}\n\n${argument}` };
}

/** As an event shows it: short. */
function toFacts({ by, round, confidence, move, agreesWith, ...words }: Statement) {
  const short = (text: string) => text.slice(0, 500);
  return {
    by,
    round,
    position: short(words.position),
    argument: short(words.argument),
    confidence,
    evidence: words.evidence.map(short),
    move,
    changed: isChange(move),
    changedBecause: short(words.changedBecause),
    agreesWith: [...agreesWith],
  };
}

function isChange(move: Move): boolean {
  return move === 'changed' || move === 'switched';
}

function toJson({ members, position }: Camps['camps'][number]) {
  return { members: [...members], position };
}

function toDetails(
  standing: Standing,
  { talk, round, outcome, closedBy }: { talk: Talk; round: number; outcome: string; closedBy: string },
): Json {
  const { camps, abandoned, missing } = standing;
  const toView = ({ by, round, position, argument, confidence, evidence }: Statement) => ({
    by,
    round,
    position,
    argument,
    confidence,
    evidence: [...evidence],
  });
  return {
    agreed: outcome === 'agreed',
    rounds: round,
    position: camps.leading?.position ?? null,
    camps: camps.camps.map(toJson),
    dissent: findDissent(standing).map(toView),
    abandoned: abandoned.map(toView),
    missing: missing.map(({ by, why, reason }) => ({ by, why, reason })),
    moves: talk.said.map(({ by, round, move, confidence }) => ({ by, round, move, confidence })),
    closedBy,
  };
}
