/** The end: one result of all pieces, by the lead where it can, and otherwise one under another. */
import { type AgentId, type Label, type Labelled, unionLabels } from '@tutti/protocol';
import { tryTurn } from '../members/try-turn.ts';
import type { PatternContext } from '../pattern.ts';
import type { SubTask } from '../plan/plan.ts';
import { cutText } from '../quoting/cut-text.ts';
import { quote } from '../quoting/quote.ts';
import { shareRoom } from '../quoting/share-room.ts';
import type { MadePiece, Piece } from './piece.ts';

export interface Gathered {
  readonly goal: Labelled;
  readonly lead: AgentId;
  /** Of the plan. */
  readonly labels: readonly Label[];
  /** In the order of the plan. */
  readonly pieces: readonly { readonly task: SubTask; readonly piece: Piece }[];
}

export interface Consolidated {
  readonly how: 'lead' | 'merged' | 'nothing';
  readonly result: Labelled;
}

const GOAL_LIMIT = 20_000;
const PIECES_LIMIT = 80_000;
const WHAT_LIMIT = 500;
const REASON_LIMIT = 500;

export async function consolidate(gathered: Gathered, context: PatternContext): Promise<Consolidated> {
  const { lead, goal, labels, pieces } = gathered;
  const made = pieces.flatMap(({ piece }) => (piece.status === 'missing' ? [] : [piece]));
  const all = unionLabels(goal.labels, labels, ...made.map((piece) => piece.labels));
  const done = await context.within('consolidate', async (own): Promise<Consolidated & { reason?: string }> => {
    // A lead that is asked to put together nothing would have to make something up.
    if (made.length === 0) return { how: 'nothing', result: { text: toSections(gathered, asTheyAre), labels: all } };
    const tried = await tryTurn(lead, own.say(lead, { text: toPrompt(gathered), labels: all }));
    if ('value' in tried)
      return { how: 'lead', result: { ...tried.value, labels: unionLabels(all, tried.value.labels) } };
    const note = `(${lead} could not put this together, so the pieces stand one under another: ${tried.absence.reason})`;
    const text = `${note}\n\n${toSections(gathered, asTheyAre)}`;
    return { how: 'merged', result: { text, labels: all }, reason: tried.absence.reason };
  });
  await context.record({
    type: 'hierarchical.consolidated',
    by: lead,
    how: done.how,
    pieces: made.length,
    reservations: made.filter(({ status }) => status === 'with_reservations').length,
    missing: pieces.filter(({ piece }) => piece.status === 'missing').map(({ task }) => task.id),
    ...(done.reason !== undefined && { reason: cutText(done.reason, REASON_LIMIT) }),
  });
  return { how: done.how, result: done.result };
}

function toPrompt(gathered: Gathered): string {
  const { goal, pieces } = gathered;
  const lengths = pieces.map(({ piece }) => (piece.status === 'missing' ? 0 : piece.text.length));
  const share = shareRoom(lengths, PIECES_LIMIT);
  return [
    'You lead the team. All sub-tasks have come to an end. Put the pieces together into the one result that the goal asks for.',
    `## The goal\n\n${cutText(goal.text, GOAL_LIMIT)}`,
    `# The pieces\n\n${toSections(gathered, (text) => quote(cutText(text, share)))}`,
    [
      '- Answer with the result itself: one whole, not a list of who did what.',
      '- Build on the pieces only. Where they contradict each other, decide and say why.',
      '- What is missing or taken with reservations must be told where it matters; make nothing up in its place.',
    ].join('\n'),
  ].join('\n\n');
}

/** In a prompt, what somebody said is marked and cut; in a result it stands as it is. */
type Show = (text: string) => string;
const asTheyAre: Show = (text) => text;

function toSections({ pieces }: Gathered, show: Show): string {
  return pieces.map(({ task, piece }) => `## ${task.id}: ${toTitle(task)}\n\n${toBody(piece, show)}`).join('\n\n');
}

function toTitle({ what }: SubTask): string {
  return cutText(what.replaceAll(/\s+/gu, ' '), WHAT_LIMIT);
}

function toBody(piece: Piece, show: Show): string {
  if (piece.status === 'missing') return `(missing: ${cutText(piece.reason, REASON_LIMIT)})`;
  return `${toNote(piece)}\n\n${show(piece.text)}`;
}

function toNote({ by, status, reason }: MadePiece): string {
  return status === 'accepted' ? `by ${by}` : `by ${by}, taken with reservations: ${cutText(reason, REASON_LIMIT)}`;
}
