/** Numbers as they are told: every digit of money stays. */
import type { Usage } from '@tutti/protocol';
import { type Money, toMoney, type UsageView } from '@tutti/protocol/api';

export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** `0.0000123` stays what it is; whole dollars are grouped. */
export function formatMoney(money: Money): string {
  const [whole = '0', fraction] = money.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  if (fraction === undefined) return `$${grouped}`;
  return `$${grouped}.${fraction.padEnd(2, '0')}`;
}

export function toUsage({ inputTokens, outputTokens, costNanoUsd, estimated }: Usage): UsageView {
  return { inputTokens, outputTokens, usd: toMoney(costNanoUsd), ...(estimated && { estimated }) };
}
