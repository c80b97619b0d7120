/** What has been handed over so far: every turn with what it stated, and the facts, which no turn can lose. */
import { type AgentId, type Contradiction, type Labelled, unionLabels } from '@tutti/protocol';
import { addFacts, type Claim, type FactLedger, findContradictions, type Statement } from './fact-ledger.ts';
import { findFacts } from './find-facts.ts';
import { type HandoffNote, readNote, type Told } from './read-note.ts';

export interface Turn {
  readonly by: AgentId;
  /** 1 for the first. */
  readonly step: number;
  readonly said: Labelled;
  readonly note: HandoffNote;
  readonly block: Told['block'];
  /** What it had to ask its sender first. */
  readonly asked?: Asked | undefined;
}

export interface Asked {
  readonly questions: readonly string[];
  /** Absent where none came. */
  readonly answer?: Labelled | undefined;
}

export interface HandoffBook {
  readonly goal: Labelled;
  readonly facts: FactLedger;
  /** What must and must not be, in the words of the task. */
  readonly constraints: readonly string[];
  readonly turns: readonly Turn[];
  readonly contradictions: readonly Contradiction[];
}

export function openBook(goal: Labelled, required: readonly string[]): HandoffBook {
  const { labels } = goal;
  const found = findFacts(goal.text);
  const fromTask = required.map((text): Statement => ({ text, source: 'task', required: true }));
  const fromGoal = [...found.facts, ...found.constraints].map(
    (text): Statement => ({ text, source: 'goal', required: false }),
  );
  const facts = addFacts([], [...fromTask, ...fromGoal], { step: 0, labels });
  return { goal, facts, constraints: found.constraints, turns: [], contradictions: [] };
}

/** Somebody's part, with all that it states; what contradicts a fact that binds is not taken for another one. */
export function addTurn(
  book: HandoffBook,
  { by, said, asked }: { readonly by: AgentId; readonly said: Labelled; readonly asked?: Asked | undefined },
): HandoffBook {
  const step = book.turns.length + 1;
  const { text, note, block } = readNote(said.text);
  const claims = [...book.turns.map(toClaim), toClaim({ by, step, said: { text }, note })];
  const fresh = findContradictions(book.facts, claims).filter(
    ({ fact, value }) => !book.contradictions.some((known) => known.fact === fact && known.value === value),
  );
  const isWrong = (statement: string) => findContradictions(book.facts, [{ by, step, text: statement }]).length > 0;
  const toStatements = (texts: readonly string[], rest: Omit<Statement, 'text'>) =>
    texts.filter((one) => !isWrong(one)).map((one): Statement => ({ text: one, ...rest }));
  const answered = asked?.answer === undefined ? [] : findFacts(asked.answer.text).facts;
  const facts = addFacts(
    book.facts,
    [
      ...toStatements(note.must, { source: 'note', required: true }),
      ...toStatements(note.facts, { source: 'note', required: false }),
      ...toStatements([...answered, ...findFacts(text).facts], { source: 'text', required: false }),
    ],
    { by, step, labels: said.labels },
  );
  const turn: Turn = { by, step, said: { text, labels: said.labels }, note, block, asked };
  return { ...book, facts, turns: [...book.turns, turn], contradictions: [...book.contradictions, ...fresh] };
}

function toClaim({
  by,
  step,
  said,
  note,
}: Pick<Turn, 'by' | 'step' | 'note'> & { said: Pick<Labelled, 'text'> }): Claim {
  return { by, step, text: [said.text, ...note.must, ...note.facts].join('\n\n') };
}

/** Of everything that was asked and said. */
export function toLabels({ goal, turns }: HandoffBook): Labelled['labels'] {
  return unionLabels(
    goal.labels,
    ...turns.flatMap(({ said, asked }) => [said.labels, ...(asked?.answer ? [asked.answer.labels] : [])]),
  );
}

/** What is open at the end of a turn: its own questions, those to which it got no answer, and what it has not done. */
export function listOpen({ note, asked }: Turn): string[] {
  const unanswered = asked && !asked.answer ? asked.questions : [];
  return [...new Set([...note.open, ...unanswered, ...note.asks])];
}
