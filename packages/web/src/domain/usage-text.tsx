import type { UsageView } from '@tutti/protocol/api';
import { moneyText } from '../strings/money.ts';
import { sharedText } from '../strings/shared.ts';
import { formatCount, formatMoney } from './format-numbers.ts';

export function TokensText({ usage }: { usage: UsageView }) {
  const { inputTokens, outputTokens, estimated } = usage;
  return (
    <span
      className="whitespace-nowrap"
      title={sharedText.tokensInOut(formatCount(inputTokens), formatCount(outputTokens))}
    >
      {estimated && <abbr title={sharedText.estimatedMeans}>≈</abbr>}
      {formatCount(inputTokens + outputTokens)}
    </span>
  );
}

/** What was free is known to be so, however many tokens it was. */
export function CostText({ usage }: { usage: UsageView }) {
  return (
    <span className="whitespace-nowrap">
      {usage.estimated && usage.usd !== '0' && <abbr title={moneyText.estimatedMeans}>≈</abbr>}
      {formatMoney(usage.usd)}
    </span>
  );
}
