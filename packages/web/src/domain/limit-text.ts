import type { Budget } from '@tutti/protocol';
import { toMoney } from '@tutti/protocol/api';
import { moneyText } from '../strings/money.ts';
import { formatCount, formatMoney } from './format-numbers.ts';

/** What a limit speaks of: money, tokens, or both. */
export function limitText({ tokens, costNanoUsd }: Budget): string {
  const parts = [
    ...(costNanoUsd === undefined ? [] : [formatMoney(toMoney(costNanoUsd))]),
    ...(tokens === undefined ? [] : [moneyText.tokens(formatCount(tokens))]),
  ];
  return parts.length === 0 ? moneyText.nothing : parts.join(' · ');
}
