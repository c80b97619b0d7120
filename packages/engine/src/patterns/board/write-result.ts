/** What a swarm has found, for people and for programs. */
import type { Json } from '@tutti/protocol';
import { cutText } from '../quoting/cut-text.ts';
import { type Board, type Finding, isStanding, type Remark } from './board.ts';
import { type Objective, rankFindings } from './rank-findings.ts';

export interface Ended {
  readonly board: Board;
  readonly rounds: number;
  readonly reason: 'nothing_better' | 'used_up' | 'rounds';
  readonly objective?: Objective | undefined;
}

const MOST_SHOWN = 20;
const TEXT_LIMIT = 500;

const REASONS: Readonly<Record<Ended['reason'], string>> = {
  nothing_better: 'nothing got better any more',
  used_up: 'there was no lead left',
  rounds: 'all rounds were used',
};

export function writeResult({ board, rounds, reason, objective }: Ended): string {
  const ranked = rankFindings(board, objective);
  const [held, claimed] = [ranked.filter(isStanding), ranked.filter((finding) => !isStanding(finding))];
  const dissent = ranked.filter(({ doubted }) => doubted.length > 0);
  const parts = [
    `${ranked.length} findings after ${rounds} rounds; the search ended because ${REASONS[reason]}.`,
    ...toSection('Found, and confirmed by others', held),
    ...toSection('Claimed, and not confirmed', claimed),
    ...(dissent.length === 0 ? [] : [`## Dissent\n\n${dissent.slice(0, MOST_SHOWN).flatMap(toDoubts).join('\n')}`]),
  ];
  return parts.join('\n\n');
}

export function toDetails({ board, rounds, reason, objective }: Ended): Json {
  const ranked = rankFindings(board, objective);
  const best = ranked.find(isStanding);
  return {
    rounds,
    reason,
    ...(best && { best: toEntry(best) }),
    findings: ranked.slice(0, MOST_SHOWN).map(toEntry),
  };
}

/** Flat and short enough for a record. */
export function toEntry({ id, text, evidence, value, by, strength, confirmed, doubted, round }: Finding) {
  return {
    id,
    by,
    round,
    text: cutText(text, TEXT_LIMIT),
    evidence: cutText(evidence, TEXT_LIMIT),
    ...(value !== undefined && { value }),
    strength: toRounded(strength),
    confirmed: confirmed.map(toRemark),
    doubted: doubted.map(toRemark),
  };
}

export function toRounded(strength: number): number {
  return Math.round(strength * 1_000) / 1_000;
}

function toRemark({ by, why }: Remark) {
  return { by, why: cutText(why, TEXT_LIMIT) };
}

function toSection(title: string, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const lines = findings.slice(0, MOST_SHOWN).map((finding, place) => `${place + 1}. ${toText(finding)}`);
  const more = findings.length > MOST_SHOWN ? [`\nand ${findings.length - MOST_SHOWN} more`] : [];
  return [`## ${title}\n\n${[...lines, ...more].join('\n')}`];
}

function toText({ id, text, evidence, value, by, confirmed }: Finding): string {
  const number = value === undefined ? '' : ` = ${value}`;
  const others = confirmed.length === 0 ? '' : `, confirmed by ${confirmed.map((remark) => remark.by).join(', ')}`;
  const shown = evidence === '' ? 'No evidence was given.' : `Evidence: ${cutText(evidence, TEXT_LIMIT)}`;
  return `${text}${number} (${id}, found by ${by}${others}). ${shown}`;
}

function toDoubts({ id, doubted }: Finding): string[] {
  return doubted.map(({ by, why }) => `- ${id}: ${by} doubts it: ${cutText(why, TEXT_LIMIT)}`);
}
