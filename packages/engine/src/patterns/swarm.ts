/**
 * Swarm: all search from one board. Each takes a lead, looks, and posts what it found, where to look next, and what it
 * thinks of the others' findings. What holds draws more of them, until nothing gets better.
 */
import { AgentId, type Label, Labelled, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import { type Board, fadeBoard, type Finding, findOpenLeads, isStanding, openBoard } from './board/board.ts';
import { chooseLeads, type Taken } from './board/choose-leads.ts';
import { toLookQuestion } from './board/look-question.ts';
import { type Look, postLook } from './board/post-look.ts';
import { findBest, hasPromise, isBetter, rankFindings } from './board/rank-findings.ts';
import { type Ended, toDetails, toEntry, toRounded, writeResult } from './board/write-result.ts';
import { isBudgetEnd } from './members/is-budget-end.ts';
import { toAbsence } from './members/to-absence.ts';
import type { Contribution, LabelledAnswer, Outcome, Pattern, PatternContext } from './pattern.ts';
import { cutText } from './quoting/cut-text.ts';

export const SwarmInput = z.object({
  goal: Labelled,
  agents: z.array(AgentId).min(1),
  rounds: z.int().positive().default(5),
  /** How many look at the same time. */
  atOnce: z.int().positive().default(8),
  /** A number is sought, and this one is better. Absent: findings are weighed by what others say of them. */
  objective: z.enum(['highest', 'lowest']).exactOptional(),
});
export type SwarmInput = z.infer<typeof SwarmInput>;

/** So many rounds without anything better, and the search is over. */
const PATIENCE = 2;
const MOST_SHOWN = 20;
const TEXT_LIMIT = 300;

export const swarm: Pattern<SwarmInput> = async (input, context) => {
  const { goal, agents, objective } = input;
  const search = new Search(input);
  const reason = await searchOn(search, context).catch(async (error: unknown) => {
    // What stands on the board by then is kept with the reason.
    if (isBudgetEnd(error)) await context.record(search.toStopped('budget'));
    throw error;
  });
  await context.record(search.toStopped(reason));
  const ended: Ended = { board: search.board, rounds: search.round, reason, objective };
  return {
    outcome: toOutcome(search.board, search.contributions.length),
    result: { text: writeResult(ended), labels: unionLabels(goal.labels, search.labels) },
    contributions: search.contributions,
    details: { agents, ...(objective && { objective }), search: toDetails(ended) },
  };
};

async function searchOn(search: Search, context: PatternContext): Promise<Ended['reason']> {
  const { rounds } = search.input;
  while (search.round < rounds) {
    if (findOpenLeads(search.board).length === 0) return 'used_up';
    if (search.stale >= PATIENCE) return 'nothing_better';
    await context.within('round', (own) => search.goRound(own));
  }
  return 'rounds';
}

/** The board as it grows, and whether it still gets better. */
class Search {
  readonly input: SwarmInput;
  readonly contributions: Contribution[] = [];
  board: Board;
  labels: readonly Label[] = [];
  round = 0;
  /** Rounds in a row that have brought nothing better. */
  stale = 0;
  #best: Finding | undefined;

  constructor(input: SwarmInput) {
    this.input = input;
    this.board = openBoard(
      input.agents.map(
        (_, place) =>
          `The goal itself, from a side of your own: beginning ${place + 1}, another one than the others take.`,
      ),
    );
  }

  async goRound(own: PatternContext): Promise<void> {
    this.round++;
    const { agents, atOnce } = this.input;
    const { round } = this;
    const taken = chooseLeads(this.board, agents, () => own.random());
    const leads = taken.map(({ by, lead: { id, text, strength } }) => ({
      by,
      lead: id,
      text: cutText(text, TEXT_LIMIT),
      strength: toRounded(strength),
    }));
    await own.record({ type: 'swarm.taken', round, taken: leads });
    const branches = taken.map((each) => [each.by, (branch: PatternContext) => this.#look(each, branch)] as const);
    const outcomes = await own.all(Object.fromEntries(branches), { atOnce });
    // In the order of the team, not in that of the answers.
    let spent: unknown;
    for (const each of taken) {
      await this.#post(each, outcomes[each.by], own).catch((error: unknown) => {
        // What the others have found by then is paid for: it stays on the board.
        if (!isBudgetEnd(error)) throw error;
        spent ??= error;
      });
    }
    if (spent) throw spent;
    await this.#weigh(own);
    this.board = fadeBoard(this.board);
  }

  toStopped(reason: string) {
    const best = rankFindings(this.board, this.input.objective).slice(0, MOST_SHOWN).map(toEntry);
    return { type: 'swarm.stopped', reason, rounds: this.round, findings: best };
  }

  #look({ by, lead }: Taken, branch: PatternContext): Promise<LabelledAnswer<Look>> {
    const { board, labels, round, input } = this;
    return branch.ask(by, toLookQuestion({ ...input, board, labels, by, lead, round }));
  }

  async #post(
    { by, lead }: Taken,
    outcome: Outcome<LabelledAnswer<Look>> | undefined,
    own: PatternContext,
  ): Promise<void> {
    const { round, input } = this;
    if (outcome?.status !== 'done') {
      await own.record({ type: 'swarm.missed', round, lead: lead.id, ...toAbsence(by, outcome) });
      return;
    }
    const { answer, labels } = outcome.value;
    const posted = postLook(
      this.board,
      { by, lead: lead.id, round, needsValue: input.objective !== undefined },
      answer,
    );
    this.board = posted.board;
    this.labels = unionLabels(this.labels, labels);
    const said = posted.findings.map(({ id, text }) => `${id}: ${text}`);
    this.contributions.push({ by, text: said.join('\n') || '(found nothing new)' });
    await own.record({
      type: 'swarm.posted',
      round,
      by,
      lead: lead.id,
      findings: posted.findings.map(toEntry),
      leads: posted.leads.map(({ id, text, strength }) => ({
        id,
        text: cutText(text, TEXT_LIMIT),
        strength: toRounded(strength),
      })),
      checks: posted.checks.map(({ finding, verdict, why }) => ({ finding, verdict, why: cutText(why, TEXT_LIMIT) })),
      ignored: posted.ignored,
    });
  }

  /** Only what others stand behind is better; for what may become so they wait, unless its author has been refuted before. */
  async #weigh(own: PatternContext): Promise<void> {
    const { round, board, input } = this;
    const best = findBest(board, input.objective);
    const isImproved = best !== undefined && isBetter(best, this.#best, input.objective);
    if (isImproved) this.stale = 0;
    else if (!hasPromise(board, { round, best: this.#best, objective: input.objective })) this.stale++;
    const strengths = rankFindings(board, input.objective).slice(0, MOST_SHOWN);
    await own.record({
      type: 'swarm.weighed',
      round,
      findings: strengths.map(({ id, strength }) => ({ id, strength: toRounded(strength) })),
      open: findOpenLeads(board).length,
      stale: this.stale,
    });
    if (!isImproved) return;
    this.#best = best;
    const { id, by, text, value, strength, confirmed } = best;
    await own.record({
      type: 'swarm.improved',
      round,
      finding: id,
      by,
      text: cutText(text, TEXT_LIMIT),
      ...(value !== undefined && { value }),
      strength: toRounded(strength),
      confirmed: confirmed.map((remark) => remark.by),
    });
  }
}

function toOutcome({ findings }: Board, looks: number): string {
  if (looks === 0) return 'no_answer';
  if (findings.length === 0) return 'nothing_found';
  return findings.some(isStanding) ? 'found' : 'unconfirmed';
}
