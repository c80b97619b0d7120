/** What a call costs: whole billionths of a dollar, computed exactly and rounded up once. */
import type { Amount, Budget, ModelPrice, Usage } from '@tutti/protocol';

const MILLION = 1_000_000;

export const FREE_OF_CHARGE: ModelPrice = { input: 0, output: 0 };

type Tokens = Omit<Usage, 'costNanoUsd' | 'estimated'>;

/** Cached and reasoning tokens are parts of the input and output tokens, and are charged once, at their own price. */
export function priceUsage(price: ModelPrice, usage: Tokens): number {
  const read = Math.min(usage.cacheReadTokens ?? 0, usage.inputTokens);
  const write = Math.min(usage.cacheWriteTokens ?? 0, usage.inputTokens - read);
  const reasoning = Math.min(usage.reasoningTokens ?? 0, usage.outputTokens);
  return sumUp([
    [usage.inputTokens - read - write, price.input],
    [read, price.cacheRead ?? price.input],
    [write, price.cacheWrite ?? price.input],
    [usage.outputTokens - reasoning, price.output],
    [reasoning, price.reasoning ?? price.output],
  ]);
}

/** Never below what any usage within these bounds costs. Asked of hundreds of routes for one call, so it makes nothing that is thrown away. */
export function priceAtWorst(price: ModelPrice, { input, output }: { input: number; output: number }): number {
  const perInput = dearestInput(price);
  const perOutput = dearestOutput(price);
  const restOfInput = perInput % MILLION;
  const restOfOutput = perOutput % MILLION;
  const whole = input * ((perInput - restOfInput) / MILLION) + output * ((perOutput - restOfOutput) / MILLION);
  return roundUp(whole, input * restOfInput + output * restOfOutput);
}

/** The most output tokens with which the worst case still fits into what is left; negative where not even the input does. */
export function fitOutput(price: ModelPrice, input: number, left: Budget): number {
  const byTokens = (left.tokens ?? Number.MAX_SAFE_INTEGER) - input;
  if (left.costNanoUsd === undefined) return byTokens;
  const dearest = dearestOutput(price);
  const rest = left.costNanoUsd - sumUp([[input, dearestInput(price)]]);
  if (rest < 0) return -1;
  return dearest === 0 ? byTokens : Math.min(byTokens, largestWithin(rest, dearest));
}

export function fits({ tokens, costNanoUsd }: Amount, left: Budget): boolean {
  return tokens <= (left.tokens ?? Infinity) && costNanoUsd <= (left.costNanoUsd ?? Infinity);
}

function dearestInput({ input, cacheRead = 0, cacheWrite = 0 }: ModelPrice): number {
  return Math.max(input, cacheRead, cacheWrite);
}

function dearestOutput({ output, reasoning = 0 }: ModelPrice): number {
  return Math.max(output, reasoning);
}

/** The rounding of two sums that are reckoned apart may add up to one more than that of both together. */
function largestWithin(nano: number, price: number): number {
  const whole = Math.floor(nano / price) * MILLION;
  return Math.max(0, whole + Math.floor(((nano % price) * MILLION) / price) - 1);
}

/** Tokens times price may be more than a number holds exactly, so whole millionths and the rest are summed apart. */
function sumUp(parts: readonly (readonly [tokens: number, price: number])[]): number {
  let whole = 0;
  let rest = 0;
  for (const [tokens, price] of parts) {
    const remainder = price % MILLION;
    whole += tokens * ((price - remainder) / MILLION);
    rest += tokens * remainder;
  }
  return roundUp(whole, rest);
}

function roundUp(whole: number, millionths: number): number {
  const over = millionths % MILLION;
  return whole + (millionths - over) / MILLION + (over === 0 ? 0 : 1);
}
