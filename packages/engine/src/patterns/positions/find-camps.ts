/**
 * Who holds the same: those whose claims say the same, and those who each name the other. What somebody says of others
 * counts for nothing, and neither does naming one who has moved on since. Opposites are never in one camp.
 */
import type { AgentId } from '@tutti/protocol';
import { isOpposedClaim, isSameClaim } from './claim.ts';
import type { Statement } from './statement.ts';

export interface Camp {
  /** In the order of the statements. */
  readonly members: readonly AgentId[];
  /** In the words of whoever brings the most evidence for it. */
  readonly position: string;
}

export interface Camps {
  /** The largest first. */
  readonly camps: readonly Camp[];
  /** Absent where several are equally large. */
  readonly leading: Camp | undefined;
  /** Pairs that name each other while their claims exclude each other. */
  readonly contradictions: readonly (readonly [AgentId, AgentId])[];
}

/** `statements`: one for each member, the last that it made; `round`: the one that has just ended. */
export function findCamps(statements: readonly Statement[], round: number): Camps {
  const groups = new Map(statements.map((statement) => [statement.by, [statement]]));
  const contradictions: [AgentId, AgentId][] = [];
  const join = (one: Statement, other: Statement) => {
    const [left = [], right = []] = [groups.get(one.by), groups.get(other.by)];
    if (left === right) return;
    if (left.some((mine) => right.some((theirs) => isOpposedClaim(mine.position, theirs.position)))) {
      contradictions.push([one.by, other.by]);
      return;
    }
    const joined = [...left, ...right];
    for (const { by } of joined) groups.set(by, joined);
  };
  for (const [one, other] of toPairs(statements)) if (isSameClaim(one.position, other.position)) join(one, other);
  for (const [one, other] of toPairs(statements))
    if (endorses(one, other, round) && endorses(other, one, round)) join(one, other);
  const order = statements.map(({ by }) => by);
  const camps = [...new Set(groups.values())]
    .map((group) => toCamp(group, order))
    .toSorted((one, other) => other.members.length - one.members.length);
  const [first, second] = camps;
  const leads = first && first.members.length > (second?.members.length ?? 0);
  return { camps, leading: leads ? first : undefined, contradictions };
}

/** What was endorsed is the position of the round before, so it must still be held. */
function endorses(one: Statement, other: Statement, round: number): boolean {
  const stands = other.move === 'kept' || other.move === 'repeated' || other.move === 'rephrased';
  return one.round === round && one.agreesWith.includes(other.by) && (stands || other.round < round);
}

function toCamp(group: readonly Statement[], order: readonly AgentId[]): Camp {
  const [speaker] = group.toSorted(
    (one, other) => other.evidence.length - one.evidence.length || order.indexOf(one.by) - order.indexOf(other.by),
  );
  const members = order.filter((by) => group.some((statement) => statement.by === by));
  return { members, position: speaker?.position ?? '' };
}

function toPairs<Item>(items: readonly Item[]): readonly (readonly [Item, Item])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other] as const));
}
