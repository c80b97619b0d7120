/** From what a team that talks has recorded to its rounds, who moved, and where it still disagrees. */
import * as z from 'zod';
import { Absence } from './absence.ts';
import { findFact, listFacts, type Recorded } from './recorded.ts';

const Stated = z.object({
  by: z.string(),
  round: z.number(),
  position: z.string(),
  argument: z.string(),
  confidence: z.number(),
  evidence: z.array(z.string()),
  move: z.string(),
  changed: z.boolean(),
  changedBecause: z.string(),
  agreesWith: z.array(z.string()),
});
const Standing = z.object({
  round: z.number(),
  camps: z.array(z.object({ members: z.array(z.string()), position: z.string() })),
  contradictions: z.array(z.array(z.string())),
  spoken: z.number(),
  team: z.number(),
  stalled: z.boolean().default(false),
  switched: z.array(z.string()).default([]),
});
const Closed = z.object({
  by: z.string(),
  moderator: z.string(),
  outcome: z.string(),
  round: z.number(),
  dissent: z.array(z.object({ by: z.string(), position: z.string(), confidence: z.number() })),
  reason: z.string(),
});

export type Statement = z.infer<typeof Stated>;
export type Standing = z.infer<typeof Standing>;

export function readCollaborative(recorded: readonly Recorded[]) {
  const statements = listFacts(recorded, 'collaborative.stated', Stated);
  const rounds = [...new Set(statements.map(({ round }) => round))];
  const standings = [
    ...listFacts(recorded, 'collaborative.disagreed', Standing),
    ...listFacts(recorded, 'collaborative.converged', Standing),
  ].toSorted((one, other) => one.round - other.round);
  return {
    rounds: rounds.map((round) => ({ round, statements: statements.filter((each) => each.round === round) })),
    /** Where it stood after the last round that has ended. */
    standing: standings.at(-1),
    closed: findFact(recorded, 'collaborative.closed', Closed),
    absent: listFacts(recorded, 'collaborative.missed', Absence),
  };
}
