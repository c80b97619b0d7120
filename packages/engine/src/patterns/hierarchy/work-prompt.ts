import { type AgentId, type Label, type Labelled, unionLabels } from '@tutti/protocol';
import type { SubTask } from '../plan/plan.ts';
import { cutText } from '../quoting/cut-text.ts';
import { quote } from '../quoting/quote.ts';
import { shareRoom } from '../quoting/share-room.ts';
import type { Piece } from './piece.ts';

const GOAL_LIMIT = 20_000;
const RESULTS_LIMIT = 40_000;
const PIECE_LIMIT = 20_000;
const REASON_LIMIT = 1_500;

export interface Need {
  readonly task: SubTask;
  readonly piece: Piece;
}

/** A piece that was not accepted, and why. */
export interface Returned extends Labelled {
  readonly by: AgentId;
  readonly reason: string;
}

export interface WorkAsk {
  readonly goal: Labelled;
  readonly lead: AgentId;
  readonly task: SubTask;
  /** What was planned is somebody's words too. */
  readonly labels: readonly Label[];
  readonly needs: readonly Need[];
  readonly before?: Returned | undefined;
}

export function toWorkPrompt({ goal, lead, task, labels, needs, before }: WorkAsk, by: AgentId): Labelled {
  const made = needs.flatMap(({ task, piece }) => (piece.status === 'missing' ? [] : [{ task, piece }]));
  const share = shareRoom(
    made.map(({ piece }) => piece.text.length),
    RESULTS_LIMIT,
  );
  const results = made.map(({ task, piece }) => {
    const but =
      piece.status === 'accepted' ? '' : `\n\nTaken with reservations: ${cutText(piece.reason, REASON_LIMIT)}`;
    return `### ${task.id}, by ${piece.by}${but}\n\n${quote(cutText(piece.text, share))}`;
  });
  const missing = needs.flatMap(({ task, piece }) =>
    piece.status === 'missing' ? [`- ${task.id}: ${cutText(task.what, 300)} (${cutText(piece.reason, 300)})`] : [],
  );
  const parts = [
    `You work in a team that ${lead} leads. Do your sub-task and only it; others do the rest.`,
    `## The goal of the team\n\n${cutText(goal.text, GOAL_LIMIT)}`,
    `## Your sub-task: ${task.id} (about ${Math.round(task.share * 100)}% of the whole work)\n\n${task.what}\n\nIt is accepted when: ${task.test}`,
    ...(results.length === 0 ? [] : [`## Results that you build on\n\n${results.join('\n\n')}`]),
    ...(missing.length === 0 ? [] : [`## Missing: nobody could do it\n\n${missing.join('\n')}\n\n${WITHOUT}`]),
    ...toBefore(before, { by, lead }),
    'Answer with the result of your sub-task itself, whole. That it is done is not a result.',
  ];
  const made_of = [goal.labels, labels, ...made.map(({ piece }) => piece.labels), before?.labels ?? []];
  return { text: parts.join('\n\n'), labels: unionLabels(...made_of) };
}

const WITHOUT = 'Do what can be done without it, make nothing up in its place, and say what stays open.';

function toBefore(before: Returned | undefined, { by, lead }: { by: AgentId; lead: AgentId }): string[] {
  if (!before) return [];
  const whose = before.by === by ? 'What you handed in' : `What ${before.by} handed in`;
  return [
    `## ${whose}\n\n${quote(cutText(before.text, PIECE_LIMIT))}`,
    `## Why ${lead} did not take it\n\n${quote(cutText(before.reason, REASON_LIMIT))}\n\nHand in the whole piece anew, with this put right.`,
  ];
}
