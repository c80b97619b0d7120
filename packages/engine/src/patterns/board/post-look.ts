/** What a member brings back from its look goes onto the board. */
import type { AgentId } from '@tutti/protocol';
import * as z from 'zod';
import { type Board, confirm, doubt, type Finding, type Lead, mayRemark, reinforce, toClaim } from './board.ts';

const STRENGTH = z.number().min(0).max(1);

/** As a member answers. */
export const Look = z.object({
  findings: z
    .array(
      z.object({
        text: z.string().max(1_000).describe('What you found, so that it can be understood and checked alone'),
        evidence: z.string().max(1_000).describe('What shows it; without this it counts for nothing'),
        strength: STRENGTH.describe('How sure you are'),
        value: z.number().nullish().describe('The number that counts, where one is sought'),
      }),
    )
    .max(3),
  leads: z
    .array(
      z.object({
        text: z.string().max(300).describe('Where somebody should look next'),
        strength: STRENGTH.describe('How promising it is'),
      }),
    )
    .max(3),
  checks: z
    .array(
      z.object({
        finding: z.string().max(20).describe('The id of somebody else’s finding, such as F3'),
        verdict: z.enum(['confirmed', 'doubted']),
        why: z.string().max(300).describe('What you checked and saw; without this it counts for nothing'),
      }),
    )
    .max(5),
});
export type Look = z.infer<typeof Look>;

export interface LookPlace {
  readonly by: AgentId;
  /** The lead that was looked at. */
  readonly lead: string;
  readonly round: number;
  /** A number is sought: what has none is no finding. */
  readonly needsValue: boolean;
}

export interface Posted {
  readonly board: Board;
  /** Only what was new. */
  readonly findings: readonly Finding[];
  readonly leads: readonly Lead[];
  readonly checks: readonly {
    readonly finding: string;
    readonly verdict: 'confirmed' | 'doubted';
    readonly why: string;
  }[];
  /** What counted for nothing: said before, unknown, about oneself, without a reason. */
  readonly ignored: number;
}

const SAME_AGAIN = 'found the same independently';

export function postLook(board: Board, place: LookPlace, look: Look): Posted {
  const given = look.findings.filter(({ text, value }) => text.trim() !== '' && (!place.needsValue || isNumber(value)));
  const same = given.flatMap((finding) => {
    const other = findSame(board.findings, finding);
    return other ? [{ finding: other.id, verdict: 'confirmed' as const, why: SAME_AGAIN }] : [];
  });
  const checks = [...look.checks, ...same].filter(onlyValid(board, place.by));
  const fresh = given.filter((each, index) => !findSame<Said>([...board.findings, ...given.slice(0, index)], each));
  const findings = fresh.map((finding, index) =>
    toFinding(finding, { ...place, number: board.findings.length + index + 1 }),
  );
  const leads = toLeads(board, place, look);
  const asked = look.findings.length + look.leads.length + look.checks.length;
  const taken = findings.length + leads.length + checks.length;
  const after = {
    leads: [...noteYield(board.leads, place.lead, taken), ...leads],
    findings: [...board.findings, ...findings],
  };
  const checked = checks.reduce<Board>((now, check) => applyCheck(now, { ...check, by: place.by }), after);
  return { board: checked, findings, leads, checks, ignored: Math.max(0, asked - taken) };
}

type Check = Posted['checks'][number];

/** The first word of a member on a finding is its word. */
function onlyValid({ findings }: Board, by: AgentId): (check: Check, index: number, all: readonly Check[]) => boolean {
  return ({ finding, why }, index, all) => {
    const found = findings.find(({ id }) => id === finding);
    const isRepeated = all.slice(0, index).some((other) => other.finding === finding && other.why.trim() !== '');
    return found !== undefined && !isRepeated && mayRemark(found, { by, why });
  };
}

/** Where something holds, it is worth looking further: the lead that it came from, and those that were found with it. */
function applyCheck({ leads, findings }: Board, { finding, verdict, why, by }: Check & { by: AgentId }): Board {
  const found = findings.find(({ id }) => id === finding);
  if (!found) return { leads, findings };
  const change = verdict === 'confirmed' ? confirm : doubt;
  const isNear = ({ id, from, by, round }: Lead) =>
    id === found.from || (from === found.from && by === found.by && round === found.round);
  const toStrength = (strength: number) => (verdict === 'confirmed' ? reinforce(strength) : strength / 2);
  return {
    leads: leads.map((lead) => (isNear(lead) ? { ...lead, strength: toStrength(lead.strength) } : lead)),
    findings: findings.map((each) => (each.id === finding ? change(each, { by, why }) : each)),
  };
}

function noteYield(leads: readonly Lead[], id: string, brought: number): readonly Lead[] {
  return leads.map((lead) => (lead.id === id && brought === 0 ? { ...lead, barren: lead.barren + 1 } : lead));
}

function toFinding(
  { text, evidence, strength, value }: Look['findings'][number],
  { by, lead, round, number }: LookPlace & { number: number },
): Finding {
  const base = { id: `F${number}`, text: text.trim(), evidence: evidence.trim(), by, from: lead, round };
  const claim = toClaim(strength, evidence);
  return { ...base, ...(isNumber(value) && { value }), strength: claim, confirmed: [], doubted: [] };
}

function toLeads({ leads }: Board, { by, lead, round }: LookPlace, look: Look): readonly Lead[] {
  const given = look.leads.filter(({ text }) => text.trim() !== '');
  const fresh = given.filter((each, index) => !findSame<Said>([...leads, ...given.slice(0, index)], each));
  const last = Math.max(0, ...leads.map(({ id }) => Number(id.slice(1))));
  return fresh.map(({ text, strength }, index) => ({
    id: `L${last + index + 1}`,
    text: text.trim(),
    by,
    from: lead,
    round,
    // As promising as the beginning at most: what others confirm makes it more so.
    strength: strength * 0.5,
    barren: 0,
  }));
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

interface Said {
  readonly text: string;
  readonly value?: number | null | undefined;
}

/** The same words with another number are not the same. */
function findSame<Each extends Said>(all: readonly Each[], said: Said): Each | undefined {
  const words = toWords(said);
  return all.find((other) => toWords(other) === words);
}

function toWords({ text, value }: Said): string {
  return `${text.trim().toLowerCase().replaceAll(/\s+/gu, ' ')} ${value ?? ''}`;
}
