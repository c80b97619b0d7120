import type { Usage } from '@tutti/protocol';

/** `1,234 tokens` */
export function formatTokens(usage: Pick<Usage, 'inputTokens' | 'outputTokens' | 'estimated'>): string {
  const counted = formatCount(usage.inputTokens + usage.outputTokens, 'token');
  return usage.estimated ? `about ${counted}` : counted;
}

/** Money is counted in billionths of a dollar, and shown to where it stops being nothing. */
export function formatCost({ costNanoUsd }: Pick<Usage, 'costNanoUsd'>): string {
  if (costNanoUsd === 0) return '$0';
  const dollars = costNanoUsd / 1e9;
  const digits = dollars >= 1 ? 2 : Math.min(9, 1 - Math.floor(Math.log10(dollars)));
  return `$${dollars.toFixed(digits)}`;
}

/** `1 step`, `2 steps` */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
