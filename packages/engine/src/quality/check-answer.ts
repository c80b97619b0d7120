/** What can be told of an answer without a model: each check that applies to it, from 0 to 1, with the reason. */
import { findArithmetic } from './find-arithmetic.ts';
import { findLimits } from './find-limits.ts';

export interface QualityPart {
  readonly check: string;
  readonly score: number;
  readonly why: string;
}

export interface QualityReport {
  /** 0 where it says nothing at all, else the mean of its parts. */
  readonly score: number;
  readonly parts: readonly QualityPart[];
}

type Check = (goal: string, answer: string) => readonly QualityPart[];

const CHECKS: readonly Check[] = [
  checkLimits,
  checkArithmetic,
  checkFences,
  checkJson,
  checkCitations,
  checkRepetition,
];

export function checkAnswer(goal: string, answer: string): QualityReport {
  const said = checkSaid(answer);
  if (said.score === 0) return { score: 0, parts: [said] };
  const parts = [said, ...CHECKS.flatMap((check) => check(goal, answer))];
  return { score: parts.reduce((sum, { score }) => sum + score, 0) / parts.length, parts };
}

const REFUSAL = /^(?:i(?:'m| am) sorry|sorry,|i can(?:no|')t |as an ai\b|i am unable)/iu;
const REFUSAL_LIMIT = 400;

function checkSaid(answer: string): QualityPart {
  const text = answer.trim();
  if (!/[\p{L}\p{N}]/u.test(text)) return { check: 'said', score: 0, why: 'it says nothing' };
  const refuses = REFUSAL.test(text) && text.length < REFUSAL_LIMIT;
  return refuses
    ? { check: 'said', score: 0, why: 'it refuses the work' }
    : { check: 'said', score: 1, why: 'it says something' };
}

/** Lengths and numbers of things that the goal asks for. */
function checkLimits(goal: string, answer: string): QualityPart[] {
  return findLimits(goal).map(({ unit, least, most, words }) => {
    const count = countUnits(answer, unit);
    const kept = count >= least && count <= most;
    const off = count < least ? (count + 1) / (least + 1) : (most + 1) / (count + 1);
    return { check: 'length', score: kept ? 1 : Math.max(0, off), why: `${words}: there are ${count} ${unit}` };
  });
}

export function countUnits(text: string, unit: string): number {
  if (unit === 'words') return text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0;
  if (unit === 'characters') return Array.from(text.trim()).length;
  if (unit === 'sentences') return toSentences(text).length;
  if (unit === 'paragraphs') return text.split(/\n\s*\n/u).filter((part) => part.trim() !== '').length;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (unit === 'lines') return lines.length;
  return lines.filter((line) => /^\s*(?:[-*•]|\d+[.)])\s+\S/u.test(line)).length;
}

function toSentences(text: string): string[] {
  return text.split(/(?<=[.!?])\s+|\n+/u).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function checkArithmetic(_goal: string, answer: string): QualityPart[] {
  const sums = findArithmetic(answer);
  if (sums.length === 0) return [];
  const wrong = sums.filter(({ right }) => !right);
  const why =
    wrong.length === 0
      ? `${sums.length} calculations are right`
      : `wrong: ${wrong
          .map(({ text }) => text)
          .slice(0, 3)
          .join('; ')}`;
  return [{ check: 'numbers', score: 1 - wrong.length / sums.length, why }];
}

function checkFences(_goal: string, answer: string): QualityPart[] {
  const fences = answer.match(/^\s*```/gmu)?.length ?? 0;
  if (fences === 0) return [];
  return fences % 2 === 0
    ? [{ check: 'code', score: 1, why: 'every block of code is closed' }]
    : [{ check: 'code', score: 0, why: 'a block of code is not closed: the answer was cut off' }];
}

function checkJson(goal: string, answer: string): QualityPart[] {
  if (!/\bJSON\b/u.test(goal)) return [];
  const blocks = [...answer.matchAll(/```(?:json)?\s*\n([\s\S]*?)```/giu)].map(([, body = '']) => body);
  const whole = blocks.length > 0 ? blocks : [answer];
  return whole.every(isJson)
    ? [{ check: 'json', score: 1, why: 'it is valid JSON' }]
    : [{ check: 'json', score: 0, why: 'JSON was asked for, and this is none' }];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Marks such as [3] must stand for something that is listed. */
function checkCitations(_goal: string, answer: string): QualityPart[] {
  const listed = new Set([...answer.matchAll(/^\s*\[(\d{1,3})\][:.]?\s+\S/gmu)].map(([, number]) => number));
  const used = new Set([...answer.matchAll(/(?<=\S[^\n]*)\[(\d{1,3})\]/gu)].map(([, number]) => number));
  if (used.size === 0) return [];
  const open = [...used].filter((number) => !listed.has(number));
  const why = open.length === 0 ? 'every source that is cited is listed' : `not listed: ${open.join(', ')}`;
  return [{ check: 'citations', score: 1 - open.length / used.size, why }];
}

const REPEATED_FROM = 4;

/** Whoever says the same again and again has lost the thread. */
function checkRepetition(_goal: string, answer: string): QualityPart[] {
  const sentences = toSentences(answer).map((sentence) => sentence.trim().toLowerCase());
  if (sentences.length < REPEATED_FROM) return [];
  const share = new Set(sentences).size / sentences.length;
  if (share > 0.8) return [];
  return [
    { check: 'repetition', score: share, why: `${Math.round((1 - share) * 100)} % of its sentences are repeated` },
  ];
}
