import { type Labelled, unionLabels } from '@tutti/protocol';
import type { Contribution } from '../pattern.ts';
import { cutText } from '../quoting/cut-text.ts';
import type { FoundItems } from './find-items.ts';

const TASK_LIMIT = 8_000;
const ITEM_LIMIT = 20_000;
const WORK_LIMIT = 40_000;
const PURPOSE_LIMIT = 300;

export interface StageAsk {
  readonly found: FoundItems;
  /** Counted from 1. */
  readonly item: number;
  readonly stage: number;
  readonly stages: number;
  /** What the stage before has made of it, where there is one. */
  readonly before?: (Contribution & Labelled) | undefined;
  /** Who goes on from the answer. */
  readonly next?: { readonly id: string; readonly purpose: string } | undefined;
}

/** What a stage is asked for one item. The other items are not in it: it stays as long as it is however many there are. */
export function toStagePrompt(goal: Labelled, ask: StageAsk): Labelled {
  const { found, item, stage, stages, before, next } = ask;
  const { items, task } = found;
  const which = items.length > 1 ? `item ${item} of ${items.length}` : 'one item';
  const onward = next
    ? `${next.id} (${cutText(next.purpose, PURPOSE_LIMIT)}) goes on from exactly what you answer`
    : 'What you answer is the result for this item';
  const parts = [
    ...(task === '' ? [] : [`Goal of the whole work:\n${cutText(task, TASK_LIMIT)}`]),
    `You are stage ${stage} of ${stages}. Do your part of the work on ${which}, and on nothing else.`,
    `${onward}: answer with the item as it is to go on, whole, without remarks on what you did.`,
    `## The item as it came in\n\n${cutText(items[item - 1] ?? '', ITEM_LIMIT)}`,
    ...(before ? [`## What ${before.by} has made of it\n\n${cutText(before.text, WORK_LIMIT)}`] : []),
  ];
  return { text: parts.join('\n\n'), labels: unionLabels(goal.labels, before?.labels ?? []) };
}
