/**
 * Sequential: each agent in turn works on the goal and on what those before it have handed over. Each hop is a contract
 * that the program keeps: facts stay known whoever forgets them, and those that are required stand in the result.
 */
import { AgentId, type Contradiction, Labelled, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import { RunError } from '../errors.ts';
import { type Mended, takeBetter, toFactCheck, withFacts } from '../handoff/check-result.ts';
import { findMissing } from '../handoff/fact-ledger.ts';
import { addTurn, type Asked, type HandoffBook, listOpen, openBook, toLabels } from '../handoff/handoff-book.ts';
import { readNote } from '../handoff/read-note.ts';
import { toDetails } from '../handoff/to-details.ts';
import { type Hop, toAnswerPrompt, toHopPrompt, toQuestionPrompt, toRepairPrompt } from '../handoff/write-prompt.ts';
import { tryTurn } from './members/try-turn.ts';
import { cutText } from './quoting/cut-text.ts';
import type { Contribution, Pattern, PatternContext, PatternEvent, PatternResult } from './pattern.ts';

export const SequentialInput = z.object({
  goal: Labelled,
  agents: z.array(AgentId).min(1),
  /** What must still stand in the result, word for word or number for number. */
  facts: z.array(z.string()).default([]),
});
export type SequentialInput = z.infer<typeof SequentialInput>;

const SESSION = { goOn: true } as const;
/** With the mark of a cut, below what an event may hold of a text. */
const MOST_TOLD = 400;

export const sequential: Pattern<SequentialInput> = async (input, context) => {
  const { goal, agents, facts } = input;
  // One agent alone hands nothing over. Runs that were begun before there were contracts go on without.
  if ((agents.length === 1 && facts.length === 0) || context.version('handoff') === 0) return handOn(input, context);
  let book = openBook(goal, facts);
  for (const [place, by] of agents.entries()) {
    const next = agents[place + 1];
    const known = book.contradictions.length;
    book = await takePart(book, { by, next, inForm: answersInForm(by, context) }, context);
    for (const found of book.contradictions.slice(known)) await context.record(toContradicted(book, found));
    await context.record(toHandedOver(book, agents));
  }
  return bringToEnd(book, context);
};

/** One agent's part; where it cannot begin without, its sender is asked first, once. */
async function takePart(book: HandoffBook, hop: Hop, context: PatternContext): Promise<HandoffBook> {
  const { by } = hop;
  const said = await context.say(by, toHopPrompt(book, hop), SESSION);
  const { asks } = hop.inForm ? { asks: [] } : readNote(said.text).note;
  const sender = book.turns.at(-1)?.by;
  if (asks.length === 0 || sender === undefined || sender === by) return addTurn(book, { by, said });
  const asked = await askBack(book, { by, sender, asks }, context);
  const labels = unionLabels(said.labels, toLabels(book), asked.answer?.labels ?? []);
  const answered = await context.say(by, toAnswerPrompt(sender, asked.answer, labels), SESSION);
  return addTurn(book, { by, said: answered, asked });
}

interface AskBack {
  readonly by: AgentId;
  readonly sender: AgentId;
  readonly asks: readonly string[];
}

/** A sender that does not answer leaves the question open. */
async function askBack(book: HandoffBook, { by, sender, asks }: AskBack, context: PatternContext): Promise<Asked> {
  await context.record({
    type: 'handoff.asked_back',
    by,
    of: sender,
    step: book.turns.length + 1,
    questions: [...asks],
  });
  const tried = await tryTurn(sender, context.say(sender, toQuestionPrompt(book, asks, by), SESSION));
  if ('absence' in tried) {
    await context.record({ type: 'handoff.left_open', by: sender, for: by, reason: tried.absence.reason });
    return { questions: asks };
  }
  const { labels } = tried.value;
  const { text } = readNote(tried.value.text);
  await context.record({ type: 'handoff.answered', by: sender, for: by, answer: cutText(text, MOST_TOLD) });
  return { questions: asks, answer: { text, labels } };
}

/** Whoever was the last is asked once for the facts that its text lacks; what is still missing then is put under it. */
async function bringToEnd(book: HandoffBook, context: PatternContext): Promise<PatternResult> {
  const contributions = book.turns.map(({ by, said }): Contribution => ({ by, text: said.text }));
  const last = book.turns.at(-1);
  if (!last) throw new RunError('join_failed', 'nobody was there to work');
  const first: Mended = { ...last.said, missing: findMissing(book.facts, last.said.text) };
  const mended = first.missing.length > 0 ? await mend(book, { by: last.by, first }, context) : undefined;
  if (mended) contributions.push({ by: last.by, text: mended.text });
  const end = mended ? takeBetter(first, mended) : first;
  const inForm = answersInForm(last.by, context);
  const check = toFactCheck(book.facts, { first: first.missing, last: end.missing, inForm });
  if (check.required > 0) await context.record({ type: 'handoff.checked', by: last.by, ...check });
  return {
    outcome: check.lost.length > 0 ? 'partial' : 'finished',
    result: {
      text: inForm ? end.text : withFacts(end.text, end.missing),
      labels: unionLabels(toLabels(book), mended?.labels ?? []),
    },
    contributions,
    details: toDetails(book, check),
  };
}

async function mend(
  book: HandoffBook,
  { by, first }: { readonly by: AgentId; readonly first: Mended },
  context: PatternContext,
): Promise<Mended | undefined> {
  const tried = await tryTurn(by, context.say(by, toRepairPrompt(book, first.missing), SESSION));
  if ('absence' in tried) return undefined;
  const { text } = readNote(tried.value.text);
  return { text, labels: tried.value.labels, missing: findMissing(book.facts, text) };
}

/** Nobody adds a block of ours to data of a form of its own, nor to the words of another program. */
function answersInForm(by: AgentId, context: PatternContext): boolean {
  const { answer, runtime, product } = context.describe(by);
  return answer !== undefined || runtime !== 'llm' || product !== undefined;
}

function toHandedOver({ turns, facts }: HandoffBook, agents: readonly AgentId[]): PatternEvent {
  const last = turns.at(-1);
  const next = agents[turns.length];
  return {
    type: 'sequential.handed_over',
    by: last?.by ?? '',
    ...(next !== undefined && { to: next }),
    step: turns.length,
    of: agents.length,
    block: last?.block ?? 'none',
    facts: facts.length,
    required: facts.filter(({ required }) => required).length,
    open: last ? listOpen(last) : [],
  };
}

function toContradicted({ facts }: HandoffBook, { fact, by, step, says, value }: Contradiction): PatternEvent {
  const stated = cutText(facts.find(({ id }) => id === fact)?.text ?? '', MOST_TOLD);
  return { type: 'handoff.contradicted', fact, stated, by, step, says, value };
}

/** Everything that was said goes on to the next, and nothing else. */
async function handOn({ goal, agents }: SequentialInput, context: PatternContext): Promise<PatternResult> {
  const contributions: Contribution[] = [];
  let result: Labelled = goal;
  for (const by of agents) {
    result = await context.say(by, toPrompt(goal, contributions, result));
    contributions.push({ by, text: result.text });
    await context.record({ type: 'sequential.handed_over', by, step: contributions.length, of: agents.length });
  }
  return { outcome: 'finished', result, contributions };
}

function toPrompt(goal: Labelled, contributions: readonly Contribution[], last: Labelled): Labelled {
  if (contributions.length === 0) return goal;
  const handed = contributions.map(({ by, text }) => `## Handed over by ${by}\n\n${text}`);
  const text = [`Goal: ${goal.text}`, ...handed].join('\n\n');
  return { text, labels: unionLabels(goal.labels, last.labels) };
}
