import type { Tool } from '@tutti/engine';
import * as z from 'zod';
import { evaluateArithmetic } from './evaluate-arithmetic.ts';
import { parseToolInput } from './parse-tool-input.ts';

const CalculateInput = z.object({
  expression: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .describe('Numbers with + - * / ^ % and brackets, and the functions min, max, sqrt and round(value, digits).'),
});

const SIGNIFICANT_DIGITS = 15;

export function createCalculateTool(): Tool {
  return {
    name: 'calculate',
    description: 'Calculates an arithmetic expression such as (3 + 4.5) * 12.',
    input: CalculateInput,
    effect: 'pure',
    timeoutMs: 1_000,
    labels: [{ source: 'tool', name: 'calculate' }],
    async use(input, { signal }) {
      signal.throwIfAborted();
      return toOutput(evaluateArithmetic(parseToolInput(CalculateInput, input).expression));
    },
  };
}

/** Beyond 2^53 a whole number is only near the true one, and says so. */
function toOutput(value: number): { result: number; approximate?: true } {
  if (!Number.isInteger(value)) return { result: Number(value.toPrecision(SIGNIFICANT_DIGITS)) };
  return Number.isSafeInteger(value) ? { result: value } : { result: value, approximate: true };
}
