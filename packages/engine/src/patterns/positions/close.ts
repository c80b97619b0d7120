/** What stands in the result whatever the moderator wrote: who disagrees, who left a position, who said nothing. */
import type { AgentId } from '@tutti/protocol';
import type { Absence } from '../members/to-absence.ts';
import { quote } from '../quoting/quote.ts';
import type { Camps } from './find-camps.ts';
import type { Statement } from './statement.ts';

export interface Standing {
  /** The last of each member. */
  readonly statements: readonly Statement[];
  readonly camps: Camps;
  /** What was given up without a reason. */
  readonly abandoned: readonly Statement[];
  /** Who never stated anything. */
  readonly missing: readonly Absence[];
  readonly team: number;
}

/** Everything outside the leading camp; where none leads, all of it. */
export function findDissent({ statements, camps }: Pick<Standing, 'statements' | 'camps'>): readonly Statement[] {
  if (camps.camps.length < 2) return [];
  return statements.filter(({ by }) => !camps.leading?.members.includes(by));
}

/** One sentence on where the team stands. */
export function describeState({ camps, missing, team }: Standing): string {
  const [first] = camps.camps;
  if (camps.camps.length > 1) return `The team does not agree: there are ${camps.camps.length} different positions.`;
  const all = first?.members.length === team && missing.length === 0;
  return all ? 'All members agree.' : `All who spoke agree: ${first?.members.length ?? 0} of ${team}.`;
}

/** Below the moderator's text. Empty where everybody agrees and gave a reason. */
export function writeRemarks(standing: Standing): string {
  const { camps, abandoned, missing, team } = standing;
  const dissent = findDissent(standing);
  const { leading } = camps;
  const held = leading && `${toNames(leading.members)} (${leading.members.length} of ${team}) hold:`;
  const parts = [
    ...(dissent.length === 0 ? [] : ['## Where the team does not agree']),
    ...(dissent.length === 0 || !leading || held === undefined ? [] : [held, quote(leading.position)]),
    ...dissent.map((statement) => writeStatement(statement)),
    ...(abandoned.length === 0 ? [] : ['## Given up without a reason', ...abandoned.map(writeAbandoned)]),
    ...(missing.length === 0 ? [] : ['## Without a position', missing.map(writeMissing).join('\n')]),
  ];
  return parts.join('\n\n');
}

/** Where no moderator can write it: what most hold, in the words of whoever holds it. */
export function closeByStructure(standing: Standing): string {
  const { statements, camps } = standing;
  const { leading } = camps;
  const spokesman = statements.find(
    ({ by, position }) => leading?.members.includes(by) && position === leading.position,
  );
  if (!spokesman) return describeState(standing);
  return [describeState(standing), `**${spokesman.position}**`, spokesman.argument]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Word for word: nothing of it is cut. */
function writeStatement({ by, position, argument, confidence, evidence }: Statement): string {
  return [
    `**${by}** (confidence ${confidence}):`,
    [
      quote(position),
      ...(argument === '' ? [] : ['>', quote(argument)]),
      ...evidence.map((piece) => quote(`- ${piece}`)),
    ].join('\n'),
  ].join('\n\n');
}

function writeAbandoned({ by, position, confidence, round }: Statement): string {
  return `${by} held in round ${round} (confidence ${confidence}):\n\n${quote(position)}`;
}

function writeMissing({ by, why, reason }: Absence): string {
  return `- ${by} (${why}): ${reason}`;
}

function toNames(members: readonly AgentId[]): string {
  const last = members.at(-1) ?? '';
  return members.length < 2 ? last : `${members.slice(0, -1).join(', ')} and ${last}`;
}
