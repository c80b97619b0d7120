/**
 * Pipeline: many items go through the agents as stages, which work on different items at the same time. An item that a
 * stage cannot deal with is set aside with the reason and holds up nobody.
 */
import { AgentId, Labelled } from '@tutti/protocol';
import * as z from 'zod';
import { RunError, toMessage } from '../errors.ts';
import { isBudgetEnd } from './members/is-budget-end.ts';
import type { Pattern, PatternContext, PatternEvent } from './pattern.ts';
import { BoundedQueue } from './pipeline/bounded-queue.ts';
import { createConveyor } from './pipeline/conveyor.ts';
import { findItems } from './pipeline/find-items.ts';
import { LineBook } from './pipeline/line-book.ts';
import { type StageAsk, toStagePrompt } from './pipeline/stage-prompt.ts';
import { cutText } from './quoting/cut-text.ts';

export const PipelineInput = z.object({
  goal: Labelled,
  /** The stages in their order; one may come again. */
  agents: z.array(AgentId).min(1),
  /** Absent: they are found in the goal. */
  items: z.array(z.string().min(1)).min(1).exactOptional(),
  /** How many items may wait before a stage. */
  buffer: z.int().positive().default(2),
  order: z.enum(['kept', 'free']).default('kept'),
  /** How many items a stage works on at the same time. */
  atOnce: z.int().positive().default(1),
});
export type PipelineInput = z.infer<typeof PipelineInput>;

const MOST_ITEMS = 1_000;
/** One more than once: a turn may fail by chance. What fails again is set aside. */
const TRIES = 2;
const REASON_LIMIT = 500;

export const pipeline: Pattern<PipelineInput> = async (input, context) => {
  const { goal, agents, buffer, order, atOnce } = input;
  const found = findItems(goal.text, input.items);
  const count = found.items.length;
  if (count > MOST_ITEMS)
    throw new RunError('invalid_input', `the goal lists ${count} items, and ${MOST_ITEMS} can go through at once`);
  await context.record({
    type: 'pipeline.begun',
    items: count,
    from: found.from,
    stages: agents,
    buffer,
    order,
    atOnce,
  });

  const book = new LineBook(found, agents);
  const items = found.items.map((_, index) => ({ item: index + 1 }));
  const { workers, out } = createConveyor(items, { stages: agents.length, buffer, atOnce, order });
  const records = new BoundedQueue<PatternEvent>(Number.POSITIVE_INFINITY);
  let working = workers.length;
  let spent: unknown;
  const branches = workers.map(({ stage, worker, run }) => {
    const name = atOnce === 1 ? `stage-${stage}` : `stage-${stage}-worker-${worker}`;
    const branch = async (own: PatternContext) => {
      const work = toWork({ ...input, found, book, records, stage }, own);
      await run(work).catch((error: unknown) => {
        if (isBudgetEnd(error)) spent ??= error;
        throw error;
      });
      working--;
      if (working === 0) records.close();
    };
    return [name, branch] as const;
  });
  const all = Object.fromEntries([...branches, ['records', (own: PatternContext) => recordAll(own, records)] as const]);
  // A stage ends only when there is no more to do, or when nothing more can be done: then the others stop too.
  await context.all(all, { successes: Object.keys(all).length }).catch((error: unknown) => {
    throw spent ?? error;
  });
  return book.toResult(
    out.map(({ item }) => item),
    goal.labels,
  );
};

/** In a branch of its own, so that no stage waits until what it has done is written down a second time. */
async function recordAll(own: PatternContext, records: BoundedQueue<PatternEvent>): Promise<void> {
  for (let event = await records.take(); event; event = await records.take()) await own.record(event);
}

interface StageDesk extends Pick<PipelineInput, 'goal' | 'agents'>, Pick<StageAsk, 'found' | 'stage'> {
  readonly book: LineBook;
  readonly records: BoundedQueue<PatternEvent>;
}

interface Piece {
  readonly item: number;
}

function toWork(desk: StageDesk, worker: PatternContext): (piece: Piece) => Promise<Piece | undefined> {
  return (piece) => worker.within(`item-${piece.item}`, (own) => workOn(piece, desk, own));
}

async function workOn(piece: Piece, desk: StageDesk, own: PatternContext): Promise<Piece | undefined> {
  const { goal, agents, book, records, stage, found } = desk;
  const { item } = piece;
  const by = agents[stage - 1];
  if (by === undefined) return undefined;
  const next = agents[stage];
  const prompt = toStagePrompt(goal, {
    found,
    item,
    stage,
    stages: agents.length,
    before: book.findLast(item),
    next: next === undefined ? undefined : own.describe(next),
  });
  const begunAt = own.now();
  const said = await tryToSay(own, by, prompt);
  if ('text' in said) {
    await records.put({ type: 'pipeline.passed', item, stage, by, tries: said.tries, begunAt });
    book.pass(item, { by, text: said.text, labels: said.labels });
    return piece;
  }
  const aside = { item, stage, by, tries: TRIES, reason: said.reason };
  await records.put({ type: 'pipeline.set_aside', ...aside, begunAt });
  book.setAside(aside);
  return undefined;
}

type Said = (Labelled & { readonly tries: number }) | { readonly reason: string };

async function tryToSay(own: PatternContext, by: AgentId, prompt: Labelled): Promise<Said> {
  let reason = '';
  for (let tries = 1; tries <= TRIES; tries++) {
    try {
      return { ...(await own.say(by, prompt)), tries };
    } catch (error) {
      if (isBudgetEnd(error)) throw error;
      reason = cutText(toMessage(error), REASON_LIMIT);
    }
  }
  return { reason };
}
