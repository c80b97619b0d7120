/** One sub-task until it is settled: handed out, looked at, given back or given to somebody else, each a bounded number of times. */
import { type AgentId, type Label, type Labelled, unionLabels } from '@tutti/protocol';
import { tryTurn } from '../members/try-turn.ts';
import type { PatternContext } from '../pattern.ts';
import type { Crew } from '../plan/crew.ts';
import type { SubTask } from '../plan/plan.ts';
import { cutText } from '../quoting/cut-text.ts';
import type { Piece } from './piece.ts';
import type { LeadsEye } from './leads-eye.ts';
import { type Need, type Returned, toWorkPrompt } from './work-prompt.ts';

export interface Desk {
  readonly goal: Labelled;
  readonly lead: AgentId;
  /** Of the plan. */
  readonly labels: readonly Label[];
  /** How often one worker hands in a piece, at most. */
  readonly rounds: number;
  readonly crew: Crew;
  readonly eye: LeadsEye;
}

export interface Work {
  readonly task: SubTask;
  readonly needs: readonly Need[];
}

/** Why a worker no longer has a sub-task. */
interface GivenUp {
  readonly why: 'failed' | 'silent' | 'repeats' | 'given_away' | 'unreliable';
  readonly reason: string;
  readonly before?: Returned | undefined;
}

const REASON_LIMIT = 500;

export async function carryOut(work: Work, desk: Desk, own: PatternContext): Promise<Piece> {
  const { crew } = desk;
  const { task } = work;
  const tried: AgentId[] = [];
  let by = crew.choose(task, tried);
  let given: GivenUp | undefined;
  if (by !== undefined && by !== task.assignee) {
    const reason = `${task.assignee} has failed at what it was given before`;
    await own.record({
      type: 'hierarchical.reassigned',
      task: task.id,
      from: task.assignee,
      to: by,
      why: 'unreliable',
      reason,
    });
  }
  while (by !== undefined) {
    tried.push(by);
    crew.take(by);
    await own.record({
      type: 'hierarchical.handed_out',
      task: task.id,
      to: by,
      after: [...task.after],
      share: task.share,
    });
    const ended = await workWith(by, { ...work, before: given?.before }, { desk, own });
    if ('status' in ended) {
      crew.giveBack(by, false);
      return ended;
    }
    crew.giveBack(by, ended.why === 'failed' || ended.why === 'silent');
    given = { ...ended, before: ended.before ?? given?.before };
    const next = crew.choose(task, tried);
    const { why, reason } = ended;
    if (next !== undefined)
      await own.record({ type: 'hierarchical.reassigned', task: task.id, from: by, to: next, why, reason });
    by = next;
  }
  return settle(task, given, own);
}

/** Work that nobody has accepted is still more than none. */
async function settle(task: SubTask, given: GivenUp | undefined, own: PatternContext): Promise<Piece> {
  const reason = given?.reason ?? 'there was nobody to do it';
  if (!given?.before) {
    await own.record({ type: 'hierarchical.missed', task: task.id, reason });
    return { status: 'missing', reason };
  }
  const { by, text, labels } = given.before;
  const piece = { status: 'with_reservations', by, text, labels, reason: given.before.reason } as const;
  await recordAccepted(task, { piece, round: 0 }, own);
  return piece;
}

interface Hand {
  readonly desk: Desk;
  readonly own: PatternContext;
}

async function workWith(by: AgentId, work: Work & { before?: Returned | undefined }, { desk, own }: Hand) {
  const { task } = work;
  let { before } = work;
  for (let round = 1; ; round++) {
    const tried = await tryTurn(by, own.say(by, toWorkPrompt({ ...desk, ...work, before }, by)));
    if ('absence' in tried) return { ...tried.absence, before } satisfies GivenUp;
    const { text, labels } = tried.value;
    if (before?.by === by && before.text.trim() === text.trim())
      return { why: 'repeats', reason: `${by} handed in the same again`, before } satisfies GivenUp;
    const piece = { by, text, labels };
    const isLast = round >= desk.rounds;
    const seen = await desk.eye.look({ ...desk, task, piece, isLast }, own);
    const reason = cutText(seen.reason, REASON_LIMIT);
    if (seen.verdict === 'accept' || seen.verdict === 'none' || (seen.verdict === 'return' && isLast)) {
      const status = seen.verdict === 'accept' ? 'accepted' : 'with_reservations';
      const taken: Piece = { status, ...piece, labels: unionLabels(labels, seen.labels), reason };
      await recordAccepted(task, { piece: taken, round }, own);
      return taken;
    }
    before = { ...piece, labels: unionLabels(labels, seen.labels), reason };
    await own.record({
      type: 'hierarchical.returned',
      task: task.id,
      by,
      round,
      reason,
      away: seen.verdict === 'give_away',
    });
    if (seen.verdict === 'give_away') return { why: 'given_away', reason, before } satisfies GivenUp;
  }
}

async function recordAccepted(
  { id }: SubTask,
  { piece, round }: { piece: Exclude<Piece, { status: 'missing' }>; round: number },
  own: PatternContext,
): Promise<void> {
  const { by, reason, status } = piece;
  const reservations = status === 'with_reservations';
  await own.record({
    type: 'hierarchical.accepted',
    task: id,
    by,
    round,
    reservations,
    reason: cutText(reason, REASON_LIMIT),
  });
}
