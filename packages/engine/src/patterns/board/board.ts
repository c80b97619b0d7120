/**
 * What a swarm knows: leads that may be worth a look, and what was found. Everything has a strength between 0 and 1, which
 * fades; only what others say makes a finding stronger than its author's word can.
 */
import type { AgentId } from '@tutti/protocol';

export interface Lead {
  readonly id: string;
  readonly text: string;
  /** Absent: it was there from the beginning. */
  readonly by?: AgentId;
  /** The lead that was looked at when this one was found. */
  readonly from?: string;
  readonly round: number;
  readonly strength: number;
  /** Looks that have brought nothing new. */
  readonly barren: number;
}

export interface Remark {
  readonly by: AgentId;
  readonly why: string;
}

export interface Finding {
  readonly id: string;
  readonly text: string;
  readonly evidence: string;
  readonly value?: number;
  readonly by: AgentId;
  readonly from: string;
  readonly round: number;
  readonly strength: number;
  readonly confirmed: readonly Remark[];
  readonly doubted: readonly Remark[];
}

export interface Board {
  readonly leads: readonly Lead[];
  readonly findings: readonly Finding[];
}

/** Of what it was, after each round. */
const FADE = 0.8;
/** How far a claim gets by its author's word alone. */
export const CLAIM_LIMIT = 0.3;
/** Of what is missing to 1, for each other member that confirms it. */
const CONFIRMATION = 0.4;
/** A finding that two others stand behind, and more than doubt it, does not fade below what a word alone can reach. */
const SETTLED = 0.35;
const SETTLED_BY = 2;
/** What is weaker, nobody need look at. */
const LEAST = 0.05;
const MOST_BARREN = 2;
/** Leads that are never looked at do not pile up for ever. */
const MOST_LEADS = 200;
const FIRST_STRENGTH = 0.5;

export function openBoard(leads: readonly string[]): Board {
  const first = leads.map((text, place) => ({
    id: `L${place + 1}`,
    text,
    round: 0,
    strength: FIRST_STRENGTH,
    barren: 0,
  }));
  return { leads: first, findings: [] };
}

/** Only these are still worth a look. */
export function findOpenLeads({ leads }: Board): readonly Lead[] {
  return leads.filter(({ strength, barren }) => strength >= LEAST && barren < MOST_BARREN);
}

/** Others stand behind it, and more of them than doubt it. */
export function isStanding({ confirmed, doubted }: Finding): boolean {
  return confirmed.length > doubted.length;
}

/** By the author's word: at most a little, and without evidence nothing. */
export function toClaim(strength: number, evidence: string): number {
  return evidence.trim() === '' ? 0 : clamp(strength) * CLAIM_LIMIT;
}

/** Another round has passed. */
export function fadeBoard({ leads, findings }: Board): Board {
  const faded = leads.map((lead) => ({ ...lead, strength: lead.strength * FADE }));
  return {
    leads: faded.toSorted((one, other) => other.strength - one.strength).slice(0, MOST_LEADS),
    findings: findings.map((finding) => ({ ...finding, strength: keepSettled(finding, finding.strength * FADE) })),
  };
}

/** Each other member counts once, and its author not at all. */
export function confirm(finding: Finding, remark: Remark): Finding {
  if (!mayRemark(finding, remark)) return finding;
  const confirmed = [...finding.confirmed, remark];
  return { ...finding, confirmed, strength: reinforce(finding.strength) };
}

export function doubt(finding: Finding, remark: Remark): Finding {
  if (!mayRemark(finding, remark)) return finding;
  const doubted = { ...finding, doubted: [...finding.doubted, remark] };
  return { ...doubted, strength: keepSettled(doubted, finding.strength / 2) };
}

export function reinforce(strength: number): number {
  return clamp(strength + (1 - strength) * CONFIRMATION);
}

export function mayRemark({ by, confirmed, doubted }: Finding, remark: Remark): boolean {
  const isNew = ![...confirmed, ...doubted].some((other) => other.by === remark.by);
  return isNew && remark.by !== by && remark.why.trim() !== '';
}

function keepSettled(finding: Finding, strength: number): number {
  const isSettled = finding.confirmed.length >= SETTLED_BY && isStanding(finding);
  return isSettled ? Math.max(SETTLED, strength) : strength;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
