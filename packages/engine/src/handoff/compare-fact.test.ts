import { describe, expect, it } from 'vitest';
import { findContradiction, isKept, readFact } from './compare-fact.ts';
import { readPassages } from './read-passages.ts';

const kept = (fact: string, text: string) => isKept(readFact(fact), readPassages(text));
const contradiction = (fact: string, text: string) => findContradiction(readFact(fact), readPassages(text));
const BUDGET = 'The budget of Harbour is 4,120 EUR.';

describe('a fact', () => {
  it.each([
    ['word for word', 'We know this. The budget of Harbour is 4,120 EUR. And more.'],
    ['in other letters and marks', 'the **budget** of Harbour is\n4,120 EUR'],
    ['number for number', "Harbour's budget stands at €4120, which is settled."],
    ['in a list under a heading', '## Budgets\n\n- Pier: 380 EUR\n- Harbour: 4120 EUR'],
    ['in a table', '| place | budget |\n|---|---|\n| Harbour | 4,120 EUR |\n| Pier | 380 EUR |'],
    ['under a line that announces it', 'Budgets:\n- Harbour: EUR 4120'],
  ])('is kept %s', (_, text) => expect(kept(BUDGET, text)).toBe(true));

  it.each([
    ['gone', 'The harbour is lovely.'],
    ['with another number', 'The budget of Harbour is 4,210 EUR.'],
    ['with a longer number', 'The budget of Harbour is 4,120.50 EUR.'],
    ['with another currency', 'The budget of Harbour is 4,120 USD.'],
    ['said of something else', 'The budget of Station is 4,120 EUR.'],
    ['denied', "Harbour's budget is not 4,120 EUR."],
    ['only as a number', 'There were 4120 of them.'],
    ['split over two things', 'Harbour has a budget. Elsewhere it is 4,120 EUR.'],
    ['inside code', '```\nThe budget of Harbour = 4120\n```'],
  ])('is not kept where it is %s', (_, text) => expect(kept(BUDGET, text)).toBe(false));

  it('without any value is kept word for word only', () => {
    expect(kept('Never use the east pier', 'Please: never use the east pier!')).toBe(true);
    expect(kept('Never use the east pier', 'Use the east pier.')).toBe(false);
    expect(kept('use the pier', 'reuse the pier')).toBe(false);
  });

  it('needs all of its values in one statement', () => {
    const fact = 'Doors open at 18:00 on 14 May 2026';
    expect(kept(fact, 'On 2026-05-14 the doors open at 6 pm.')).toBe(true);
    expect(kept(fact, 'On 2026-05-15 the doors open at 6 pm.')).toBe(false);
    expect(kept(fact, 'The doors open at 6 pm.')).toBe(false);
  });
});

describe('a contradiction', () => {
  it.each([
    ['another number for the same thing', BUDGET, 'The Harbour budget is 5,000 EUR.', '5000'],
    ['another day', 'The fair opens on 14 May 2026.', 'The fair opens on 15 May 2026.', '2026-5-15'],
    ['another hour on the same day', 'The fair opens 14 May at 18:00', 'The fair opens on May 14 at 19:00.', '19:00'],
  ])('is %s', (...[, fact, text, key]) => expect(contradiction(fact, text)).toMatchObject({ value: { key } }));

  it.each([
    ['the fact itself, said another time', `${BUDGET} The budget of Harbour is 5,000 EUR.`],
    ['another thing', 'The budget of Station is 5,000 EUR.'],
    ['another attribute', 'The rent of Harbour is 5,000 EUR.'],
    ['another measure', 'The budget of Harbour is 40 percent.'],
    ['another time', 'The budget of Harbour in 2019 was 3,900 EUR.'],
    ['a denial', 'The budget of Harbour is not 5,000 EUR.'],
    [
      'a sentence about more than that',
      'A budget like that of Harbour lets 300 lanterns shine over every old boat in town.',
    ],
  ])('is not %s', (_, text) => expect(contradiction(BUDGET, text)).toBeUndefined());
});
