/** From what a swarm has recorded to its board: leads and findings as strong as they are now, and the best over time. */
import * as z from 'zod';
import { Absence } from './absence.ts';
import { findFact, listFacts, type Recorded } from './recorded.ts';

const Lead = z.object({ id: z.string(), text: z.string(), strength: z.number() });
const Taken = z.object({
  round: z.number(),
  taken: z.array(z.object({ by: z.string(), lead: z.string(), text: z.string(), strength: z.number() })),
});
const Remark = z.object({ by: z.string(), why: z.string() });
const Finding = z.object({
  id: z.string(),
  by: z.string(),
  round: z.number(),
  text: z.string(),
  evidence: z.string(),
  value: z.number().optional(),
  strength: z.number(),
  confirmed: z.array(Remark),
  doubted: z.array(Remark),
});
const Posted = z.object({
  round: z.number(),
  by: z.string(),
  findings: z.array(Finding),
  leads: z.array(Lead),
  checks: z.array(z.object({ finding: z.string(), verdict: z.string(), why: z.string() })),
  ignored: z.number(),
});
const Weighed = z.object({
  round: z.number(),
  findings: z.array(z.object({ id: z.string(), strength: z.number() })),
  open: z.number(),
  stale: z.number(),
});
const Improved = z.object({
  round: z.number(),
  finding: z.string(),
  by: z.string(),
  text: z.string(),
  value: z.number().optional(),
  strength: z.number(),
});
const Stopped = z.object({ reason: z.string(), rounds: z.number(), findings: z.array(Finding) });

export type BoardFinding = z.infer<typeof Finding>;

export interface BoardLead extends z.infer<typeof Lead> {
  /** How often somebody has taken it. */
  readonly looks: number;
  /** Who looks there in the round that is not over. */
  readonly now: readonly string[];
}

export function readSwarm(recorded: readonly Recorded[]) {
  const rounds = listFacts(recorded, 'swarm.taken', Taken);
  const posted = listFacts(recorded, 'swarm.posted', Posted);
  const weighed = listFacts(recorded, 'swarm.weighed', Weighed);
  const stopped = findFact(recorded, 'swarm.stopped', Stopped);
  const last = weighed.at(-1);
  const isOpen = stopped === undefined && (rounds.at(-1)?.round ?? 0) > (last?.round ?? 0);
  return {
    round: rounds.at(-1)?.round,
    findings: toFindings(posted, last, stopped),
    leads: toLeads({ rounds, posted, isOpen }),
    improved: listFacts(recorded, 'swarm.improved', Improved),
    ignored: posted.reduce((sum, { ignored }) => sum + ignored, 0),
    openLeads: last?.open,
    stopped,
    absent: listFacts(recorded, 'swarm.missed', Absence),
  };
}

/** As they were posted, as strong as they were weighed last, with what others said of them since. */
function toFindings(
  posted: readonly z.infer<typeof Posted>[],
  last: z.infer<typeof Weighed> | undefined,
  stopped: z.infer<typeof Stopped> | undefined,
): readonly BoardFinding[] {
  const strengths = new Map((stopped?.findings ?? last?.findings ?? []).map(({ id, strength }) => [id, strength]));
  const final = new Map(stopped?.findings.map((finding) => [finding.id, finding]));
  const checks = posted.flatMap(({ by, checks: own }) => own.map((check) => ({ by, ...check })));
  const said = (id: string, verdict: string) =>
    checks.filter((check) => check.finding === id && check.verdict === verdict).map(({ by, why }) => ({ by, why }));
  return posted
    .flatMap(({ findings }) => findings)
    .map((finding) => {
      const { id, confirmed, doubted, strength } = finding;
      const known = final.get(id);
      return {
        ...finding,
        strength: strengths.get(id) ?? strength,
        confirmed: known?.confirmed ?? [...confirmed, ...said(id, 'confirmed')],
        doubted: known?.doubted ?? [...doubted, ...said(id, 'doubted')],
      };
    })
    .toSorted((one, other) => other.strength - one.strength);
}

interface Looks {
  readonly rounds: readonly z.infer<typeof Taken>[];
  readonly posted: readonly z.infer<typeof Posted>[];
  readonly isOpen: boolean;
}

/** Each with the strength that was told last. */
function toLeads({ rounds, posted, isOpen }: Looks): readonly BoardLead[] {
  const known = new Map(posted.flatMap(({ leads }) => leads).map((lead) => [lead.id, lead]));
  for (const { taken } of rounds)
    for (const { lead: id, text, strength } of taken) known.set(id, { id, text, strength });
  const all = rounds.flatMap(({ taken }) => taken);
  const last = rounds.at(-1);
  const back = posted.filter(({ round }) => round === last?.round).map(({ by }) => by);
  const current = isOpen ? (last?.taken ?? []).filter(({ by }) => !back.includes(by)) : [];
  return [...known.values()]
    .map((lead) => ({
      ...lead,
      looks: all.filter((each) => each.lead === lead.id).length,
      now: current.filter((each) => each.lead === lead.id).map(({ by }) => by),
    }))
    .toSorted((one, other) => other.strength - one.strength);
}
