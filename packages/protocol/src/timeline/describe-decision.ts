/** What a team has decided on the way, a line each: votes, bids, verdicts. From what the patterns recorded. */
import * as z from 'zod';
import type { Json } from '../json.ts';
import type { RunEvent } from '../run-event.ts';

const Ids = z.array(z.string());
const share = (value: number) => value.toFixed(2);
const named = (ids: readonly string[]) => (ids.length === 0 ? 'nobody' : ids.join(', '));

/** A line of its own for each form that is known; others are left to whoever reads the events. */
function toLine<Facts>(form: z.ZodType<Facts>, write: (facts: Facts) => string | undefined) {
  return (data: Json): string | undefined => {
    const parsed = form.safeParse(data);
    return parsed.success ? write(parsed.data) : undefined;
  };
}

const Camps = z.object({ round: z.int(), camps: z.array(z.object({ members: Ids, position: z.string() })) });
const writeCamps = ({ round, camps }: z.infer<typeof Camps>) =>
  `round ${round}: ${camps.map(({ members, position }) => `${named(members)} hold "${position}"`).join('; ')}`;

const LINES: Readonly<Record<string, (data: Json) => string | undefined>> = {
  'pattern.chosen': toLine(
    z.object({ pattern: z.string(), agents: Ids, reason: z.string() }),
    ({ pattern, agents, reason }) => `${pattern} with ${named(agents)} was chosen: ${reason}`,
  ),
  'handoff.checked': toLine(
    z.object({ required: z.int(), mended: Ids, appended: Ids, lost: Ids }),
    ({ required, mended, appended, lost }) =>
      `${required} facts had to stand in the result: ${mended.length} were put in again, ${appended.length} stand under it, ${lost.length} are lost`,
  ),
  'parallel.gathered': toLine(
    z.object({ answered: Ids, missing: Ids }),
    ({ answered, missing }) =>
      `${named(answered)} answered${missing.length === 0 ? '' : `; missing: ${named(missing)}`}`,
  ),
  'pipeline.set_aside': toLine(
    z.object({ item: z.int(), stage: z.int(), by: z.string(), reason: z.string() }),
    ({ item, stage, by, reason }) => `item ${item} was set aside at stage ${stage} (${by}): ${reason}`,
  ),
  'hierarchical.planned': toLine(
    z.object({ from: z.string(), tasks: z.array(z.object({ id: z.string(), assignee: z.string() })) }),
    ({ from, tasks }) =>
      `${from === 'lead' ? 'planned' : 'planned by rule'}: ${tasks.map(({ id, assignee }) => `${id} for ${assignee}`).join(', ')}`,
  ),
  'hierarchical.accepted': toLine(
    z.object({ task: z.string(), by: z.string(), round: z.int(), reservations: z.boolean(), reason: z.string() }),
    ({ task, by, reservations, reason }) =>
      `${task} by ${by} was ${reservations ? `taken with reservations: ${reason}` : 'accepted'}`,
  ),
  'hierarchical.reassigned': toLine(
    z.object({ task: z.string(), from: z.string(), to: z.string(), reason: z.string() }),
    ({ task, from, to, reason }) => `${task} went from ${from} to ${to}: ${reason}`,
  ),
  'hierarchical.missed': toLine(
    z.object({ task: z.string(), reason: z.string() }),
    ({ task, reason }) => `${task} is missing: ${reason}`,
  ),
  'collaborative.disagreed': toLine(Camps, writeCamps),
  'collaborative.converged': toLine(Camps, (facts) => `${writeCamps(facts)}: agreed`),
  'competitive.judged': toLine(
    z.object({ judge: z.string(), between: Ids, winner: z.string().nullable() }),
    ({ judge, between, winner }) => `${judge} compared ${between.join(' and ')}: ${winner ?? 'neither'}`,
  ),
  'competitive.ended': toLine(
    z.object({
      outcome: z.string(),
      table: z.array(z.object({ by: z.string(), place: z.int(), points: z.number(), score: z.number() })),
    }),
    ({ outcome, table }) =>
      `${outcome}: ${table.map(({ by, place, points, score }) => `${place}. ${by} (judges ${share(points)}, checks ${share(score)})`).join(', ')}`,
  ),
  'consensus.tallied': toLine(
    z.object({
      round: z.int(),
      lines: z.array(z.object({ proposal: z.string(), voters: Ids, first: z.number() })),
      total: z.number(),
      needed: z.number(),
      decided: z.string().nullable(),
    }),
    ({ round, lines, needed, decided }) =>
      `round ${round}: ${lines.map(({ proposal, voters, first }) => `${proposal} ${round2(first)} (${named(voters)})`).join(', ')}; ${round2(needed)} needed, ${decided ?? 'nothing'} decided`,
  ),
  'auction.bid': toLine(
    z.object({ by: z.string(), part: z.int(), confidence: z.number(), worth: z.number() }),
    ({ by, part, confidence, worth }) =>
      `${by} bids for part ${part + 1}: sure ${share(confidence)}, worth ${share(worth)}`,
  ),
  'auction.awarded': toLine(
    z.object({ part: z.int(), by: z.string(), worth: z.number(), round: z.int() }),
    ({ part, by, round }) => `part ${part + 1} went to ${by}${round > 1 ? ` in round ${round}` : ''}`,
  ),
  'auction.settled': toLine(
    z.object({ part: z.int(), by: z.string(), good: z.boolean(), why: z.string() }),
    ({ part, by, good, why }) => (good ? undefined : `part ${part + 1} by ${by} was not good: ${why}`),
  ),
  'swarm.stopped': toLine(
    z.object({ reason: z.string(), rounds: z.int() }),
    ({ reason, rounds }) => `stopped after ${rounds} ${rounds === 1 ? 'round' : 'rounds'}: ${reason}`,
  ),
};

function round2(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Undefined for whatever is not a decision, or has another form than it has today. */
export function describeDecision(event: RunEvent): string | undefined {
  if (event.type !== 'domain.recorded' || !('value' in event.data)) return undefined;
  return LINES[event.name]?.(event.data.value);
}
