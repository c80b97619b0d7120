/** The contract of each hop, in the shape in which it stands in the details of a result: `handoff_from_1`, `handoff_from_2`, ... */
import { type FactCheck, type Handoff, Json } from '@tutti/protocol';
import { takeBeginning } from '../run/beginning.ts';
import { type FactLedger, toPlainFact } from './fact-ledger.ts';
import { findFacts } from './find-facts.ts';
import { type HandoffBook, listOpen, type Turn } from './handoff-book.ts';
import { toSentences } from './read-passages.ts';
import { AGAIN, ROOM } from './write-prompt.ts';

const SHORT = 500;
const MOST_OUTPUTS = 10;
const MOST_FOUND = 40;

export function toDetails(book: HandoffBook, check: FactCheck): Json {
  const { contradictions } = book;
  const facts = listTold(book.facts);
  return Json.parse({ ...toContracts({ ...book, facts }), facts: facts.map(toPlainFact), check, contradictions });
}

/** Everything that somebody stated as a fact; of what was only found in texts the first. */
function listTold(facts: FactLedger): FactLedger {
  const found = facts.filter(({ source, required }) => !required && (source === 'text' || source === 'goal'));
  const left = new Set(found.slice(MOST_FOUND));
  return facts.filter((fact) => !left.has(fact));
}

function toContracts(book: HandoffBook): Readonly<Record<string, Handoff>> {
  const hops = book.turns.slice(0, -1).map((turn, place) => {
    const receiver = book.turns[place + 1] ?? turn;
    return [`handoff_from_${turn.step}`, toContract(book, { turn, receiver })] as const;
  });
  return Object.fromEntries(hops);
}

function toContract(book: HandoffBook, { turn, receiver }: { turn: Turn; receiver: Turn }): Handoff {
  const { by, step, said, note } = turn;
  const found = findFacts(said.text);
  const stated = [...note.must, ...note.facts];
  const questions = receiver.asked?.questions ?? [];
  const answer = receiver.asked?.answer?.text;
  return {
    from: by,
    to: receiver.by,
    step,
    goal: takeBeginning(book.goal.text, SHORT),
    summary: note.summary ?? toSummary(said.text),
    key_outputs: (stated.length > 0 ? stated : found.facts).slice(0, MOST_OUTPUTS),
    facts: book.facts.flatMap((fact) => (fact.step <= step ? [fact.id] : [])),
    artefacts: [...new Set([...note.artefacts, ...found.artefacts])].slice(0, MOST_OUTPUTS),
    constraints: [...new Set([...book.constraints, ...note.constraints])],
    open_questions: listOpen(turn),
    done: [...note.done],
    not_done: [...note.notDone],
    acceptance_test: toAcceptanceTest(book, step),
    budget: { texts: ROOM.texts, facts: ROOM.facts, questions: AGAIN.questions, repairs: AGAIN.repairs },
    acknowledged: questions.length === 0 ? 'accepted' : 'asked_back',
    questions: [...questions],
    ...(answer !== undefined && { answer: takeBeginning(answer, SHORT) }),
  };
}

function toAcceptanceTest({ facts }: HandoffBook, step: number): string {
  const required = facts.filter((fact) => fact.required && fact.step <= step).map(({ id }) => id);
  if (required.length === 0) return 'The goal is met.';
  return `The goal is met, and the result states ${required.join(', ')}, word for word or number for number.`;
}

/** Its first sentences, without headings and the marks of lists. */
function toSummary(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*(?:#|```|\|)/u.test(line));
  const sentences = lines.flatMap((line) => toSentences(line.replace(/^\s*(?:[-*•>]+|\d{1,3}[.)])\s+/u, '')));
  return takeBeginning(sentences.slice(0, 3).join(' ') || text.trim(), SHORT);
}
