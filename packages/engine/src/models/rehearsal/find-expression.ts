/** The longest arithmetic expression in a text, if there is one. */
const RUN = /(?:(?:\d[\d_]*(?:\.\d+)?|\.\d+|\b(?:min|max|sqrt|round)\b(?=\s*\()|\*\*|[-+*/^%(),×÷−·])\s*)+/giu;

/** Nobody writes a longer one by hand, and what is longer is no sentence's part. */
const LONGEST = 500;

export function findExpression(text: string): string | undefined {
  const found = (text.match(RUN) ?? [])
    .filter((run) => run.length <= LONGEST)
    .map(toBalanced)
    .filter(isExpression);
  return found.toSorted((one, other) => other.length - one.length)[0];
}

function toBalanced(run: string): string {
  const plain = run.replace(/[×·]/gu, '*').replace(/÷/gu, '/').replace(/−/gu, '-').replace(/\*\*/gu, '^');
  // Between a function's brackets a comma parts its arguments; elsewhere it can only part thousands.
  const digits = /[a-z]/iu.test(plain) ? plain : plain.replace(/(?<=\d),(?=\d{3}(?!\d))/gu, '');
  let expression = digits.replace(/_/gu, '').trim();
  for (;;) {
    const trimmed = trimOnce(expression);
    if (trimmed === expression) return expression;
    expression = trimmed;
  }
}

/** Signs of the sentence around it: operators and commas at its ends, brackets that nothing closes. */
function trimOnce(expression: string): string {
  const trimmed = expression.replace(/^[*/^%,+)\s]+/u, '').replace(/[-+*/^,(\s]+$/u, '');
  const balance = Array.from(trimmed).reduce((open, sign) => open + (sign === '(' ? 1 : sign === ')' ? -1 : 0), 0);
  if (balance > 0 && trimmed.startsWith('(')) return trimmed.slice(1);
  if (balance < 0 && trimmed.endsWith(')')) return trimmed.slice(0, -1);
  return trimmed;
}

function isExpression(text: string): boolean {
  // A date, a range or a telephone number is no subtraction.
  if (/^\d+(?:-\d+)+$/u.test(text)) return false;
  return /[\d)%]\s*[-+*/^%]\s*[-(\d.a-z]/iu.test(text) || /[a-z]\s*\(\s*[-(\d.]/iu.test(text);
}
