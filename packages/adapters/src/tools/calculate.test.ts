import { InvalidInputError } from '@tutti/engine';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCalculateTool } from './calculate.ts';
import { evaluateArithmetic } from './evaluate-arithmetic.ts';

const call = { signal: new AbortController().signal, key: 'key' };

interface Sum {
  readonly text: string;
  readonly value: number;
}

const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 5 },
    fc.integer({ min: 0, max: 1_000 }).map((value): Sum => ({ text: String(value), value })),
    fc.tuple(tie('sum'), fc.constantFrom('+', '-', '*'), tie('sum')).map(([left, sign, right]): Sum => {
      const value =
        sign === '+' ? left.value + right.value : sign === '-' ? left.value - right.value : left.value * right.value;
      return { text: `(${left.text}) ${sign}(${right.text})`, value };
    }),
    tie('sum').map(({ text, value }): Sum => ({ text: `-(${text})`, value: -value })),
  ),
}));

describe('evaluateArithmetic', () => {
  it('agrees with how an expression was built', () => {
    fc.assert(
      fc.property(sum, ({ text, value }) => {
        expect(evaluateArithmetic(text)).toBe(value + 0);
      }),
    );
  });

  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['7 % 4', 3],
    ['-7 % 4', -3],
    ['100 / 4 / 5', 5],
    ['1.5e3 + .5', 1500.5],
    ['--3', 3],
    ['min(3, 1, 2) + MAX(4)', 5],
    ['sqrt(2 * 8)', 4],
    ['round(2.5)', 3],
    ['round(1.005, 2)', 1.01],
    ['round(0)', 0],
    ['round(1e-9, 3)', 0],
    ['0 * -1', 0],
  ])('knows that %s is %d', (expression, value) => {
    expect(evaluateArithmetic(expression)).toBe(value);
  });

  it.each([
    ['1 / 0', 'divides by zero (character 3)'],
    ['1 % 0', 'divides by zero'],
    ['2 ^ 99999', 'has no finite result'],
    ['sqrt(-1)', 'square root of a negative'],
    ['(-8) ^ 0.5', 'has no finite result'],
    ['1 +', 'ends where a number is expected (character 4)'],
    ['(1 + 2', 'misses a closing bracket'],
    ['1 + 2)', 'does not expect ")" (character 6)'],
    ['2 3', 'does not expect "3" (character 3)'],
    ['process', 'does not know "process"'],
    ['constructor(1)', 'does not know "constructor"'],
    ['min 3', 'expects a bracket after "min"'],
    ['min()', 'expects a number, not ")"'],
    ['sqrt(1, 2)', 'gives sqrt 2 values; it takes 1'],
    ['round(1, 40)', 'can round to 0 up to 12 digits'],
    ['1; 2', 'does not know ";" (character 2)'],
    [`${'('.repeat(200)}1${')'.repeat(200)}`, 'is nested too deeply'],
    [`1${'^1'.repeat(200)}`, 'is nested too deeply'],
  ])('says what is wrong with %s', (expression, problem) => {
    expect(() => evaluateArithmetic(expression)).toThrow(InvalidInputError);
    expect(() => evaluateArithmetic(expression)).toThrow(problem);
  });

  it('never ends in anything but a number or an invalid_input', () => {
    const pieces = fc.constantFrom(
      '1',
      '2.5',
      '(',
      ')',
      '+',
      '-',
      '*',
      '/',
      '^',
      '%',
      ',',
      'min',
      'round',
      ' ',
      'x',
      '🎻',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        try {
          expect(evaluateArithmetic(parts.join(''))).toSatisfy(Number.isFinite);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });
});

describe('the calculate tool', () => {
  const tool = createCalculateTool();

  it('gives decimal results without binary dust', async () => {
    expect(await tool.use({ expression: '0.1 + 0.2' }, call)).toEqual({ result: 0.3 });
  });

  it('says when a whole number is too large to be exact', async () => {
    expect(await tool.use({ expression: '2 ^ 53 + 1' }, call)).toEqual({ result: 2 ** 53, approximate: true });
  });

  it.each([{}, { expression: '' }, { expression: 3 }, { expression: '1'.repeat(501) }])('refuses %j', async (input) => {
    await expect(tool.use(input, call)).rejects.toMatchObject({ code: 'invalid_input', field: 'expression' });
  });

  it('does not begin when it is aborted already', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(tool.use({ expression: '1' }, { ...call, signal })).rejects.toThrow('cancelled');
  });
});
