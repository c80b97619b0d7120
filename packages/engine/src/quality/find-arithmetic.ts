/** Calculations that stand in a text, such as `12 × 3 = 36`, done again. */

export interface Calculation {
  readonly text: string;
  readonly right: boolean;
}

const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?`;
/** Not in the middle of a longer one, of which it would be another calculation. */
const WRITTEN = new RegExp(
  String.raw`(?<![\d.,+*/×÷=−-]\s*)(${NUMBER})\s*([+*/×÷−-])\s*(${NUMBER})\s*=\s*(−|-)?(${NUMBER})(?![\d%])`,
  'gu',
);

export function findArithmetic(text: string): Calculation[] {
  return [...text.matchAll(WRITTEN)].map(([whole, one = '', sign = '', other = '', minus, result = '']) => {
    const computed = compute(toNumber(one), sign, toNumber(other));
    const stated = toNumber(result) * (minus ? -1 : 1);
    return { text: whole, right: computed !== undefined && Math.abs(computed - stated) <= toTolerance(result) };
  });
}

function toNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}

/** Half of the last digit that is written: a rounded result is right. */
function toTolerance(result: string): number {
  const [, decimals = ''] = result.split('.');
  return 0.5 * 10 ** -decimals.length + Number.EPSILON * 1e6;
}

function compute(one: number, sign: string, other: number): number | undefined {
  if (sign === '+') return one + other;
  if (sign === '-' || sign === '−') return one - other;
  if (sign === '*' || sign === '×') return one * other;
  return other === 0 ? undefined : one / other;
}
