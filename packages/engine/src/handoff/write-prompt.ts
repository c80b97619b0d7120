/** What an agent in the line is told: the goal, what was handed over, the facts that must not be lost, and how to hand over. */
import type { AgentId, Labelled } from '@tutti/protocol';
import { cutText } from '../patterns/quoting/cut-text.ts';
import { shareRoom } from '../patterns/quoting/share-room.ts';
import { type FactLedger, findUnsaid, type KeptFact } from './fact-ledger.ts';
import { type HandoffBook, listOpen, toLabels, type Turn } from './handoff-book.ts';

/** Characters; about a quarter as many tokens. */
export const ROOM = { texts: 24_000, facts: 6_000, answer: 4_000 } as const;
/** How often somebody is asked once more, for each hop and at the end. */
export const AGAIN = { questions: 1, repairs: 1 } as const;

export const FACTS_HEADING = 'Facts that must not be lost';
export const NOTE_HEADING = 'How to hand over';
export const MISSING_HEADING = 'Facts that are missing';
const MOST_NOTES = 10;

export interface Hop {
  readonly by: AgentId;
  /** Who goes on; absent for the last one. */
  readonly next?: AgentId | undefined;
  /** Answers in a form of its own, in which there is no place for a block. */
  readonly inForm: boolean;
}

export function toHopPrompt(book: HandoffBook, { by, next, inForm }: Hop): Labelled {
  const before = book.turns.findLast((turn) => turn.by === by)?.step ?? 0;
  const handed = book.turns.filter(({ step }) => step > before);
  const texts = shareTexts(handed);
  const goal = book.turns.length === 0 ? book.goal.text : `Goal: ${book.goal.text}`;
  const parts = [
    goal,
    ...handed.map((turn, place) => `## Handed over by ${turn.by}\n\n${texts[place] ?? ''}`),
    ...toFacts(book, [book.goal.text, ...texts].join('\n\n')),
    ...toOpen(book),
    ...(inForm ? [] : toNote(book.turns.at(-1)?.by, { by, next })),
  ];
  return { text: parts.join('\n\n'), labels: toLabels(book) };
}

/** The newest gets half of the room, or all that the others leave. */
function shareTexts(turns: readonly Turn[]): string[] {
  const texts = turns.map(({ said }) => said.text);
  const older = texts.slice(0, -1).map(({ length }) => length);
  const newest = Math.max(ROOM.texts / 2, ROOM.texts - older.reduce((sum, length) => sum + length, 0));
  const share = shareRoom(older, ROOM.texts - Math.min(newest, texts.at(-1)?.length ?? 0));
  return texts.map((text, place) => cutText(text, place === texts.length - 1 ? newest : share));
}

/** All that are required; of the others only what is not to be read above anyway. */
function toFacts({ facts, contradictions }: HandoffBook, shown: string): string[] {
  const required = facts.filter((fact) => fact.required);
  const others = findUnsaid(
    facts.filter((fact) => !fact.required),
    shown,
  );
  const list = listFacts([...newestFirst(required), ...newestFirst(others)]);
  const disputes = contradictions
    .slice(-MOST_NOTES)
    // The other value is not told again: whoever reads it may believe it.
    .map(({ fact, by, step }) => `- ${fact} holds, though ${by} says otherwise (step ${step}).`);
  const lines = [...(list === '' ? [] : [list]), ...disputes];
  return lines.length === 0 ? [] : [`## ${FACTS_HEADING}\n\n${lines.join('\n')}`];
}

/** What came with the task comes first: it is the oldest, and holds against all others. */
function newestFirst(facts: FactLedger): FactLedger {
  return facts.toSorted((one, other) => rank(other) - rank(one));
}

function rank({ source, step }: KeptFact): number {
  return source === 'task' ? Number.POSITIVE_INFINITY : step;
}

/** Whole ones as far as there is room for them, and how many there are besides. */
export function listFacts(facts: FactLedger): string {
  let left: number = ROOM.facts;
  const lines: string[] = [];
  for (const fact of facts) {
    const line = `- ${fact.id}: ${toLine(fact)}`;
    if (line.length > left) continue;
    left -= line.length;
    lines.push(line);
  }
  const cut = facts.length - lines.length;
  return [...lines, ...(cut > 0 ? [`[… ${cut} more are kept and not shown here]`] : [])].join('\n');
}

export function toLine({ text, by, step }: KeptFact): string {
  return `${text.replace(/\s+/gu, ' ')} (${by === undefined ? 'the task' : `${by}, step ${step}`})`;
}

function toOpen({ turns }: HandoffBook): string[] {
  const open = turns.flatMap((turn) => listOpen(turn).map((one) => `- ${one} (${turn.by}, step ${turn.step})`));
  const undone = (turns.at(-1)?.note.notDone ?? []).map((one) => `- not done: ${one}`);
  const lines = [...open, ...undone].slice(-MOST_NOTES);
  return lines.length === 0 ? [] : [`## Still open\n\n${lines.join('\n')}`];
}

function toNote(sender: AgentId | undefined, { by, next }: Pick<Hop, 'by' | 'next'>): string[] {
  const mayAsk = sender !== undefined && sender !== by;
  const ask = mayAsk ? `\`ask:\` with a question to ${sender}, only if you cannot work without the answer` : '';
  if (next === undefined) {
    if (!mayAsk) return [];
    const last = 'You are the last: your text is the result.';
    return [`## ${NOTE_HEADING}\n\n${last} It may end with a block fenced as \`\`\`handoff that holds ${ask}.`];
  }
  const keys = [
    '`fact:` what must stay known, with its numbers and names',
    '`must:` a fact that has to stand in the final result',
    '`open:` a question that is still open',
    '`done:` and `not done:`',
    '`artefact:` a file or an address',
    ...(mayAsk ? [ask] : []),
  ];
  const how = `${next} goes on with your text. Where it helps, end it with one block fenced as \`\`\`handoff, of lines such as:`;
  const end = 'The block is taken out of your text; leave it away where there is nothing to say in it.';
  return [`## ${NOTE_HEADING}\n\n${how}\n\n${keys.map((key) => `- ${key}`).join('\n')}\n\n${end}`];
}

export function toQuestionPrompt(book: HandoffBook, asks: readonly string[], by: AgentId): Labelled {
  const list = asks.map((ask) => `- ${ask}`).join('\n');
  const text = `${by}, who goes on with your text, cannot do so without an answer:\n\n${list}\n\nAnswer each in a sentence or two, and say so where you do not know. Nothing else is needed.`;
  return { text, labels: toLabels(book) };
}

export function toAnswerPrompt(sender: AgentId, answer: Labelled | undefined, labels: Labelled['labels']): Labelled {
  const told =
    answer === undefined
      ? `${sender} gave no answer. State what you assume instead.`
      : `${sender} answers:\n\n${cutText(answer.text, ROOM.answer)}`;
  const text = `${told}\n\nNow do your part, whole: what you write now takes the place of what you wrote before. There are no further questions to ask.`;
  return { text, labels };
}

export function toRepairPrompt(book: HandoffBook, missing: FactLedger): Labelled {
  const count = missing.length === 1 ? 'One fact' : `${missing.length} facts`;
  const text = [
    `${count} that must stand in your text cannot be found in it, or not as stated.`,
    `## ${MISSING_HEADING}\n\n${listFacts(missing)}`,
    'Write the whole text again with each of them where it belongs, word for word or number for number. Change nothing else, and add no block.',
  ].join('\n\n');
  return { text, labels: toLabels(book) };
}
