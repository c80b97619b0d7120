/** From what a competition has recorded to its attempts, the duels between them, and the table. */
import * as z from 'zod';
import { Absence } from './absence.ts';
import { findFact, listFacts, type Recorded } from './recorded.ts';

const Attempted = z.object({
  by: z.string(),
  text: z.string(),
  score: z.number(),
  checks: z.array(z.object({ check: z.string(), score: z.number(), why: z.string() })),
});
const Judged = z.object({
  judge: z.string(),
  between: z.tuple([z.string(), z.string()]),
  winner: z.string().nullable(),
  swayed: z.boolean(),
  reasons: z.array(z.string()),
});
const Abstained = z.object({ judge: z.string(), between: z.tuple([z.string(), z.string()]), reason: z.string() });
const Standing = z.object({
  by: z.string(),
  place: z.number(),
  points: z.number(),
  score: z.number(),
  wins: z.number(),
  losses: z.number(),
  draws: z.number(),
});
const Ended = z.object({
  outcome: z.string(),
  winner: z.string().optional(),
  judged: z.number().default(0),
  swayed: z.number().default(0),
  table: z.array(Standing).default([]),
});

export type Attempt = z.infer<typeof Attempted>;

export interface Duel {
  readonly between: readonly [string, string];
  readonly verdicts: readonly z.infer<typeof Judged>[];
  readonly abstentions: readonly z.infer<typeof Abstained>[];
}

export function readCompetitive(recorded: readonly Recorded[]) {
  return {
    attempts: listFacts(recorded, 'competitive.attempted', Attempted),
    duels: listDuels(
      listFacts(recorded, 'competitive.judged', Judged),
      listFacts(recorded, 'competitive.abstained', Abstained),
    ),
    ended: findFact(recorded, 'competitive.ended', Ended),
    absent: listFacts(recorded, 'competitive.missed', Absence),
  };
}

/** All that was said of a pair, whichever of the two was named first. */
function listDuels(
  verdicts: readonly z.infer<typeof Judged>[],
  abstentions: readonly z.infer<typeof Abstained>[],
): readonly Duel[] {
  const pairs = new Map([...verdicts, ...abstentions].map(({ between }) => [toKey(between), between] as const));
  return [...pairs].map(([key, between]) => ({
    between,
    verdicts: verdicts.filter((verdict) => toKey(verdict.between) === key),
    abstentions: abstentions.filter((abstention) => toKey(abstention.between) === key),
  }));
}

function toKey(between: readonly string[]): string {
  return between.toSorted().join(' ');
}
