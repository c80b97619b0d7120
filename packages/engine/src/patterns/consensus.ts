/**
 * Consensus: every member proposes an answer or stands behind an earlier one, then every member votes without knowing whose
 * the proposals are. Rounds repeat, each one shown the last votes, until a quorum of all members chooses the same.
 */
import { AgentId, type Json, type Label, Labelled, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import { type Abstention, countVotes, NO_CHOICE, type Votes } from './ballot/count-votes.ts';
import { addProposal, findSame, type Proposal, shuffle } from './ballot/proposals.ts';
import { askForProposal, askForVote, type Before, type Floor, type Wish } from './ballot/questions.ts';
import { Quorum, type Tally, tally } from './ballot/tally.ts';
import { type MemberWeights, weighByRecord, weighEqually } from './ballot/weigh-members.ts';
import { writeStandoff } from './ballot/write-outcome.ts';
import { askEach } from './members/ask-each.ts';
import type { Pattern, PatternContext, PatternResult } from './pattern.ts';

export const ConsensusInput = z.object({
  goal: Labelled,
  agents: z.array(AgentId).min(2),
  /** At most so many. */
  rounds: z.int().min(1).max(20).default(3),
  /** Of all members, whether they answer or not. */
  quorum: Quorum.default('two_thirds'),
  weights: z.enum(['equal', 'record']).default('equal'),
});
export type ConsensusInput = z.infer<typeof ConsensusInput>;

/** What an event shows of a text. */
const SHORT = 500;

/** One vote, as it was counted. */
interface Poll extends Votes, Before {
  readonly round: number;
}

/** All that has happened so far. */
interface Assembly {
  readonly input: ConsensusInput;
  readonly weights: MemberWeights;
  readonly proposals: readonly Proposal[];
  readonly polls: readonly Poll[];
  readonly labels: readonly Label[];
  /** Why somebody proposed nothing, by round. */
  readonly absent: readonly string[];
}

export const consensus: Pattern<ConsensusInput> = async (input, context) => {
  const weights = await weighMembers(input, context);
  let assembly: Assembly = { input, weights, proposals: [], polls: [], labels: [], absent: [] };
  for (let round = 1; round <= input.rounds; round++) {
    const before = assembly;
    assembly = await context.within('round', (own) => holdRound(before, round, own));
    const winner = findWinner(assembly, round);
    if (winner) return decide(assembly, winner, context);
  }
  return standOff(assembly, context);
};

async function weighMembers(
  { agents, weights, quorum }: ConsensusInput,
  context: PatternContext,
): Promise<MemberWeights> {
  const members = weights === 'equal' ? weighEqually(agents) : weighByRecord(agents, await context.findRecords(agents));
  const shares = Object.fromEntries(members.weights);
  await context.record({ type: 'consensus.weighed', quorum, weights: shares, by: weights, regard: members.regard });
  return members;
}

async function holdRound(before: Assembly, round: number, context: PatternContext): Promise<Assembly> {
  const { assembly, backed } = await propose(before, round, context);
  const leaders = assembly.polls.at(-1)?.tally.strongest ?? [];
  const standing = assembly.proposals.filter(({ name }) => backed.has(name) || leaders.includes(name));
  return standing.length === 0 ? assembly : vote(assembly, { round, standing }, context);
}

async function propose(
  assembly: Assembly,
  round: number,
  context: PatternContext,
): Promise<{ assembly: Assembly; backed: ReadonlySet<string> }> {
  const { input, polls, labels } = assembly;
  const before = polls.at(-1);
  const orders = toOrders(input.agents, before?.proposals ?? [], context);
  const floor: Floor = { goal: input.goal, labels, before };
  const { answered, absent } = await askEach(context, input.agents, (by) =>
    askForProposal(floor, orders.get(by) ?? []),
  );
  let proposals = assembly.proposals;
  const backed = new Set<string>();
  for (const { by, answer } of answered) {
    const earlier = proposals.find(({ name }) => name === answer.endorses) ?? findSame(proposals, answer);
    const proposal = earlier ?? toProposal(proposals, { by, round, answer });
    if (proposal && !earlier) proposals = [...proposals, proposal];
    if (proposal) backed.add(proposal.name);
    await context.record({
      type: 'consensus.proposed',
      ...toProposed(by, proposal),
      round,
      endorsed: earlier !== undefined,
    });
  }
  for (const { by, why, reason } of absent) await context.record({ type: 'consensus.missed', by, round, why, reason });
  const missed = absent.map(({ by, reason }) => `- ${by} (round ${round}): ${reason}`);
  return {
    assembly: {
      ...assembly,
      proposals,
      labels: unionLabels(labels, ...answered.map((answer) => answer.labels)),
      absent: [...assembly.absent, ...missed],
    },
    backed,
  };
}

/** Whoever neither endorses nor says anything has proposed nothing. */
function toProposal(
  proposals: readonly Proposal[],
  { by, round, answer }: { by: AgentId; round: number; answer: Wish },
): Proposal | undefined {
  const { summary } = answer;
  if (answer.answer === '' && summary === '') return undefined;
  return addProposal(proposals, {
    by,
    round,
    summary: summary || answer.answer.slice(0, SHORT),
    answer: answer.answer || summary,
  });
}

async function vote(
  assembly: Assembly,
  { round, standing }: { round: number; standing: readonly Proposal[] },
  context: PatternContext,
): Promise<Assembly> {
  const { input, weights, labels, polls } = assembly;
  const { goal, agents, quorum } = input;
  const orders = toOrders(agents, standing, context);
  const floor: Floor = { goal, labels, before: polls.at(-1) };
  const { answered, absent } = await askEach(context, agents, (by) => askForVote(floor, orders.get(by) ?? standing));
  const proposals = standing.map(({ name }) => name);
  const counted = countVotes({
    members: agents,
    proposals,
    ballots: answered.map(({ by, answer }) => ({ by, ...answer })),
    absent: absent.map(({ by, why }): Abstention => ({ by, why })),
  });
  const result = tally({ proposals, votes: counted.votes, weights: weights.weights, quorum });
  for (const { by, choice, acceptable, reason } of counted.votes) {
    const order = (orders.get(by) ?? []).map(({ name }) => name);
    const weight = weights.weights.get(by) ?? 0;
    await context.record({
      type: 'consensus.voted',
      by,
      round,
      choice,
      acceptable: [...acceptable],
      reason: reason.slice(0, SHORT),
      weight,
      order,
    });
  }
  for (const { by, why } of counted.abstentions) await context.record({ type: 'consensus.abstained', by, round, why });
  await context.record({ type: 'consensus.tallied', round, ...toTallied(result) });
  return {
    ...assembly,
    polls: [...polls, { round, proposals: standing, tally: result, ...counted }],
    labels: unionLabels(labels, ...answered.map((answer) => answer.labels)),
  };
}

/** Each sees them in an order of its own, so that a liking for the first or the last place cancels out. */
function toOrders(
  agents: readonly AgentId[],
  proposals: readonly Proposal[],
  context: PatternContext,
): ReadonlyMap<AgentId, readonly Proposal[]> {
  return new Map(agents.map((by) => [by, shuffle(proposals, () => context.random())]));
}

function findWinner({ polls, proposals }: Assembly, round: number): Proposal | undefined {
  const poll = polls.at(-1);
  return poll?.round === round ? proposals.find(({ name }) => name === poll.tally.decided) : undefined;
}

async function decide(assembly: Assembly, winner: Proposal, context: PatternContext): Promise<PatternResult> {
  const { name, by, summary, answer } = winner;
  const poll = assembly.polls.at(-1);
  const { voters = [], first = 0 } = poll?.tally.lines.find(({ proposal }) => proposal === name) ?? {};
  const facts = {
    proposal: name,
    by,
    summary: summary.slice(0, SHORT),
    round: poll?.round ?? 0,
    voters: [...voters],
    first,
  };
  await context.record({ type: 'consensus.decided', ...facts, needed: poll?.tally.needed ?? 0 });
  return toResult(assembly, { outcome: 'agreed', text: answer, decision: { ...facts, answer } });
}

async function standOff(assembly: Assembly, context: PatternContext): Promise<PatternResult> {
  const { input, polls, proposals, absent } = assembly;
  const last = polls.at(-1)?.tally;
  const outcome = last ? 'no_consensus' : 'no_answer';
  const strongest = last?.strongest ?? [];
  await context.record({
    type: 'consensus.ended',
    outcome,
    rounds: input.rounds,
    strongest: [...strongest],
    tied: last?.isTied ?? false,
  });
  if (!last) return toResult(assembly, { outcome, text: absent.join('\n'), decision: null });
  const { rounds, quorum, agents, weights } = input;
  const isWeighted = weights === 'record';
  const text = writeStandoff({ rounds, quorum, members: agents.length, isWeighted, proposals, tally: last });
  return toResult(assembly, { outcome, text, decision: null });
}

function toResult(
  assembly: Assembly,
  { outcome, text, decision }: { outcome: string; text: string; decision: Json },
): PatternResult {
  const { input, weights, proposals, polls, labels } = assembly;
  return {
    outcome,
    result: { text, labels: [...labels] },
    contributions: proposals.map(({ by, answer }) => ({ by, text: answer })),
    details: {
      decision,
      quorum: input.quorum,
      weights: Object.fromEntries(weights.weights),
      strongest: [...(polls.at(-1)?.tally.strongest ?? [])],
      proposals: proposals.map(({ name, by, round, summary }) => ({ name, by, round, summary })),
      rounds: polls.map(toDetails),
    },
  };
}

function toDetails({ round, tally: counted, votes, abstentions }: Poll): Json {
  return {
    round,
    ...toTallied(counted),
    votes: votes.map(({ by, choice, acceptable, reason }) => ({ by, choice, acceptable: [...acceptable], reason })),
    abstentions: abstentions.map(({ by, why }) => ({ by, why })),
  };
}

function toTallied({ lines, total, needed, decided, strongest, isTied }: Tally) {
  return {
    lines: lines.map(({ proposal, voters, first, acceptable }) => ({
      proposal,
      voters: [...voters],
      first,
      acceptable,
    })),
    total,
    needed,
    decided: decided ?? null,
    strongest: [...strongest],
    tied: isTied,
  };
}

function toProposed(by: AgentId, proposal: Proposal | undefined) {
  const { name = NO_CHOICE, summary = '', answer = '' } = proposal ?? {};
  return { by, proposal: name, summary: summary.slice(0, SHORT), answer: answer.slice(0, SHORT) };
}
