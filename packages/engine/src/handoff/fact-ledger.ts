/** The facts of a piece of work, kept by the program: what was once stated stays, whoever forgets it. */
import type { AgentId, Contradiction, FactSource, HandoffFact, Label } from '@tutti/protocol';
import { takeBeginning } from '../run/beginning.ts';
import { bringsIn, type FactReading, findContradiction, isKept, readFact } from './compare-fact.ts';
import { type Reading, readPassages } from './read-passages.ts';
import { toPlain } from './read-values.ts';

export interface KeptFact extends HandoffFact {
  readonly reading: FactReading;
}

export type FactLedger = readonly KeptFact[];

export interface Statement {
  readonly text: string;
  readonly source: FactSource;
  readonly required: boolean;
}

export interface Stater {
  readonly by?: AgentId;
  readonly step: number;
  readonly labels: readonly Label[];
}

/** Of what agents require and of what was only found; what the task requires is never left out. */
const MOST_REQUIRED = 100;
const MOST_OTHERS = 200;
const LONGEST_QUOTE = 300;

/** A fact that is known already is not added again; one that is now said to be required becomes so. */
export function addFacts(ledger: FactLedger, stated: readonly Statement[], stater: Stater): FactLedger {
  return stated.reduce((facts, statement) => addFact(facts, statement, stater), ledger);
}

function addFact(ledger: FactLedger, { text, source, required }: Statement, stater: Stater): FactLedger {
  const reading = readFact(text);
  if (reading.plain === '') return ledger;
  const known = ledger.find((fact) => isSameFact(fact.reading, reading));
  const isFull = source !== 'task' && count(ledger, required) >= (required ? MOST_REQUIRED : MOST_OTHERS);
  if (known && (known.required || !required || isFull)) return ledger;
  if (known) return ledger.map((fact) => (fact === known ? { ...fact, required } : fact));
  if (isFull) return ledger;
  const { by, step, labels } = stater;
  const id = `f${ledger.length + 1}`;
  return [
    ...ledger,
    { id, text, source, ...(by !== undefined && { by }), step, required, labels: [...labels], reading },
  ];
}

function isSameFact(one: FactReading, other: FactReading): boolean {
  if (one.plain === other.plain) return true;
  const [first, second] = [one.passage, other.passage];
  if (first.values.length !== second.values.length || first.values.length === 0) return false;
  return isKept(one, toReading(other)) && isKept(other, toReading(one));
}

function toReading({ plain, passage }: FactReading): Reading {
  return { plain, passages: [passage] };
}

function count(ledger: FactLedger, required: boolean): number {
  return ledger.filter((fact) => fact.source !== 'task' && fact.required === required).length;
}

/** What is required and does not stand in the text. */
export function findMissing(ledger: FactLedger, text: string): FactLedger {
  const reading = readPassages(text);
  return ledger.filter((fact) => fact.required && !isKept(fact.reading, reading));
}

/** Facts that the text does not say as they are. */
export function findUnsaid(ledger: FactLedger, text: string): FactLedger {
  const plain = toPlain(text);
  return ledger.filter(({ reading }) => !plain.includes(reading.plain));
}

export interface Claim {
  readonly by: AgentId;
  readonly step: number;
  readonly text: string;
}

/**
 * Where the last of them says another value than what the task says, or what has to stand in the result. Named is who
 * brought the value in: whoever repeats it in other words believed somebody before.
 */
export function findContradictions(ledger: FactLedger, claims: readonly Claim[]): Contradiction[] {
  const binding = ledger.filter(({ required, source }) => required || source === 'goal');
  const last = claims.at(-1);
  if (binding.length === 0 || !last) return [];
  const reading = readPassages(last.text);
  return binding.flatMap((fact) => {
    const other = findContradiction(fact.reading, reading);
    // Another fact may be the one that is meant.
    if (!other || ledger.some((known) => known !== fact && known.required && isSaidBy(other.says, known))) return [];
    const first = claims.find(({ text }) => bringsIn(fact.reading, other.value, readPassages(text))) ?? last;
    const { key, unit } = other.value;
    const value = unit === undefined ? key : `${key} ${unit}`;
    return [{ fact: fact.id, by: first.by, step: first.step, says: takeBeginning(other.says, LONGEST_QUOTE), value }];
  });
}

function isSaidBy(text: string, { reading }: KeptFact): boolean {
  return isKept(reading, readPassages(text));
}

export function toPlainFact({ reading: _, ...fact }: KeptFact): HandoffFact {
  return fact;
}
