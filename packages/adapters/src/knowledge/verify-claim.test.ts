import { describe, expect, it } from 'vitest';
import { listNumbers, verifyClaim } from './verify-claim.ts';

const TRAVEL = {
  citation: 'kn:travel',
  text: 'Tickets are booked by the assistant. Rail tickets above 200 euros need the approval of Maria Koch. Hotels are paid up to 140 euros a night.',
};
const HISTORY = {
  citation: 'kn:history',
  text: 'The company was founded in Trieste in 1987 by three engineers. It has 1,250 employees today.',
};
const judge = (claim: string, passages = [TRAVEL, HISTORY]) => verifyClaim(claim, passages);

describe('a claim', () => {
  it('is supported where its words, numbers and names stand together', () => {
    expect(judge('Rail tickets above 200 euros need approval of Maria Koch.')).toMatchObject({
      verdict: 'supported',
      evidence: [{ citation: 'kn:travel', sharedNumbers: ['200'], sentences: expect.stringMatching(/^Rail tickets/) }],
      missing: { numbers: [], names: [] },
    });
    expect(judge('Today the company has 1250 employees.').verdict).toBe('supported');
  });

  it('is contradicted where the same words stand with another number', () => {
    const { verdict, because, evidence } = judge('Rail tickets above 500 euros need the approval of Maria Koch.');
    expect(verdict).toBe('contradicted by number');
    expect(because).toContain('200');
    expect(because).toContain('500');
    expect(evidence[0]?.otherNumbers).toEqual(['200']);
    const shrunk = [{ citation: 'kn:sales', text: 'Sales grew by -3% in spring.' }];
    expect(judge('Sales grew by 3% in spring.', shrunk).verdict).toBe('contradicted by number');
    expect(judge('The company was founded in Trieste in 1978.').verdict).toBe('contradicted by number');
  });

  it('is not found where nothing has its words, a name or a number of it', () => {
    expect(judge('Whales sing at night.')).toMatchObject({ verdict: 'not found' });
    expect(judge('Rail tickets above 200 euros need the approval of Peter Lang.')).toMatchObject({
      verdict: 'not found',
      missing: { names: ['Peter', 'Lang'] },
    });
    expect(judge('anything at all', [])).toMatchObject({ verdict: 'not found', evidence: [] });
  });

  it('is not supported by what denies it, or by words that stand in different places', () => {
    expect(judge('Rail tickets above 200 euros do not need the approval of Maria Koch.').verdict).toBe('not found');
    expect(judge('Hotels founded in Trieste need approval of engineers.').verdict).toBe('not found');
  });
});

it.each([
  ['1,250 people and 1.250 people', ['1250']],
  ['1.250,75 or 1,250.75', ['1250.75']],
  ['12 per cent, 12%', ['12%']],
  ['3.14 and 0,5', ['3.14', '0.5']],
  ["1'000 and 1 000 000", ['1000', '1', '0']],
  ['Figure A4 of B2B', []],
  ['0.125 of 1234.567', ['0.125', '1234.567']],
  ['-3% and \u22120,5 and -1,250 and -0', ['-3%', '-0.5', '-1250', '0']],
  ['COVID-19, 10-20, 5%-7%, 2024-05-06', ['19', '10', '20', '5%', '7%', '2024', '5', '6']],
])('tells the numbers of %s', (text, numbers) => {
  expect([...listNumbers(text)]).toEqual(numbers);
});
