import { AgentId } from '@tutti/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withFacts } from './check-result.ts';
import { findMissing } from './fact-ledger.ts';
import { addTurn, type HandoffBook, openBook } from './handoff-book.ts';
import { ROOM, toHopPrompt, toRepairPrompt } from './write-prompt.ts';

const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];
const goal = { text: 'Plan a fair for 300 guests. It must end by 22:00.', labels: [{ source: 'owner' as const }] };
const BUDGET = 'The budget of Harbour is 4,120 EUR.';
const say = (book: HandoffBook, by: AgentId, text: string) => addTurn(book, { by, said: { text, labels: [] } });
const prompt = (book: HandoffBook) => toHopPrompt(book, { by: cid, next: undefined, inForm: false }).text;

describe('the facts of a book', () => {
  it('come from the task, from its goal, from blocks and from texts, each with who stated it', () => {
    const book = say(
      openBook(goal, [BUDGET]),
      ann,
      `The pier is 120 m long.\n\n\`\`\`handoff\nmust: 7 boats sail\n\`\`\``,
    );
    expect(
      book.facts.map(({ id, text, source, by, step, required }) => [id, text, source, by, step, required]),
    ).toEqual([
      ['f1', BUDGET, 'task', undefined, 0, true],
      ['f2', 'Plan a fair for 300 guests.', 'goal', undefined, 0, false],
      ['f3', 'It must end by 22:00.', 'goal', undefined, 0, false],
      ['f4', '7 boats sail', 'note', ann, 1, true],
      ['f5', 'The pier is 120 m long.', 'text', ann, 1, false],
    ]);
    expect(book.constraints).toEqual(['It must end by 22:00.']);
  });

  it('are each there once, however often and in whatever words they are said', () => {
    const book = say(openBook(goal, [BUDGET]), ann, "Harbour's budget stands at €4120.\n\n- Harbour: budget 4120 EUR");
    expect(book.facts.filter(({ required, step }) => required || step > 0)).toHaveLength(1);
  });

  it('become required when somebody says so later', () => {
    const book = say(say(openBook(goal, []), ann, '7 boats sail.'), bob, 'So.\n```handoff\nmust: 7 boats sail\n```');
    expect(book.facts.find(({ by }) => by === ann)).toMatchObject({ required: true, step: 1 });
  });

  it('cannot be lost by anybody who speaks afterwards', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 60 }), { maxLength: 6 }), (texts) => {
        const book = texts.reduce((before, text) => say(before, bob, text), openBook(goal, [BUDGET]));
        expect(prompt(book)).toContain(`- f1: ${BUDGET} (the task)`);
        const last = texts.at(-1) ?? '';
        expect(findMissing(book.facts, withFacts(last, findMissing(book.facts, last)))).toEqual([]);
      }),
    );
  });
});

describe('a prompt', () => {
  it('holds the required facts first, and says how many have no room', () => {
    const required = Array.from(
      { length: 150 },
      (_, index) => `Stall ${index} costs ${1_000 + index} EUR ${'x'.repeat(60)}`,
    );
    const book = say(openBook(goal, required), ann, 'The pier is 120 m long. '.repeat(2_000));
    const text = prompt(book);
    expect(text).toContain('- f1: Stall 0');
    expect(text).toMatch(/\[… \d+ more are kept and not shown here\]/u);
    expect(text.length).toBeLessThan(ROOM.texts + ROOM.facts + 3_000);
    expect(toRepairPrompt(book, findMissing(book.facts, '')).text.length).toBeLessThan(ROOM.facts + 1_000);
  });

  it('does not repeat what stands in the texts above, and keeps what is cut from them', () => {
    const book = say(say(openBook(goal, []), ann, `${'So. '.repeat(9_000)}7 boats sail.`), bob, '9 lamps burn.');
    expect(prompt(book)).toContain('7 boats sail. (ann, step 1)');
    expect(prompt(book)).not.toContain('9 lamps burn. (bob');
  });
});

describe('whoever says another value', () => {
  const lie = 'The Harbour budget is 9,999 EUR.';

  it('is named, and not who repeats it', () => {
    const book = say(say(openBook(goal, [BUDGET]), ann, lie), bob, lie);
    expect(book.contradictions).toMatchObject([{ fact: 'f1', by: ann, step: 1, value: '9999 eur' }]);
    expect(prompt(book)).toContain('- f1 holds, though ann says otherwise (step 1).');
  });

  it('is named though it was noticed only when somebody else put it plainly', () => {
    const vague =
      'As for the money, everybody we met around Harbour expects a budget near 9,999 EUR and not a coin less.';
    const book = say(say(openBook(goal, [BUDGET]), ann, vague), bob, lie);
    expect(book.contradictions).toMatchObject([{ by: ann, step: 1 }]);
  });

  it('may correct what nobody requires', () => {
    const book = say(say(openBook(goal, []), ann, BUDGET), bob, lie);
    expect(book.contradictions).toEqual([]);
    expect(book.facts.filter(({ step }) => step > 0)).toHaveLength(2);
  });
});
